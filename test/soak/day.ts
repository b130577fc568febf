import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { openWindow } from '../host/browser';
import { prepareChromium } from '../host/chromium';
import { type Extension, type Server, startServer, workbenchAddress } from '../host/codeServer';
import { ScriptError } from '../host/ending';
import { prepareHost } from '../host/hosts';
import { signalProcess, until } from '../host/processes';
import { Workbench } from '../host/workbench';
import { type Cloud, startCloud } from './cloud';
import { complaintsOf, settledOf } from './judge';
import { describeMoment, type Moment, momentOf, witnessOf } from './moments';
import { readNotes } from './notes';
import { Exchange, type Report } from './orders';
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

/** How long an extension host may take to start, and the driver to report. */
const START_MS = 60_000;
/** A driver that has not begun by then will not without a new window. */
const BEGIN_MS = 20_000;
/** The longest the driver is waited for in the evening. */
const EVENING_MS = 90_000;
/** A window that has not started its extension host again by then is loaded anew. */
const RELOAD_MS = 8_000;
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
  #host = 0;

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
  order(part: 'day' | 'evening'): void {
    const since = part === 'evening' ? 0 : this.#since;
    this.#since = Date.now() - 10_000;
    this.exchange.give({ life: ++this.#life, seed: this.#random.between(0, 2 ** 31), since, part });
  }

  /** One life of the extension host: it starts, reports, works, and is killed. */
  async life(isLast: boolean): Promise<void> {
    const startedAt = Date.now();
    await this.#hostIsThere();
    const moment = momentOf(this.#random);
    const found = moment.type === 'start' ? undefined : await this.#reported(START_MS);
    const wrong = found ? this.#judge(found) : [];
    await this.#comes(moment);
    this.order(isLast ? 'evening' : 'day'); // the next life finds it
    this.#kill();
    this.options.say(
      `${String(this.#life - 1).padStart(4)}  ${((Date.now() - startedAt) / 1000).toFixed(1)} s  ${describeMoment(moment)}` +
        (found ? `  (${found.tasks.length} tasks)` : '') +
        wrong.map((each) => `\n      ${each}`).join(''),
    );
  }

  /** The last life: everything comes to its end, and all of it is looked at. */
  async evening(): Promise<DayResult> {
    await this.#hostIsThere();
    const report = await this.#reported(EVENING_MS);
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
    const { page } = this.workbench;
    const again = page.getByRole('button', { name: 'Restart Remote Extension Host' }).first();
    let reloadAt = Date.now() + RELOAD_MS;
    const isThere = await until(async () => {
      if (Date.now() > reloadAt) {
        reloadAt = Infinity;
        await page.reload();
      }
      const [host] = this.server.extensionHosts().filter(({ pid }) => pid !== this.#host);
      if (host) this.#host = host.pid;
      else if (await again.isVisible()) await again.click({ timeout: 1_000 }).catch(() => undefined); // it moves
      return host !== undefined;
    }, START_MS);
    if (!isThere) throw new ScriptError('VS Code does not start its extension host again.');
  }

  async #reported(atMostMs: number): Promise<Report> {
    const isBegun = (): boolean => this.exchange.isBegun(this.#life);
    if (!(await until(isBegun, BEGIN_MS))) {
      // Its host was killed before the window knew it, and the next one waits for a word.
      await this.workbench.page.reload({ timeout: START_MS });
      await this.#hostIsThere();
      await until(isBegun, START_MS);
    }
    let report: Report | undefined;
    const isThere = (): boolean => (report = this.exchange.reported(this.#life)) !== undefined;
    await until(isThere, atMostMs);
    if (!report) throw new ScriptError(`The extension did not start in life ${this.#life}.`);
    return report;
  }

  #judge(report: Report): readonly string[] {
    const { truth } = this.cloud;
    const notes = readNotes(this.exchange.notes);
    const wrong = complaintsOf({ notes, truth, report, before: this.#before });
    this.#before = settledOf(report);
    const news = wrong.filter((words) => !this.#complaints.has(words));
    for (const words of news) this.#complaints.add(words);
    return news;
  }

  /** Resolves at the moment at the latest: a call kills by itself, as it passes. */
  async #comes(moment: Moment): Promise<void> {
    if (moment.type !== 'call') {
      await new Promise((resolve) => setTimeout(resolve, moment.afterMs));
      return;
    }
    let isKilled = false;
    this.cloud.watch(
      witnessOf(moment, () => {
        this.#kill();
        isKilled = true;
      }),
    );
    await until(() => isKilled, LIFE_MS);
    this.cloud.watch(undefined);
  }

  #kill(): void {
    signalProcess(this.#host, 'SIGKILL');
  }
}

async function wholeDay(day: Day, kills: number): Promise<DayResult> {
  for (let kill = 1; kill <= kills; kill++) await day.life(kill === kills);
  return day.evening();
}

/** Lives through a day. Everything it starts has ended when it resolves. */
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
  const workbench = new Workbench(page);
  const day = new Day(options, server, workbench, cloud, exchange);
  day.order('day');
  await page.goto(workbenchAddress(server, folder), { waitUntil: 'commit', timeout: START_MS });
  const result = await wholeDay(day, options.kills).catch((error: unknown) => {
    for (const log of ['AgentBay.log', 'remoteexthost.log']) options.say(server.logs(log).slice(-3_000));
    throw error;
  });
  await page.goto('about:blank');
  const isGone = await server.isExtensionHostGone();
  await close();
  await cloud.close();
  const left = await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
  const wrong = [...(isGone ? [] : ['the extension host stayed']), ...left];
  return { ...result, complaints: [...result.complaints, ...wrong] };
}
