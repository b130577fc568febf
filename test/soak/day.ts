import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { openWindow } from '../host/browser';
import { prepareChromium } from '../host/chromium';
import { type Extension, type Server, startServer, workbenchAddress } from '../host/codeServer';
import { ScriptError } from '../host/ending';
import { prepareHost } from '../host/hosts';
import { cache } from '../host/paths';
import { signalProcess, until } from '../host/processes';
import { Workbench } from '../host/workbench';
import { type Cloud, startCloud } from './cloud';
import { complaintsOf, settledOf } from './judge';
import { describeMoment, type Moment, momentOf, witnessOf } from './moments';
import { readNotes } from './notes';
import { Exchange, type Order, type Report } from './orders';
import { Random } from './random';
import { script } from './scenarios';

/** How the day is to go. */
export interface DayOptions {
  /** The same seed gives the same wishes and the same moments. */
  readonly seed: number;
  readonly kills: number;
  readonly extension: Extension;
  /** Hears of each life as it is over. */
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface DayResult {
  readonly complaints: readonly string[];
  readonly kills: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** How long an extension host may take to start, and the driver to report, on a machine that has much else to do. */
const START_MS = 180_000;
/** An extension host that its window has not spoken to by then waits for ever. */
const SPOKEN_TO_MS = 20_000;
/** A window that has not started its extension host again by then is loaded anew. */
const RELOAD_MS = 10_000;
/** So long a window may take to load. */
const LOAD_MS = 60_000;
/** A moment that has not come by then is not waited for. */
const LIFE_MS = 6_000;

/** Bundles the driver into a folder that VS Code takes for an installed extension. */
async function buildDriver(folder: string): Promise<string> {
  const from = path.join(__dirname, 'driver');
  const to = path.join(folder, 'driver');
  fs.mkdirSync(to, { recursive: true });
  fs.copyFileSync(path.join(from, 'package.json'), path.join(to, 'package.json'));
  await build({
    entryPoints: [path.join(from, 'driver.ts')],
    outfile: path.join(to, 'driver.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    external: ['vscode'],
  });
  return to;
}

/** The day of a VS Code whose extension host is killed again and again. */
class Day {
  readonly #random: Random;
  readonly #complaints = new Set<string>();
  #before: ReturnType<typeof settledOf> = new Map();
  #life = 0;
  #since = 0;
  /** The extension host of this life. */
  #host = 0;
  /** Those of earlier ones. */
  readonly #gone = new Set<number>();
  #reloads = 0;

  constructor(
    private readonly options: DayOptions,
    private readonly server: Server,
    private readonly workbench: Workbench,
    private readonly cloud: Cloud,
    private readonly exchange: Exchange,
  ) {
    this.#random = new Random(options.seed);
  }

  /** Tells the driver what to do in the life that begins next. */
  order(part: Order['part']): void {
    const since = part === 'evening' ? 0 : this.#since;
    this.#since = Date.now() - 10_000;
    this.exchange.give({ life: ++this.#life, seed: this.#random.between(0, 2 ** 31), since, part });
  }

  /** One life of the extension host: it starts, reports, works, and is killed. */
  async life(isLast: boolean): Promise<void> {
    const [startedAt, reloads, life] = [Date.now(), this.#reloads, this.#life];
    await this.#hostIsThere();
    const moment = momentOf(this.#random);
    const found = moment.type === 'start' ? undefined : await this.#reported();
    const wrong = found ? this.#judge(found) : [];
    await this.#killedAt(moment, isLast ? 'evening' : 'day');
    this.options.say(
      `${String(life).padStart(4)}  ${((Date.now() - startedAt) / 1000).toFixed(1)} s  ${describeMoment(moment)}` +
        (found ? `  (${found.tasks.length} tasks)` : '') +
        (this.#reloads > reloads ? '  (in a window loaded anew)' : '') +
        wrong.map((each) => `\n      ${each}`).join(''),
    );
  }

  /** The last life: everything comes to its end, and all of it is looked at. */
  async evening(): Promise<DayResult> {
    await this.#hostIsThere();
    const report = await this.#reported();
    this.#judge(report);
    for (const { text, state, endedAt } of report.tasks) {
      if (endedAt === undefined) this.#complaints.add(`“${text}” is still ${state} in the evening`);
    }
    const states = report.tasks.map(({ state }) => state);
    const count = (what: string): number => states.filter((state) => state === what).length;
    return {
      complaints: [...this.#complaints],
      kills: this.#life - 1,
      figures: {
        asked: readNotes(this.exchange.notes).filter((note) => note.type === 'asks' && note.wish.do === 'run').length,
        kept: states.length,
        ...Object.fromEntries([...new Set(states)].map((state) => [state, count(state)])),
      },
    };
  }

  /** VS Code starts its extension host again by itself, twice; then it asks. Killed too early, it needs a new window. */
  async #hostIsThere(): Promise<void> {
    const again = this.workbench.page.getByRole('button', { name: 'Restart Remote Extension Host' }).first();
    // The very first one comes with its window, which takes its time to load.
    let reloadAt = Date.now() + (this.#gone.size > 0 ? RELOAD_MS : LOAD_MS);
    const isThere = await until(async () => {
      const [host] = this.server.extensionHosts().filter(({ pid }) => !this.#gone.has(pid));
      if (host) this.#host = host.pid;
      else if (await again.isVisible())
        await again.click({ timeout: 1_000 }).catch(() => undefined); // it moves
      else if (Date.now() > reloadAt) {
        await this.#reload();
        reloadAt = Date.now() + LOAD_MS;
      }
      return host !== undefined;
    }, START_MS);
    if (!isThere) throw new ScriptError(`VS Code does not start its extension host again in life ${this.#life}.`);
  }

  /** Loads the window anew, so that it starts an extension host of its own; VS Code would keep the one before it. */
  async #reload(): Promise<void> {
    this.#reloads++;
    await this.workbench.page.reload({ waitUntil: 'commit', timeout: START_MS });
    this.#killAll();
  }

  async #reported(): Promise<Report> {
    const life = this.#life;
    const isSpokenTo = (): boolean =>
      this.exchange.isBegun(life) || this.server.logs('remoteexthost.log').includes(`with pid ${this.#host} started`);
    // After a host that was killed before its window knew of it, the next one waits for a word.
    for (let attempt = 1; attempt <= 3 && !(await until(isSpokenTo, SPOKEN_TO_MS)); attempt++) {
      await this.#reload();
      await this.#hostIsThere();
    }
    let report: Report | undefined;
    await until(() => (report = this.exchange.reported(life)) !== undefined, START_MS);
    if (report) return report;
    const how = this.exchange.isBegun(life) ? 'did not come to its report' : 'did not start';
    throw new ScriptError(`The extension ${how} in life ${life}.`);
  }

  #judge(report: Report): readonly string[] {
    const { truth } = this.cloud;
    const notes = readNotes(this.exchange.notes);
    const wrong = complaintsOf({ notes, truth, report, before: this.#before });
    this.#before = settledOf(report);
    const news = wrong.filter((words) => !this.#complaints.has(words));
    for (const words of news) this.#complaints.add(words);
    if (news.length > 0) this.#keepEvidence(report.life);
    return news;
  }

  /** What the extension had on disk, and the driver's notes and reports. */
  #keepEvidence(life: number): void {
    const to = path.join(cache, 'failures', `day-${this.options.seed}-life-${life}`);
    fs.cpSync(this.exchange.folder, path.join(to, 'exchange'), { recursive: true });
    fs.cpSync(path.join(this.server.userData, 'User/globalStorage'), path.join(to, 'storage'), { recursive: true });
    this.options.say(`evidence: ${to}`);
  }

  /** Kills the host when its moment has come: a call does so itself, as it passes. */
  async #killedAt(moment: Moment, next: Order['part']): Promise<void> {
    if (moment.type !== 'call') {
      await new Promise((resolve) => setTimeout(resolve, moment.afterMs));
      this.#kill(next);
      return;
    }
    const host = this.#host;
    const isKilled = (): boolean => this.#gone.has(host);
    this.cloud.watch(witnessOf(moment, () => isKilled() || this.#kill(next)));
    await until(isKilled, LIFE_MS);
    this.cloud.watch(undefined);
    if (!isKilled()) this.#kill(next);
  }

  /** The next life finds its order however soon it begins. */
  #kill(next: Order['part']): void {
    this.#end(this.#host);
    this.#killAll();
    this.order(next);
  }

  #killAll(): void {
    for (const { pid } of this.server.extensionHosts()) this.#end(pid);
  }

  #end(host: number): void {
    signalProcess(host, 'SIGKILL');
    this.#gone.add(host);
  }
}

async function wholeDay(day: Day, kills: number): Promise<DayResult> {
  for (let kill = 1; kill <= kills; kill++) await day.life(kill === kills);
  return day.evening();
}

/** Lives through a day. Everything it starts has ended when it resolves or rejects. */
export async function liveThrough(options: DayOptions): Promise<DayResult> {
  const executablePath = await prepareChromium();
  const cloud = await startCloud(script);
  const folder = fs.mkdtempSync(path.join(process.env['TMPDIR'] ?? '/tmp', 'day-'));
  const exchange = new Exchange(folder);
  const server = await startServer({
    host: await prepareHost('newest'),
    name: 'day',
    extension: options.extension,
    besides: [await buildDriver(folder)],
    settings: { 'agentbay.endpoint': cloud.endpoint },
    env: { AGENTBAY_API_KEY: cloud.apiKey, SOAK_FOLDER: folder },
  });
  const { page, close } = await openWindow({ executablePath, run: server.run });
  /** Ends all of it. @returns What should have ended by itself. */
  const end = async (): Promise<readonly string[]> => {
    const isGone = await server.isExtensionHostGone();
    await close();
    await cloud.close();
    const left = await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
    return [...(isGone ? [] : ['the extension host stayed']), ...left];
  };
  try {
    const day = new Day(options, server, new Workbench(page), cloud, exchange);
    day.order('day');
    await page.goto(workbenchAddress(server, folder), { waitUntil: 'commit', timeout: START_MS });
    const result = await wholeDay(day, options.kills);
    await page.goto('about:blank', { timeout: START_MS });
    return { ...result, complaints: [...result.complaints, ...(await end())] };
  } catch (error) {
    for (const log of ['AgentBay.log', 'remoteexthost.log']) options.say(server.logs(log).slice(-3_000));
    await end();
    throw error;
  }
}
