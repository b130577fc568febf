import { startLocal } from '../../src/local/local';
import { parseOptions } from '../../src/local/options';
import type { Script } from '../../src/local/script/script';
import { atEnd, ScriptError } from './ending';
import type { Subject } from './pictures';

/** The service in the cloud as a picture needs it, and what to ask of it. */
export interface PaintedCloud {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly subjects: readonly Subject[];
  readonly stop: () => Promise<void>;
}

const round = [
  { afterMs: 1_600, action: 'Click “Accept all”' },
  { afterMs: 1_600, action: 'Waiting for the page' },
];

const script: Script = [
  {
    task: 'cookie',
    end: 'never',
    steps: [{ action: 'Opening example.org' }, ...Array.from({ length: 200 }, () => round).flat()],
  },
  { task: 'invoice', end: 'never' },
];

const subjects: readonly Subject[] = [
  { name: 'unconfirmed', agent: 'Computer', task: 'Fetch the latest invoice from the mail', row: 'latest invoice' },
  {
    name: 'stuck',
    agent: 'Browser',
    task: 'Click away the cookie banner of example.org',
    row: 'cookie banner',
    stands: ({ stall }) => stall !== '',
  },
];

/**
 * AgentBay Local outside VS Code, in the place of the cloud: of one task the answer is lost, another goes round in circles. It ends
 * with `stop`, at the latest with the script.
 */
export async function paintedCloud(): Promise<PaintedCloud> {
  const usual = parseOptions([], {});
  if (usual === 'help') throw new ScriptError('Nobody asked for help.');
  const lost = { when: { taskContains: 'invoice' }, do: { kind: 'resetAfterReading', acted: true } } as const;
  const local = await startLocal({ ...usual, script, faults: [lost] }, () => undefined);
  return { endpoint: local.endpoint, apiKey: local.apiKey, subjects, stop: atEnd(() => local.stop()) };
}
