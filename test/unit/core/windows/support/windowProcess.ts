/**
 * A window in a process of its own: `windowProcess.ts <folder> <samples>`. Does what it is sent, and answers. Writes about every
 * 5 ms into the file of samples whether it is the keeper, and when it asked itself.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { systemClock } from '../../../../../src/core/util/clock';
import { Windows } from '../../../../../src/core/windows/windows';
import type { WindowCommand, WindowState } from './messages';

async function run(folder: string, samples: string): Promise<void> {
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const windows = await Windows.open({ folder, clock: systemClock, log });
  const file = openSync(samples, 'a');
  const sampling = setInterval(() => {
    const at = Date.now(); // Before the question: a process that is stopped in between must not look late.
    writeSync(file, `${at} ${windows.isKeeper ? 'keeper' : '-'}\n`);
  }, 5);

  const state = (): WindowState => ({
    windowId: windows.id,
    at: Date.now(),
    isKeeper: windows.isKeeper,
    lastKeptAt: windows.lastKeptAt,
    wishes: windows.wishes().map(({ terminate }) => terminate),
  });
  const obey = async (command: WindowCommand): Promise<WindowState> => {
    if (command.type === 'beat') {
      if (command.at !== undefined) await systemClock.sleep(Math.max(0, command.at - Date.now()));
      windows.beat(command.beating);
    } else if (command.type === 'wish') windows.wish(command.taskId);
    else if (command.type === 'close') await windows.close();
    await windows.flush();
    return state();
  };
  const leave = (): void => {
    clearInterval(sampling);
    closeSync(file);
    process.disconnect();
  };
  process.on('message', (command: WindowCommand) => {
    void obey(command).then((answer) => process.send?.(answer, () => command.type === 'close' && leave()));
  });
  process.send?.(state());
}

process.on('disconnect', () => process.exit()); // Whoever runs the test is gone, or the window has closed.
void run(process.argv[2] ?? '', process.argv[3] ?? '');
