/** How long tasks of 2 s take, one after another and at once. Prints JSON. Argument: the bench's folder, for the service. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { AgentBay, type Session } from '../../../src/core/api';

/** One way of running tasks. */
export interface Run {
  readonly tasks: number;
  readonly how: 'one after another' | 'at once';
  /** From the first task handed over to the last one's end being known, in ms. */
  readonly wallMs: number;
  /** Read by the service meanwhile. */
  readonly requests: number;
}

const [folder = '', ...wanted] = process.argv.slice(2);

async function runTask(session: Session): Promise<void> {
  const result = await session.agent.computer.executeTaskAndWait('Open Notepad', 20);
  if (!result.success || result.taskResult !== 'Done.')
    throw new Error(`A task did not finish: ${result.errorMessage}`);
}

async function sessionsOf(bay: AgentBay, count: number): Promise<Session[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const { session, errorMessage } = await bay.create({ imageId: 'windows_latest' });
      if (!session) throw new Error(errorMessage);
      return session;
    }),
  );
}

async function main(): Promise<void> {
  const local = fork(path.join(folder, 'inside/local.ts'), { execArgv: ['--import', 'tsx'] });
  const [{ endpoint, apiKey }] = (await once(local, 'message')) as [{ endpoint: string; apiKey: string }];
  const requests = async (): Promise<number> => {
    local.send('count');
    const [said] = (await once(local, 'message')) as [{ requests: number }];
    return said.requests;
  };
  const bay = new AgentBay({ endpoint, apiKey });
  const runs: Run[] = [];
  for (const [tasks, how] of [
    [10, 'at once'],
    [50, 'at once'],
    [10, 'one after another'],
  ] as const) {
    if (wanted.length > 0 && !wanted.includes(how)) continue;
    const sessions = await sessionsOf(bay, tasks);
    const before = await requests();
    const startedAt = performance.now();
    if (how === 'at once') await Promise.all(sessions.map(runTask));
    else for (const session of sessions) await runTask(session);
    const wallMs = performance.now() - startedAt;
    runs.push({ tasks, how, wallMs, requests: (await requests()) - before });
  }
  bay.dispose();
  local.disconnect();
  console.log(JSON.stringify(runs));
}

void main();
