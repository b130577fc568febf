import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from '../../../../src/core/api';
import { Connections } from '../../../../src/core/connection/connections';
import { ledgerFolder } from '../../../../src/core/ledger/ledger';
import { SessionOperations } from '../../../../src/core/operations/sessions';
import { TaskOperations, taskTextProblem } from '../../../../src/core/operations/tasks';
import type { Store } from '../../../../src/core/store/store';
import { Keeper } from '../../../../src/core/sync/keeper';
import { Windows } from '../../../../src/core/windows/windows';
import { TASK_BUSY } from '../../../../src/protocol/wire';
import { ok, startService, type Answer, type Seen, type TestService } from '../../../contract/support/service';
import { aSession, aTask } from '../../../support/builders';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { openStore, putSession, putTask } from '../../../support/store';
import { temporaryFolder } from '../../../support/temporary';

/** Waits for something that will be. Mocha's limit ends the waiting. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const toolText = (text: string, isError = false): Answer => ok({ isError, content: [{ type: 'text', text }] });
const gone: Answer = {
  status: 400,
  body: JSON.stringify({
    RequestId: 'R',
    Code: 'InvalidMcpSession.NotFound',
    Message: 'Resource [McpSession] is not found.',
  }),
};
const accepted = toolText('{"task_id":"task-7","status":"running"}');

describe('what can be done with tasks and sessions', () => {
  let service: TestService;
  let store: Store;
  let windows: Windows;
  let keeper: Keeper;
  /** Pauses between attempts pass by themselves; time limits when a test says so. */
  let clock: FakeClock;
  let connections: Connections;
  let sessions: SessionOperations;
  let tasks: TaskOperations;
  /** How the service answers, by action or tool name. */
  let answers: Record<string, (seen: Seen) => Answer | undefined>;
  let created: number;
  /** The one the service cuts the connection of. */
  let hangUpOn: string;
  let holds: Map<string, Promise<Answer>>;

  afterEach(async () => {
    connections.dispose();
    keeper.dispose();
    await service.close();
    await store.flush();
    store.dispose();
    await windows.close();
  });
  const folder = temporaryFolder();
  beforeEach(async () => {
    created = 0;
    holds = new Map();
    answers = {
      CreateMcpSession: () => ok({ Success: true, SessionId: `session-new${++created}` }),
      flux_execute_task: () => accepted,
      flux_terminate_task: () => toolText('{"task_id":"task-7","status":"finished"}'),
      DeleteSessionAsync: () => ok(),
      GetSessionDetail: () => gone,
    };
    hangUpOn = '';
    service = await startService((seen, response) => {
      const name = seen.form['Name'] ?? seen.query['Action'] ?? '';
      if (name === hangUpOn) {
        response.destroy();
        return undefined;
      }
      const hold = holds.get(name);
      if (hold) {
        void hold.then((answer) => {
          response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
          response.end(answer.body);
        });
        return undefined;
      }
      const answer = answers[name];
      assert.ok(answer, `nobody expected ${name}`);
      return answer(seen);
    });
    // Nothing in these tests takes longer than a window may be silent, so the windows' own time stands still.
    const place = { clock: new FakeClock(), log: new MemoryLog() };
    windows = await Windows.open({ folder: folder(), ...place });
    store = await openStore(folder(), { windowId: windows.id, ...place });
    clock = new FakeClock(BETWEEN_ATTEMPTS_MS);
    connections = new Connections({
      settings: () => ({ connection: 'auto', endpoint: service.endpoint }),
      apiKey: () => Promise.resolve('akm-test'),
      local: { start: () => Promise.reject(new Error('no Local here')), running: undefined },
      ...{ clock, log: new MemoryLog() },
    });
    keeper = new Keeper({
      ...{ store, windows, log: new MemoryLog() },
      terminate: (id) => tasks.terminate(id),
      isLocalAlive: () => Promise.resolve(false),
    });
    sessions = new SessionOperations({ store, connections, windowId: windows.id });
    tasks = new TaskOperations({ store, connections, sessions, windows, clock, isMine: (task) => keeper.isMine(task) });
  });

  const run = async (parts: { text?: string; sessionId?: string } = {}) => {
    const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser', ...parts });
    const outcome = await started.catch((error: unknown) => error);
    await keeper.lookAfter();
    return { task, outcome };
  };
  const called = (): string[] => service.seen.map((seen) => seen.form['Name'] ?? seen.query['Action'] ?? '');
  /** Lets the service wait with an answer until told. */
  const held = (name: string, answer: Answer): { reply: () => void } => {
    let reply: () => void = () => undefined;
    holds.set(name, new Promise((resolve) => (reply = () => resolve(answer))));
    return { reply: () => reply() };
  };
  /** What the ledger holds of the one task there is. */
  const recordsOnDisk = (): unknown[] => {
    const tasksFolder = path.join(ledgerFolder(folder()), 'tasks');
    const [name = ''] = readdirSync(tasksFolder);
    const lines = readFileSync(path.join(tasksFolder, name), 'utf8').trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { type: unknown }).type);
  };
  const mine = (parts = {}) => aSession({ endpoint: service.endpoint, ...parts });

  describe('running a task', () => {
    it('records it at once, and says the ids when the service has accepted', async () => {
      const { task, started } = await tasks.run({ agent: 'computer', text: '  Open Chrome browser ' });
      assert.equal(store.task(task.id)?.state, 'submitting');
      assert.equal(store.task(task.id)?.text, 'Open Chrome browser');
      assert.deepEqual(await started, { sessionId: 'session-new1', taskId: 'task-7' });
      assert.equal(store.task(task.id)?.state, 'running');
      assert.equal(store.session('session-new1')?.imageId, 'windows_latest');
    });

    it('lets sessions of AgentBay Local be idle for an hour, and leaves the idle time of others to the account', async () => {
      const server = { endpoint: service.endpoint, apiKey: 'akm-local', pid: 4 };
      const local = { start: () => Promise.resolve(server), running: server };
      const settings = () => ({ connection: 'auto' as const, endpoint: service.endpoint });
      const apiKey = () => Promise.resolve('akm-test');
      const own = new Connections({ settings, apiKey, local, clock, log: new MemoryLog() });
      const made = new SessionOperations({ store, connections: own, windowId: windows.id });
      await made.create('computer', 'local');
      await made.create('computer', 'cloud');
      own.dispose();
      assert.deepEqual(
        service.seen.map(({ form }) => form['Timeout']),
        ['3600', undefined],
      );
    });

    it('takes an idle session before it makes one, and never the same one twice', async () => {
      putSession(store, mine({ sessionId: 'session-idle' }));
      const outcomes = await Promise.all([run(), run()]);
      assert.deepEqual(outcomes.map(({ outcome }) => (outcome as { sessionId: string }).sessionId).sort(), [
        'session-idle',
        'session-new1',
      ]);
    });

    it('does not take a busy session, an ended one, another agent’s, or one of another service', async () => {
      putSession(store, mine({ sessionId: 'busy' }));
      putTask(store, aTask({ sessionId: 'busy' }));
      putSession(store, mine({ sessionId: 'ended', state: 'ended', endedAt: 5 }));
      putSession(store, mine({ sessionId: 'browser', imageId: 'linux_latest' }));
      putSession(store, mine({ sessionId: 'elsewhere', endpoint: 'other.example' }));
      const { outcome } = await run();
      assert.deepEqual(outcome, { sessionId: 'session-new1', taskId: 'task-7' });
    });

    it('goes on to a new session when the idle one has ended meanwhile', async () => {
      putSession(store, mine({ sessionId: 'session-old' }));
      answers['flux_execute_task'] = (seen) => (seen.form['SessionId'] === 'session-old' ? gone : accepted);
      const { outcome } = await run();
      assert.deepEqual(outcome, { sessionId: 'session-new1', taskId: 'task-7' });
      assert.equal(store.session('session-old')?.state, 'ended');
    });

    it('goes on to a new session when somebody else keeps the idle one busy', async () => {
      putSession(store, mine({ sessionId: 'session-old' }));
      answers['flux_execute_task'] = (seen) =>
        seen.form['SessionId'] === 'session-old' ? toolText(`${TASK_BUSY} in this session`, true) : accepted;
      const { outcome } = await run();
      assert.deepEqual(outcome, { sessionId: 'session-new1', taskId: 'task-7' });
      assert.equal(store.session('session-old')?.state, 'running');
    });

    it('attaches to a session made elsewhere when it is named', async () => {
      answers['GetSession'] = () => ok({ SessionId: 'session-far', Success: true, Status: 'RUNNING' });
      const { outcome } = await run({ sessionId: 'session-far' });
      assert.deepEqual(outcome, { sessionId: 'session-far', taskId: 'task-7' });
      assert.deepEqual(called(), ['GetSession', 'flux_execute_task']);
    });

    it('sends nothing to a session that is known to be over, and says so', async () => {
      for (const isDeleted of [true, false]) {
        const reason = isDeleted ? 'The session was deleted.' : 'The session was released.';
        putSession(store, mine({ sessionId: `session-${reason}`, state: 'ended', endedAt: 5, isDeleted, reason }));
        const { task, outcome } = await run({ sessionId: `session-${reason}` });
        assert.ok(outcome instanceof ServiceError);
        assert.equal(outcome.message, reason);
        assert.deepEqual([store.task(task.id)?.state, store.task(task.id)?.reason], ['notSent', reason]);
      }
      assert.deepEqual(called(), []);
    });

    it('keeps the text of a task that could not be sent, with the reason', async () => {
      answers['CreateMcpSession'] = () => ({
        status: 400,
        body: '{"Code":"NOT_LOGIN","Message":"You are not logged in","RequestId":"R"}',
      });
      const { task, outcome } = await run();
      assert.ok(outcome instanceof ServiceError);
      assert.equal(outcome.kind, 'unauthorised');
      assert.equal(store.task(task.id)?.state, 'notSent');
      assert.equal(store.task(task.id)?.text, 'Open Chrome browser');
      assert.equal(store.task(task.id)?.reason, outcome.message);
    });

    it('says that a task may be running when the answer was lost, and never sends it twice', async () => {
      let executions = 0;
      await service.close();
      service = await startService((seen, response) => {
        if (seen.form['Name'] === undefined) return ok({ Success: true, SessionId: 'session-new1' });
        executions += 1;
        response.destroy();
        return undefined;
      });
      const { task, outcome } = await run();
      assert.ok(outcome instanceof ServiceError);
      assert.equal(store.task(task.id)?.state, 'unconfirmed');
      assert.match(store.task(task.id)?.reason ?? '', /may or may not be running/);
      assert.equal(outcome.message, store.task(task.id)?.reason, 'nobody is told to try again without a look');
      assert.equal(executions, 1);
    });

    it('does not send a task before the disk knows of it', async () => {
      let onDisk: unknown[] = [];
      answers['flux_execute_task'] = () => {
        onDisk = recordsOnDisk();
        return accepted;
      };
      const { task } = await run();
      assert.deepEqual(onDisk, ['created', 'placed', 'sending']);
      assert.equal(store.task(task.id)?.sentAt, store.task(task.id)?.createdAt);
    });

    it('takes a task for doubtful when no answer comes in time, and does not send it again', async () => {
      held('flux_execute_task', accepted);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      const outcome = assert.rejects(started, (error) => error instanceof ServiceError && error.kind === 'timeout');
      await until(() => called().includes('flux_execute_task'));
      await clock.advance(60_000);
      await outcome;
      assert.equal(store.task(task.id)?.state, 'unconfirmed');
      assert.match(store.task(task.id)?.reason ?? '', /Look at its session before you run it again/);
      await clock.advance(60_000);
      assert.deepEqual(called(), ['CreateMcpSession', 'flux_execute_task']);
    });

    it('does not doubt that a task was not sent when only its session is in doubt', async () => {
      await service.close();
      service = await startService((_seen, response) => {
        response.destroy();
        return undefined;
      });
      const { task } = await run();
      assert.equal(store.task(task.id)?.state, 'notSent');
    });

    for (const [what, text] of [
      ['an empty', ' \n '],
      ['a 100 KB', 'x'.repeat(100 * 1024)],
    ] as const) {
      it(`refuses ${what} task before anything is recorded or sent`, async () => {
        await assert.rejects(run({ text }), (error) => error instanceof ServiceError && error.kind === 'badInput');
        assert.equal(store.tasks().length, 0);
        assert.equal(service.seen.length, 0);
      });
    }

    it('runs the text of an earlier task again as a new task', async () => {
      const { task } = await run();
      store.record(task.id, { type: 'settled', state: 'failed' });
      const again = await tasks.runAgain(task.id);
      await again.started;
      assert.notEqual(again.task.id, task.id);
      assert.equal(again.task.text, task.text);
      assert.equal(store.tasks().length, 2);
    });
  });

  describe('terminating a task', () => {
    it('asks the service and leaves the verdict to what it says later', async () => {
      const { task } = await run();
      await tasks.terminate(task.id);
      assert.equal(store.task(task.id)?.state, 'terminating');
      assert.equal(called().at(-1), 'flux_terminate_task');
    });

    it('lets the task run on when the service refused to end it', async () => {
      const { task } = await run();
      answers['flux_terminate_task'] = () => ({ status: 400, body: '{"Code":"Throttling.User","Message":"busy"}' });
      await assert.rejects(tasks.terminate(task.id), ServiceError);
      assert.equal(store.task(task.id)?.state, 'running');
    });

    it('says so on the task when it could not be confirmed, until it is asked for again', async () => {
      const { task } = await run();
      const { flux_terminate_task: works } = answers;
      answers['flux_terminate_task'] = () => ({ status: 400, body: '{"Code":"Throttling.User","Message":"busy"}' });
      await assert.rejects(tasks.terminate(task.id), ServiceError);
      assert.match(store.task(task.id)?.terminateProblem ?? '', /too many requests/);
      assert.ok(works);
      answers['flux_terminate_task'] = works;
      await tasks.terminate(task.id);
      assert.equal(store.task(task.id)?.terminateProblem, undefined);
      assert.equal(store.task(task.id)?.state, 'terminating');
    });

    it('does not ask before the disk knows that it will', async () => {
      const { task } = await run();
      let onDisk: unknown[] = [];
      answers['flux_terminate_task'] = () => {
        onDisk = recordsOnDisk();
        return toolText('{"task_id":"task-7","status":"finished"}');
      };
      await tasks.terminate(task.id);
      assert.equal(onDisk.at(-1), 'terminating');
    });

    it('needs no more when the whole session is gone', async () => {
      const { task } = await run();
      answers['flux_terminate_task'] = () => gone;
      await tasks.terminate(task.id);
      assert.equal(store.task(task.id)?.state, 'terminated');
      assert.equal(store.session('session-new1')?.state, 'ended');
    });

    it('lets what the service may have heard decide, when its answer was lost', async () => {
      const { task } = await run();
      hangUpOn = 'flux_terminate_task';
      await assert.rejects(tasks.terminate(task.id), ServiceError);
      assert.equal(store.task(task.id)?.state, 'terminating');
    });

    it('can be asked for again', async () => {
      const { task } = await run();
      await tasks.terminate(task.id);
      await tasks.terminate(task.id);
      assert.equal(called().filter((name) => name === 'flux_terminate_task').length, 2);
    });

    it('holds on to an end that was heard, though asking for it a second time is refused', async () => {
      const { task } = await run();
      await tasks.terminate(task.id);
      answers['flux_terminate_task'] = () => ({ status: 400, body: '{"Code":"Throttling.User","Message":"busy"}' });
      await assert.rejects(tasks.terminate(task.id), ServiceError);
      assert.equal(store.task(task.id)?.state, 'terminating');
      assert.match(store.task(task.id)?.terminateProblem ?? '', /too many requests/);
    });

    it('lets a task run on that was accepted when its end was refused, though it was wanted before', async () => {
      const { reply } = held('flux_execute_task', accepted);
      answers['flux_terminate_task'] = () => ({ status: 400, body: '{"Code":"Throttling.User","Message":"busy"}' });
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      await until(() => called().includes('flux_execute_task'));
      await tasks.terminate(task.id);
      reply();
      await started;
      assert.equal(store.task(task.id)?.state, 'running');
    });

    it('calls off a task whose session is still being made, and keeps the session', async () => {
      const { reply } = held('CreateMcpSession', ok({ Success: true, SessionId: 'session-late' }));
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      const outcome = assert.rejects(started);
      await until(() => called().includes('CreateMcpSession'));
      await tasks.terminate(task.id);
      await outcome;
      assert.equal(store.task(task.id)?.state, 'notSent');
      assert.equal(store.task(task.id)?.reason, 'Stopped before it was sent.');
      reply();
      await until(() => store.session('session-late') !== undefined);
      assert.deepEqual(called(), ['CreateMcpSession']);
    });

    it('terminates a task that the service is just accepting, as soon as it has an id', async () => {
      const { reply } = held('flux_execute_task', accepted);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      await until(() => called().includes('flux_execute_task'));
      await tasks.terminate(task.id);
      assert.equal(store.task(task.id)?.state, 'terminating');
      reply();
      await started;
      assert.equal(store.task(task.id)?.state, 'terminating');
      assert.equal(called().at(-1), 'flux_terminate_task');
    });

    it('takes an accepted task for accepted, however often it is to end', async () => {
      const { reply } = held('flux_execute_task', accepted);
      held('flux_terminate_task', accepted);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      started.catch(() => undefined);
      await until(() => called().includes('flux_execute_task'));
      await tasks.terminate(task.id);
      reply();
      await until(() => called().includes('flux_terminate_task'));
      void tasks.terminate(task.id).catch(() => undefined);
      await until(() => called().filter((name) => name === 'flux_terminate_task').length === 2);
      assert.equal(store.task(task.id)?.state, 'terminating');
    });

    it('ends the waiting for an answer when asked for a second time, and says what that leaves open', async () => {
      held('flux_execute_task', accepted);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      const outcome = assert.rejects(started);
      await until(() => called().includes('flux_execute_task'));
      await tasks.terminate(task.id);
      await tasks.terminate(task.id);
      await outcome;
      assert.equal(store.task(task.id)?.state, 'unconfirmed');
      assert.match(store.task(task.id)?.reason ?? '', /may or may not be running/);
    });

    it('still terminates a task that is accepted after nobody waited any more', async () => {
      const { reply } = held('flux_execute_task', accepted);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      const outcome = assert.rejects(started);
      await until(() => called().includes('flux_execute_task'));
      await tasks.terminate(task.id);
      await tasks.terminate(task.id);
      await outcome;
      reply();
      await until(() => called().includes('flux_terminate_task'));
      assert.equal(store.task(task.id)?.state, 'terminating');
      assert.equal(store.task(task.id)?.taskId, 'task-7');
      const later = await openStore(folder());
      assert.equal(later.task(task.id)?.state, 'terminating', 'the ledger knows it too, though its book was closed');
      later.dispose();
    });

    it('of all tasks asks about a few at once, and names those that would not', async () => {
      putSession(store, mine());
      putTask(store, aTask({ id: 'over', state: 'finished', endedAt: 5 }));
      for (let i = 0; i < 20; i += 1) putTask(store, aTask({ id: `own-${i}`, taskId: `task-${i}` }));
      await keeper.lookAfter();
      let underWay = 0;
      let most = 0;
      await service.close();
      service = await startService((seen, response) => {
        most = Math.max(most, (underWay += 1));
        setTimeout(() => {
          underWay -= 1;
          const refuses = seen.body.includes('task-13');
          const { status = 200, body } = refuses
            ? { status: 400, body: '{"Code":"Forbidden","Message":"no"}' }
            : accepted;
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(body);
        }, 10);
        return undefined;
      });
      store.recordSession('session-1', { type: 'known', ...mine() });
      const { asked, failed } = await tasks.terminateAll();
      assert.equal(asked, 20);
      assert.deepEqual(
        failed.map(({ task }) => task.id),
        ['own-13'],
      );
      assert.equal(service.seen.length, 20);
      assert.ok(most > 1 && most <= 8, `${most} at once`);
    });
  });

  describe('a question about a task', () => {
    it('is given up after ten seconds, and asked once', async () => {
      const { task } = await run();
      held('flux_get_task_status', accepted);
      const asked = tasks.ask(store.task(task.id)!, new AbortController().signal);
      await until(() => called().includes('flux_get_task_status'));
      await clock.advance(10_000);
      assert.equal((await asked).error?.kind, 'timeout');
      assert.equal(called().filter((name) => name === 'flux_get_task_status').length, 1);
    });

    it('is not put to a Local of another window, and does not reject', async () => {
      putSession(store, mine({ connection: 'local', localPid: 4 }));
      const { error } = await tasks.ask(aTask({ connection: 'local' }), new AbortController().signal);
      assert.match(error?.message ?? '', /another window/);
    });
  });

  describe('deleting a session', () => {
    it('is not mistaken for a loss by whoever asks about its task meanwhile', async () => {
      const { task } = await run();
      const { reply } = held('DeleteSessionAsync', ok());
      const deleted = sessions.delete('session-new1');
      await until(() => called().includes('DeleteSessionAsync'));
      sessions.markGone('session-new1', 'There is no such session.');
      reply();
      await deleted;
      assert.equal(store.task(task.id)?.state, 'terminated');
    });

    it('calls off a task that is just being sent to it: it does not go elsewhere', async () => {
      putSession(store, mine({ sessionId: 'session-old' }));
      const { reply } = held('flux_execute_task', gone);
      const { task, started } = await tasks.run({ agent: 'computer', text: 'Open Chrome browser' });
      const outcome = assert.rejects(started);
      await until(() => called().includes('flux_execute_task'));
      await sessions.delete('session-old');
      reply();
      await outcome;
      assert.equal(store.task(task.id)?.state, 'terminated');
      assert.ok(!called().includes('CreateMcpSession'));
    });

    it('ends it and the work in it', async () => {
      const { task } = await run();
      await sessions.delete('session-new1');
      assert.equal(store.session('session-new1')?.state, 'ended');
      assert.equal(store.task(task.id)?.state, 'terminated');
    });

    it('leaves everything as it was when the service did not do it', async () => {
      const { task } = await run();
      answers['DeleteSessionAsync'] = () => ({ status: 500, body: '{"Code":"InternalError","Message":"no"}' });
      await assert.rejects(sessions.delete('session-new1'), ServiceError);
      assert.equal(store.session('session-new1')?.state, 'running');
      assert.equal(store.task(task.id)?.state, 'running');
    });
  });

  describe('taking a session out of the list', () => {
    it('is refused while it is there, in this window or on the Local of another', async () => {
      putSession(store, mine());
      answers['GetSession'] = () => ok({ SessionId: 'session-1', Success: true, Status: 'RUNNING' });
      await assert.rejects(sessions.forget('session-1'), /still there. Delete it first/);
      putSession(store, mine({ sessionId: 'session-far', connection: 'local', localPid: 4 }));
      await assert.rejects(sessions.forget('session-far'), /still there, in another window/);
      assert.equal(store.sessions().length, 2);
    });

    it('takes its tasks along', async () => {
      putSession(store, mine({ state: 'ended', endedAt: 5 }));
      putTask(store, aTask({ state: 'finished', endedAt: 5 }));
      await sessions.forget('session-1');
      assert.deepEqual([...store.sessions(), ...store.tasks()], []);
    });
  });

  describe('a refresh', () => {
    it('finds the sessions that are gone, and only those', async () => {
      putSession(store, mine({ sessionId: 'there' }));
      putSession(store, mine({ sessionId: 'gone' }));
      putSession(store, mine({ sessionId: 'elsewhere', endpoint: 'other.example' }));
      answers['GetSession'] = (seen) =>
        seen.form['SessionId'] === 'gone' ? gone : ok({ SessionId: 'there', Success: true, Status: 'RUNNING' });
      await sessions.refresh();
      assert.equal(store.session('there')?.state, 'running');
      assert.equal(store.session('gone')?.state, 'ended');
      assert.equal(store.session('elsewhere')?.state, 'running');
      assert.equal(called().length, 2);
    });

    it('ends nothing when the service cannot be reached, and says so', async () => {
      putSession(store, mine());
      await service.close();
      await assert.rejects(sessions.refresh(), (error) => error instanceof ServiceError && error.kind === 'network');
      assert.equal(store.session('session-1')?.state, 'running');
    });
  });
});

describe('the text of a task', () => {
  it('is told what is wrong with it and what to do', () => {
    assert.match(taskTextProblem('') ?? '', /Say what the agent should do/);
    assert.match(taskTextProblem('x'.repeat(100 * 1024)) ?? '', /100 KB long; at most 64 KB/);
    assert.equal(taskTextProblem('打开浏览器'), undefined);
  });
});
