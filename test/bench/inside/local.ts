/**
 * AgentBay Local in a process of its own, with an agent that does nothing for 2 s and then has finished. Tells its parent
 * where it is, and at each message how many requests it has read.
 */
import { usualEngines } from '../../../src/local/options';
import { startLocal } from '../../../src/local/local';

let requests = 0;
const options = {
  ...{ port: 0, headed: false, noSandbox: false, engines: usualEngines },
  afterTerminate: 'gone',
  script: [{ end: { afterMs: 2_000, status: 'finished', product: 'Done.' } }],
  // The way every service has.
  routes: [],
  journal: () => (requests += 1),
} as const;

async function main(): Promise<void> {
  const local = await startLocal(options, console.error);
  process.send?.({ endpoint: local.endpoint, apiKey: local.apiKey });
  process.on('message', () => process.send?.({ requests }));
  process.on('disconnect', () => {
    void local.stop().then(() => process.exit());
  });
}

void main();
