import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EngineAddresses } from './agent/context';
import { LocalError, messageOf } from './failure';
import { parseFaultPlan } from './faults/parse';
import type { FaultRule } from './faults/rule';
import { objectOf } from './json';
import { routeNames, type RouteName } from './server/access';
import { parseScript } from './script/parseScript';
import type { Script } from './script/script';
import type { ReadRequest } from './server/request';
import { readTlsPair, type TlsPair } from './tls';
import type { ReadFrame } from './server/socketRoute';

/** How AgentBay Local was asked to run. */
export interface Options {
  /** 0 lets the system pick. */
  readonly port: number;
  /** Serves https with it; plain http without. */
  readonly tls?: TlsPair;
  readonly chromium?: string;
  readonly headed: boolean;
  readonly noSandbox: boolean;
  readonly engines: EngineAddresses;
  /** What the status tool answers about a terminated task: that it is gone, as the cloud does, or a last status. */
  readonly afterTerminate: 'gone' | 'status';
  /** Plays the agents; no browser is started, and every image is offered. */
  readonly script?: Script;
  /** What goes wrong on purpose; nothing unless told. */
  readonly faults?: readonly FaultRule[];
  /** The routes beside the gateway that sessions tell of; all unless told. */
  readonly routes?: readonly RouteName[];
  /** The key clients need; a random one unless told. Not on the command line, where others could read it. */
  readonly apiKey?: string;
  /** For tests in this process: gets every request that was read, before it is answered. It holds the key. */
  readonly journal?: (request: ReadRequest) => void;
  /** The same for the frames that clients send through WebSockets. */
  readonly frameJournal?: (frame: ReadFrame) => void;
}

export const usualEngines: EngineAddresses = {
  baidu: 'https://www.baidu.com/s?wd={query}',
  bing: 'https://www.bing.com/search?q={query}',
  google: 'https://www.google.com/search?q={query}',
};

export const USAGE = `AgentBay Local: the AgentBay service on this machine, with a real browser.

Usage: node local.js [options]

  --port <number>            Port on 127.0.0.1; 0, the default, lets the system pick.
  --tls-cert <file>          Serves https with this certificate (PEM) and ...
  --tls-key <file>           ... its key. For clients that speak nothing else.
  --chromium <path>          The Chromium, Chrome or Edge to run. Also AGENTBAY_LOCAL_CHROMIUM, CHROME_PATH.
  --search-engines <json>    Addresses of search engines, with {query} for the words:
                             {"baidu":"http://127.0.0.1:8000/s?wd={query}"}. Also AGENTBAY_LOCAL_SEARCH_ENGINES.
  --headed                   Shows the browser's window. Also AGENTBAY_LOCAL_HEADED=1.
  --no-sandbox               Runs the browser without its sandbox. Also AGENTBAY_LOCAL_NO_SANDBOX=1.
  --after-terminate <what>   For testing clients: what the status of a terminated task is, "gone" or "status".
  --script <file>            For testing clients: plays the tasks of this JSON file instead of doing any work.
  --routes <list>            Ways into a session beside the gateway: "link", "ws", "link,ws" (as usual) or "none".
  --fault-plan <file>        For testing clients: what goes wrong, and when, as src/local/faults/README.md says.
  --help                     This text.

Prints one line of JSON with "endpoint", "apiKey" and "pid" when it is ready.`;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line and, where it is silent, the environment.
 * @returns `'help'` when only the usage was asked for.
 * @throws {LocalError} one line that names what is wrong.
 */
export function parseOptions(args: readonly string[], env: Environment): Options | 'help' {
  const values = parse(args);
  if (values.help === true) return 'help';
  const chromium = values.chromium ?? nonEmpty(env['AGENTBAY_LOCAL_CHROMIUM']) ?? nonEmpty(env['CHROME_PATH']);
  const { 'tls-cert': cert, 'tls-key': key } = values;
  const afterTerminate = values['after-terminate'] ?? 'gone';
  if (afterTerminate !== 'gone' && afterTerminate !== 'status') {
    throw new LocalError(`--after-terminate must be "gone" or "status", not "${afterTerminate}".`);
  }
  return {
    port: toPort(values.port ?? '0'),
    ...((cert ?? key) !== undefined && { tls: readTlsPair({ cert, key }) }),
    ...(chromium !== undefined && { chromium }),
    headed: values.headed ?? isOn(env['AGENTBAY_LOCAL_HEADED']),
    noSandbox: values['no-sandbox'] ?? isOn(env['AGENTBAY_LOCAL_NO_SANDBOX']),
    engines: toEngines(values['search-engines'] ?? nonEmpty(env['AGENTBAY_LOCAL_SEARCH_ENGINES'])),
    afterTerminate,
    ...(values.routes !== undefined && { routes: toRoutes(values.routes) }),
    ...(values['fault-plan'] !== undefined && { faults: parseFaultPlan(fileAt(values['fault-plan'], 'fault plan')) }),
    ...(values.script !== undefined && { script: parseScript(fileAt(values.script, 'script')) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        chromium: { type: 'string' },
        'search-engines': { type: 'string' },
        headed: { type: 'boolean' },
        'no-sandbox': { type: 'boolean' },
        'after-terminate': { type: 'string' },
        routes: { type: 'string' },
        'fault-plan': { type: 'string' },
        script: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new LocalError(messageOf(error), { cause: error });
  }
}

/** @throws {LocalError} when the file cannot be read. */
function fileAt(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new LocalError(`The ${what} "${path}" cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
const isOn = (value: string | undefined): boolean => value !== undefined && /^(?:1|true|yes|on)$/iu.test(value);

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  throw new LocalError(`--port must be a number from 0 to 65535, not "${text}".`);
}

/** @throws {LocalError} unless the text names routes there are, or none. */
function toRoutes(text: string): readonly RouteName[] {
  if (text === 'none') return [];
  return text.split(',').map((word) => {
    const name = routeNames.find((route) => route === word.trim());
    if (name === undefined) throw new LocalError(`--routes must be "link", "ws", "link,ws" or "none", not "${text}".`);
    return name;
  });
}

/** @throws {LocalError} unless the text is a JSON object of known engines and web addresses with `{query}`. */
export function toEngines(text: string | undefined): EngineAddresses {
  if (text === undefined) return usualEngines;
  const given = objectOf(text);
  if (!given) throw new LocalError('The search engines must be a JSON object.');
  const engines: Record<keyof EngineAddresses, string> = { ...usualEngines };
  for (const [name, address] of Object.entries(given)) {
    if (name !== 'baidu' && name !== 'bing' && name !== 'google') {
      throw new LocalError(`There is no search engine "${name}"; there are baidu, bing and google.`);
    }
    if (typeof address !== 'string' || !/^https?:\/\//iu.test(address) || !URL.canParse(address)) {
      throw new LocalError(`The address of ${name} must be an http or https address.`);
    }
    if (!address.includes('{query}')) throw new LocalError(`The address of ${name} must hold {query}.`);
    engines[name] = address;
  }
  return engines;
}
