import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { WindowCommand, WindowState } from './messages';

/** What such a process runs; to be bundled. */
export const windowScript = new URL('windowProcess.ts', import.meta.url);
const beating = { isBeating: true, wantsKeeping: true };

/** A window in a process of its own. */
export class WindowProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly samples: string,
    readonly windowId: string,
  ) {}

  static async start(script: string, folder: string, name: string): Promise<WindowProcess> {
    const samples = path.join(folder, `${name}.samples`);
    const child = fork(script, [folder, samples], { execArgv: [] });
    const { windowId } = await answerOf(child);
    return new WindowProcess(child, samples, windowId);
  }

  async ask(command: WindowCommand = { type: 'state' }): Promise<WindowState> {
    const answer = answerOf(this.child);
    this.child.send(command);
    return answer;
  }

  beat(at?: number): Promise<WindowState> {
    return this.ask({ type: 'beat', beating, ...(at !== undefined && { at }) });
  }

  rest(): Promise<WindowState> {
    return this.ask({ type: 'beat', beating: { isBeating: false, wantsKeeping: false } });
  }

  stop(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  get isThere(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (!this.isThere) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  /** The times at which it took itself for the keeper, ms since the epoch: from one look of its own to the next. */
  tenures(): readonly (readonly [from: number, until: number])[] {
    const tenures: [number, number][] = [];
    let isGoingOn = false;
    for (const line of readFileSync(this.samples, 'utf8').trimEnd().split('\n')) {
      const [at, word] = line.split(' ');
      const last = tenures.at(-1);
      if (word !== 'keeper') isGoingOn = false;
      // Between looks that far apart it was stopped, or had no processor: it did nothing, and nothing is known.
      else if (isGoingOn && last && Number(at) - last[1] < 50) last[1] = Number(at);
      else {
        tenures.push([Number(at), Number(at)]);
        isGoingOn = true;
      }
    }
    return tenures;
  }
}

function answerOf(child: ChildProcess): Promise<WindowState> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`The window is gone (${code ?? 'killed'}).`));
    child.once('exit', onExit);
    child.once('message', (answer: WindowState) => {
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}
