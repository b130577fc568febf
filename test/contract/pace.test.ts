import assert from 'node:assert/strict';
import { AgentBay, type QueryResult } from '../../src/core/api';
import type { TaskAttention } from '../../src/core/model/attention';
import type { Task } from '../../src/core/model/task';
import type { Store } from '../../src/core/store/store';
import { Poller, type Refused } from '../../src/core/sync/poller';
import type { FaultRule } from '../../src/local/faults/rule';
import type { RouteName } from '../../src/local/server/access';
import { FakeClock } from '../support/fakeClock';
import { MemoryLog } from '../support/log';
import { temporaryStore } from '../support/store';
import { type LocalService, startLocalService } from './support/localService';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Time passes in steps of this, and stands still while an answer is on its way, in ms. */
const STEP_MS = 100;

const restless = { task: 'restless', end: 'never' } as const;
const deaf = { task: 'deaf', end: 'never', onTerminate: 'ignores' } as const;

/** A person's AgentBay: a service that counts, tasks on it that never end, and the poller on a clock of ours. */
class Desk {
  readonly refused: Refused[] = [];
  attention: TaskAttention = 'watched';
  poller: Poller | undefined;
  #underWay = 0;
  readonly #clients = new Map<string, AgentBay>();
  isSignedOut = false;

  constructor(
    readonly clock: FakeClock,
    private readonly store: () => Store,
    readonly services: readonly LocalService[],
  ) {
    const log = new MemoryLog();
    for (const { endpoint, apiKey } of services) {
      this.#clients.set(endpoint, new AgentBay({ endpoint, apiKey: () => (this.isSignedOut ? '' : apiKey), log }));
    }
  }

  /** Hands tasks to a service, each in a session of its own. */
  async run(count: number, text = 'restless', service = this.services[0]): Promise<readonly string[]> {
    const client = this.#clients.get(service?.endpoint ?? '');
    assert.ok(service && client);
    const ids = Array.from({ length: count }, (_, n) => `${service.endpoint}#${this.store().tasks().length + n}`);
    await Promise.all(
      ids.map(async (id) => {
        const { session } = await client.create({ agent: 'browser' });
        const { taskId, success, errorMessage } = (await session?.agent.browser.executeTask(text)) ?? {};
        assert.ok(success && session && taskId !== undefined, errorMessage);
        const common = { agent: 'browser', connection: 'cloud' } as const;
        this.store().record(id, { type: 'created', ...common, text, windowId: 'window-1' }, { type: 'sending' });
        this.store().record(id, { type: 'accepted', taskId, sessionId: session.sessionId, ...common });
      }),
    );
    this.forget();
    return ids;
  }

  start(): Poller {
    const store = this.store();
    this.poller = new Poller({
      store,
      clock: this.clock,
      isMine: () => true,
      attentionOf: () => this.attention,
      bounds: () => ({ shortestMs: 1_000, longestMs: 30_000 }),
      serviceOf: endpointOf,
      lastKnownAt: () => this.clock.now(),
      onSessionGone: () => assert.fail('The sessions are there.'),
      ask: (task, signal) => this.#ask(task, signal),
    });
    this.poller.onDidRefuse((refused) => this.refused.push(refused));
    return this.poller;
  }

  look(attention: TaskAttention): void {
    this.attention = attention;
    this.poller?.reconsider();
  }

