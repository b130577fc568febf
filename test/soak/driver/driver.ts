import * as vscode from 'vscode';
import { isSettled, type Task } from '../../../src/core/model/task';
import type { AgentBayApi } from '../../../src/vscode/api';
import { type Note, type Wish, writeNote } from '../notes';
import { type Detail, Exchange, type Order } from '../orders';
import { Random } from '../random';
import { courseNames, courseOf, textOf } from '../scenarios';

/** How many tasks the driver lets run at a time. */
const MOST_AT_WORK = 8;
/** From this many ended ones on it clears some away. */
const MANY = 25;
/** The longest the last tasks may take to end. */
const EVENING_MS = 60_000;

/** Works with AgentBay's commands as a busy person would, until VS Code is killed. Runs in the extension host. */
class Driver {
  readonly #random: Random;
  #count = 0;

  constructor(
    private readonly api: AgentBayApi,
    private readonly exchange: Exchange,
    private readonly order: Order,
  ) {
    this.#random = new Random(order.seed);
  }

  /** What the extension knew when it had started. */
  async report(): Promise<void> {
    const { life, since } = this.order;
    const [tasks, sessions] = [this.api.tasks(), this.api.sessions()];
    const details: Record<string, Detail> = {};
    for (const { id, updatedAt } of tasks) if (updatedAt >= since) details[id] = await this.#detail(id);
    this.exchange.report({ life, tasks, sessions, details });
  }

  async day(): Promise<never> {
    for (;;) {
      const wish = this.#wish();
      if (wish) void this.#ask(wish);
      await pause(this.#random.between(10, 250));
    }
  }

  /** Ends what would run for ever, and waits until nothing is unsettled. */
  async evening(): Promise<void> {
    const end = Date.now() + EVENING_MS;
    const asked = new Set<string>();
    for (let left = this.#unsettled(); left.length > 0 && Date.now() < end; left = this.#unsettled()) {
      for (const { id, text } of left) {
        if (courseOf(text)?.end || asked.has(id)) continue;
        asked.add(id);
        void this.#ask({ do: 'terminate', id, text });
      }
      await pause(100);
    }
  }

  #unsettled(): readonly Task[] {
    return this.api.tasks().filter((task) => !isSettled(task));
  }

  async #detail(id: string): Promise<Detail> {
    const [timeline, product] = [await this.api.timeline(id), await this.api.result(id)];
    return { timeline, ...(product !== undefined && { product }) };
  }

  #wish(): Wish | undefined {
    const random = this.#random;
    const tasks = this.api.tasks();
    const atWork = tasks.filter((task) => !isSettled(task));
    const ended = tasks.filter(isSettled);
    const busy = new Set(atWork.map(({ sessionId }) => sessionId));
    const idle = this.api.sessions().filter(({ state, sessionId }) => state === 'running' && !busy.has(sessionId));
    const make = random.weighted<() => Wish | undefined>([
      [atWork.length < MOST_AT_WORK ? 10 : 0, () => this.#run()],
      [atWork.length > 0 ? 3 : 0, () => wishAbout('terminate', random.pick(atWork))],
      [ended.length > MANY ? 5 : 0, () => wishAbout('remove', random.pick(ended))],
      [idle.length > 0 ? 0.4 : 0, () => ({ do: 'delete', sessionId: random.pick(idle)?.sessionId ?? '' })],
      [0.2, () => ({ do: 'refresh' })],
    ]);
    return make?.();
  }

  #run(): Wish {
    const agent = this.#random.next() < 0.5 ? 'computer' : 'browser';
    const course = this.#random.pick(courseNames) ?? 'quick';
    return { do: 'run', agent, text: textOf(course, `task ${this.#count + 1} of life ${this.order.life}`) };
  }

  async #ask(wish: Wish): Promise<void> {
    const number = `${this.order.life}.${++this.#count}`;
    const note = (rest: Part<Note>): void =>
      writeNote(this.exchange.notes, { number, life: this.order.life, at: Date.now(), ...rest });
    note({ type: 'asks', wish });
    try {
      const started = await perform(wish);
      note({ type: 'done', ...started });
    } catch (error) {
      note({ type: 'refused', message: error instanceof Error ? error.message : String(error) });
    }
  }
}

type Part<N> = N extends Note ? Omit<N, 'number' | 'life' | 'at'> : never;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function wishAbout(what: 'terminate' | 'remove', task: Task | undefined): Wish | undefined {
  return task && { do: what, id: task.id, text: task.text };
}

/** What the run commands resolve to. */
interface Started {
  readonly sessionId: string;
  readonly taskId: string;
}

/** Each command as another extension or a row of the tree calls it. */
async function perform(wish: Wish): Promise<Started | undefined> {
  const command = <T>(name: string, argument?: unknown): Thenable<T> =>
    vscode.commands.executeCommand<T>(`agentbay.${name}`, argument);
  switch (wish.do) {
    case 'run':
      return command<Started>(wish.agent === 'computer' ? 'runComputerTask' : 'runBrowserTask', { task: wish.text });
    case 'terminate':
      await command('terminateTask', { id: wish.id });
      return undefined;
    case 'remove':
      await command('removeFromList', { type: 'task', id: wish.id });
      return undefined;
    case 'delete':
      await command('deleteSession', { sessionId: wish.sessionId });
      return undefined;
    case 'refresh':
      await command('refresh');
      return undefined;
  }
}

export async function activate(): Promise<void> {
  const folder = process.env['SOAK_FOLDER'];
  const extension = vscode.extensions.getExtension<AgentBayApi>('agentbay-vscode.agentbay');
  if (folder === undefined || !extension) throw new Error('The driver has nothing to drive.');
  const exchange = new Exchange(folder);
  const order = exchange.taken();
  exchange.begin(order.life);
  const driver = new Driver(await extension.activate(), exchange, order);
  if (order.part === 'evening') {
    await driver.evening();
    await driver.report();
    return;
  }
  await driver.report();
  void driver.day();
}
