import { parseArgs } from 'node:util';
import { ScriptError } from './ending';

/** What `npm start -- ...` was asked to do. */
export interface StartArguments {
  /** A task to run without a screen; a window to look at when absent. */
  readonly task?: string;
  readonly agent: 'computer' | 'browser';
  readonly timeoutMs: number;
  /** 0: a free one. */
  readonly port: number;
  /** The VS Code for the browser, even where a VS Code is installed. */
  readonly web: boolean;
}

/** In a task: the address of this repository's own web pages, which is another each time. */
export const sitePlaceholder = '{site}';

/** How `npm start` is used. */
export const startUsage = `npm start                                  opens VS Code with the extension and AgentBay Local
npm start -- --task "Open Chrome browser"  runs a task without a screen and prints what happens; ${sitePlaceholder} in the
                             task stands for the address of this repository's own pages, e.g. ${sitePlaceholder}/shop
  --agent computer|browser   the agent for --task (computer)
  --timeout <seconds>        the longest wait for --task (300)
  --port <number>            the port of the VS Code for the browser (a free one)
  --web                      the VS Code for the browser, even where VS Code is installed`;

/** A whole number from `from` up to `to`. */
function wholeNumber(text: string, name: string, from: number, to: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw new ScriptError(`${name} must be a whole number from ${from} to ${to}, not "${text}".`);
}

/**
 * Reads the arguments of `npm start`. `undefined`: only the usage was asked for.
 * @throws {ScriptError} When they make no sense; says which.
 */
export function parseStartArguments(args: readonly string[]): StartArguments | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { task: text, agent: text, timeout: text, port: text, web: flag, help: flag } as const;
  const { values } = parse(() => parseArgs({ args: [...args], options, strict: true }));
  const { task, agent = 'computer', timeout = '300', port = '0', web, help } = values;
  if (help) return undefined;
  if (task?.trim() === '') throw new ScriptError('--task is empty: say what the agent should do.');
  if (agent !== 'computer' && agent !== 'browser')
    throw new ScriptError(`--agent is computer or browser, not "${agent}".`);
  return {
    ...(task !== undefined && { task }),
    agent,
    timeoutMs: wholeNumber(timeout, '--timeout', 1, 86_400) * 1_000,
    port: wholeNumber(port, '--port', 0, 65_535),
    web,
  };
}

/** `parseArgs` says well what is wrong; only its stack is of no use. */
function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ScriptError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