  /** How many requests a service sees while time passes. */
  async requestsWithin(ms: number, service = this.services[0]): Promise<number> {
    const before = service?.seen.length ?? 0;
    for (const end = this.clock.now() + ms; this.clock.now() < end;) {
      await this.clock.advance(Math.min(STEP_MS, end - this.clock.now()));
      while (this.#underWay > 0) await new Promise((resolve) => setImmediate(resolve));
      // What follows from an answer follows before time passes.
      await this.clock.advance(0);
    }
    return (service?.seen.length ?? 0) - before;
  }

  forget(): void {
    for (const service of this.services) service.forget();
  }

  terminate(id: string): Promise<unknown> {
    const task = this.store().record(id, { type: 'terminating' });
    assert.ok(task);
    return this.#agentOf(task).terminateTask(task.taskId ?? '');
  }

  async close(): Promise<void> {
    this.poller?.dispose();
    for (const client of this.#clients.values()) client.dispose();
    await Promise.all(this.services.map((service) => service.close()));
  }

  #ask(task: Task, signal: AbortSignal): Promise<QueryResult> {
    this.#underWay += 1;
    const asked = this.#agentOf(task).getTaskStatus(task.taskId ?? '', { signal, attempts: 1 });
    return asked.finally(() => (this.#underWay -= 1));
  }

  #agentOf(task: Task) {
    const client = this.#clients.get(endpointOf(task));
    assert.ok(client && task.sessionId);
    return client.session(task.sessionId).agent.browser;
  }
}

const endpointOf = ({ id }: Task): string => id.split('#')[0] ?? '';

describe('the pace at which a service is asked, counted by the service', function () {
  this.timeout(60_000);
  let desk: Desk;
  const clock = new FakeClock();
  const store = temporaryStore(() => ({ clock }));
  afterEach(() => desk.close());

  const sit = async (services = 1, routes: readonly RouteName[] = []): Promise<Desk> => {
    const started = Array.from({ length: services }, () => startLocalService({ script: [restless, deaf], routes }));
    return (desk = new Desk(clock, store, await Promise.all(started)));
  };
  const between = (count: number, least: number, most: number): void =>
    assert.ok(count >= least && count <= most, `${count} requests, not ${least} to ${most}`);

  const rows: [TaskAttention, number, number, number][] = [
    ['watched', 28 * SECOND, 24, 33],
    ['visible', 15 * SECOND, 4, 7],
    ['hidden', 25 * SECOND, 4, 7],
    ['unfocused', 75 * SECOND, 4, 7],
  ];
  for (const [attention, ms, least, most] of rows) {
    it(`is that of a young task that is ${attention}`, async () => {
      await sit();
      desk.attention = attention;
      desk.start();
      await desk.run(1);
      between(await desk.requestsWithin(ms), least, most);
    });
  }

  it('is every other second for a task that is watched for longer, and every half minute for one that nobody looks at', async () => {
    await sit();
    desk.start();
    await desk.run(1);
    await desk.requestsWithin(3 * MINUTE);
    between(await desk.requestsWithin(MINUTE), 26, 35);
    desk.look('unfocused');
    await desk.requestsWithin(5 * SECOND);
    between(await desk.requestsWithin(5 * MINUTE), 8, 12);
  });

  it('is one question at once when somebody looks', async () => {
    await sit();
    desk.attention = 'unfocused';
    desk.start();
    await desk.run(1);
    await desk.requestsWithin(20 * SECOND);
    desk.look('watched');
    assert.equal(await desk.requestsWithin(STEP_MS), 1);
  });

  it('is less than 4 a second for 50 tasks that nobody looks at, from the first minute on', async () => {
    await sit();
    desk.attention = 'unfocused';
    await desk.run(50);
    desk.start();
    for (let minute = 0; minute < 4; minute += 1) {
      between(await desk.requestsWithin(MINUTE), 50, 4 * 60 - 1);
    }
  });

  it('is nothing while there is no task, and after the last has ended', async () => {
    await sit();
    desk.start();
    assert.equal(await desk.requestsWithin(MINUTE), 0);
    const [id = ''] = await desk.run(1);
    between(await desk.requestsWithin(10 * SECOND), 8, 12);
    await desk.terminate(id);
    await desk.requestsWithin(5 * SECOND);
    assert.equal(store().task(id)?.state, 'terminated');
    assert.equal(await desk.requestsWithin(MINUTE), 0);
    assert.equal(clock.waiting, 0);
  });

  it('is nothing while the service does not accept the key: the tasks stay, and the person is asked once', async () => {
    await sit();
    desk.start();
    const ids = await desk.run(12);
    await desk.requestsWithin(5 * SECOND);
    desk.services[0]?.misbehave([{ do: { kind: 'keyRevoked' } }]);
    await desk.requestsWithin(5 * SECOND);
    assert.equal(await desk.requestsWithin(MINUTE), 0);
    assert.equal(clock.waiting, 0);
    assert.deepEqual(
      desk.refused.map(({ tasks }) => tasks),
      [12],
    );
    for (const id of ids) {
      assert.equal(store().task(id)?.state, 'running');
      assert.ok(store().task(id)?.problem);
    }
  });

  it('is what a service wants that is asked too much, and nothing less at the one beside it', async () => {
    await sit(2);
    const [busy, calm] = desk.services;
    desk.start();
    await desk.run(3, 'restless', busy);
    await desk.run(3, 'restless', calm);
    await desk.requestsWithin(40 * SECOND);
    busy?.misbehave([{ when: { to: 1 }, do: { kind: 'throttling', retryAfterMs: 30_000 } }]);
    await desk.requestsWithin(3 * SECOND);
    desk.forget();
    const calmBefore = calm?.seen.length ?? 0;
    assert.equal(await desk.requestsWithin(25 * SECOND, busy), 0);
    between((calm?.seen.length ?? 0) - calmBefore, 30, 45);
    assert.ok((await desk.requestsWithin(10 * SECOND, busy)) >= 3);
  });

  describe('past the gateway', () => {
    /** How many requests went by the direct route, and how many through the gateway, while time passes. */
    const byRoute = async (ms: number): Promise<readonly [direct: number, gateway: number]> => {
      desk.forget();
      const all = await desk.requestsWithin(ms);
      const direct = desk.services[0]?.seen.filter(({ path }) => path.endsWith('/callTool')).length ?? 0;
      return [direct, all - direct];
    };
    const misbehave = (...rules: FaultRule[]): void => desk.services[0]?.misbehave(rules);
    const watch = async (tasks: number): Promise<readonly string[]> => {
      await sit(1, ['link']);
      desk.start();
      const ids = await desk.run(tasks);
      await desk.requestsWithin(40 * SECOND);
      return ids;
    };

    it('is the same', async () => {
      await watch(1);
      const [direct, gateway] = await byRoute(20 * SECOND);
      between(direct, 8, 12);
      assert.equal(gateway, 0);
    });

    it('is nothing once the person has signed out: the tasks stay, and the person is asked once', async () => {
      const [id = ''] = await watch(3);
      desk.isSignedOut = true;
      assert.deepEqual(await byRoute(MINUTE), [0, 0]);
      assert.equal(clock.waiting, 0);
      assert.equal(desk.refused.length, 1);
      assert.equal(store().task(id)?.state, 'running');
    });

    it('is what a throttled session wants, for all tasks, and nobody asks the gateway instead', async () => {
      await watch(12);
      misbehave({ when: { path: '/link' }, do: { kind: 'throttling', status: 429, retryAfterMs: 30_000 } });
      const [direct, gateway] = await byRoute(25 * SECOND);
      between(direct, 1, 12);
      assert.equal(gateway, 0);
      assert.deepEqual(desk.refused, []);
    });

    for (const status of [401, 403]) {
      it(`is that of the gateway when a session's token is not accepted (${status})`, async () => {
        await watch(1);
        misbehave({ when: { path: '/link' }, do: { kind: 'status', status } });
        const [direct, gateway] = await byRoute(20 * SECOND);
        assert.equal(direct, 1);
        between(gateway, 8, 12);
        assert.deepEqual(desk.refused, []);
      });
    }

    it('is nothing when neither the token nor the key is accepted', async () => {
      const [id = ''] = await watch(1);
      misbehave({ when: { path: '/link' }, do: { kind: 'status', status: 401 } }, { do: { kind: 'keyRevoked' } });
      assert.deepEqual(await byRoute(MINUTE), [1, 1]);
      assert.equal(desk.refused.length, 1);
      assert.equal(store().task(id)?.state, 'running');
    });
  });

  it('tells that a task which was to be terminated still runs, after half a minute', async () => {
    await sit();
    desk.attention = 'unfocused';
    desk.start();
    const [id = ''] = await desk.run(1, 'deaf');
    await desk.requestsWithin(20 * SECOND);
    await desk.terminate(id);
    await desk.requestsWithin(29 * SECOND);
    assert.equal(store().task(id)?.state, 'terminating');
    await desk.requestsWithin(3 * SECOND);
    assert.equal(store().task(id)?.state, 'running');
    assert.match(store().task(id)?.terminateProblem ?? '', /still runs/);
  });
});
