/**
 * A window without VS Code in a process of its own, for tests that kill it: `windowProcess.ts <folder> <endpoint> <name> <text>`
 * runs a task, and says its id when it is recorded, and again when it is accepted.
 */
import { openCore } from './windowCore';

async function run([folder = '', endpoint = '', name = '', text = '']: string[]): Promise<void> {
  const core = await openCore(folder, endpoint, name);
  const { task, started } = await core.tasks.run({ agent: 'computer', text });
  process.send?.({ id: task.id });
  await started;
  process.send?.({ id: task.id });
}

void run(process.argv.slice(2));
