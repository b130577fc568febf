import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Scenario } from '../../src/local/script/script';
import { taskRow } from '../../src/presentation/rows';
import { type LocalService, startLocalService } from '../contract/support/localService';
import { agentBay, run, settledTask, taskThat, withKey, withSettings } from './support/extension';

const script: readonly Scenario[] = [
  { task: 'short', end: { afterMs: 300, status: 'finished', product: 'Done.' } },
  { steps: [{ action: 'Looking around' }], end: 'never' },
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** AgentBay Local in place of the cloud, so that each question can be counted and each answer spoilt. */
describe('a service that is asked', function () {
  this.timeout(60_000);
  let service: LocalService;
  beforeEach(async () => (service = await startLocalService({ script })));
  afterEach(async () => {
    service.misbehave([]);
    await withService(async () => {
      await vscode.commands.executeCommand('agentbay.terminateAll', { confirmed: true });
      for (const { id, endedAt } of (await agentBay()).tasks()) if (endedAt === undefined) await settledTask(id);
    });
    await service.close();
  });

  const withService = <T>(work: () => PromiseLike<T>, settings: Readonly<Record<string, unknown>> = {}): Promise<T> =>
    withSettings({ endpoint: service.endpoint, ...settings }, () => withKey(service.apiKey, async () => work()));
  /** How many calls of an action or a tool there were, by whichever route. */
  const calls = (name: string): number =>
    service.seen.filter(({ queryText, body }) => `${queryText} ${body}`.includes(name)).length;
  const atWork = async (text: string) => {
    const { taskId } = await run(text);
    return taskThat(taskId, ({ lastAction }) => lastAction !== undefined, 'at work');
  };
  const newest = async () => (await agentBay()).tasks()[0]!;

  it('has taken a task, perhaps, when its answer is lost: the task says so, and what can be done', async () => {
    service.misbehave([{ when: { tool: 'flux_execute_task' }, do: { kind: 'resetAfterReading', acted: true } }]);
    await withService(() => assert.rejects(run('a task whose answer is lost')));
    const task = await newest();
    assert.equal(task.text, 'a task whose answer is lost');
    assert.equal(task.state, 'unconfirmed');
    assert.equal(task.taskId, undefined);
    assert.equal(calls('flux_execute_task'), 1, 'it is not sent a second time');

    const session = (await agentBay()).sessions().find(({ sessionId }) => sessionId === task.sessionId);
    assert.equal(session?.state, 'running');
    const offered = menuOf(taskRow(task, session).context);
    assert.ok(offered.includes('agentbay.openLiveView'), offered.join());
    assert.ok(offered.includes('agentbay.runAgain'), offered.join());
    assert.ok(!offered.includes('agentbay.terminateTask'), offered.join());
  });

  it('is asked to end every task at once', async () => {
    await withService(async () => {
      const tasks = await Promise.all(['one', 'two', 'three'].map(atWork));
      await vscode.commands.executeCommand('agentbay.terminateAll', { confirmed: true });
      const ended = await Promise.all(tasks.map(({ id }) => settledTask(id)));
      assert.deepEqual(
        ended.map(({ state }) => state),
        ['terminated', 'terminated', 'terminated'],
      );
    });
  });

  it('is asked no more when it refuses the key, keeps every task, and is asked again with a key that does', async () => {
    await withService(async () => {
      const task = await atWork('a task whose key is refused');
      const NOT_LOGIN = { RequestId: 'R', HostId: 'h', Code: 'NOT_LOGIN', Message: 'You are not logged in' };
      service.misbehave([{ do: { kind: 'status', status: 400, body: JSON.stringify(NOT_LOGIN) } }]);
      await taskThat(task.id, ({ problem }) => problem !== undefined, 'refused');
      // What was under way is over.
      await pause(500);
      const refusedAfter = service.seen.length;
      await pause(5_000);
      assert.equal(service.seen.length, refusedAfter, 'nobody asks while the key is refused');
      assert.equal((await taskThat(task.id, () => true, '')).state, 'running', 'the task is not taken for lost');

      service.misbehave([]);
      // What setting a key does as well: it may be another that counts from here on.
      await withSettings({ 'polling.longestPause': 20 }, async () => {
        const heard = await taskThat(task.id, ({ problem }) => problem === undefined, 'heard of again');
        assert.equal(heard.state, 'running');
      });
    });
  });

  it('is asked no more often than the person allows', async () => {
    await withService(
      async () => {
        const { id } = await atWork('a task that is watched');
        await vscode.commands.executeCommand('agentbay.openTask', { id });
        const before = calls('flux_get_task_status');
        await pause(8_000);
        const asked = calls('flux_get_task_status') - before;
        assert.ok(asked >= 1 && asked <= 3, `${asked} questions in 8 s, at least 4 s apart`);
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      },
      { 'polling.shortestPause': 4, 'polling.longestPause': 5 },
    );
  });

  it('is asked more closely about what the person looks at', async function () {
    if (!vscode.window.state.focused) return this.skip();
    await withService(async () => {
      const { id } = await atWork('a task that is watched closely');
      const during = async (ms: number): Promise<number> => {
        const before = calls('flux_get_task_status');
        await pause(ms);
        return calls('flux_get_task_status') - before;
      };
      await vscode.commands.executeCommand('agentbay.openTask', { id });
      const watched = await during(8_000);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.commands.executeCommand('workbench.action.closeSidebar');
      await pause(1_000);
      const hidden = await during(8_000);
      assert.ok(watched >= 4, `${watched} questions in 8 s while its page is in front`);
      assert.ok(hidden <= 2, `${hidden} questions in 8 s while nothing shows it`);
    });
  });

  it('shows what a session shows at a fresh address each time, and to nobody but the browser', async () => {
    await withService(async () => {
      const { id, sessionId } = await atWork('a task to look at');
      await vscode.commands.executeCommand('agentbay.openLiveView', { type: 'task', id });
      await vscode.commands.executeCommand('agentbay.openLiveView', { sessionId });
      assert.equal(calls('GetMcpResource'), 2);
    });
  });

  it('is asked once and again while there is a task, and not at all when there is none', async () => {
    await withService(async () => {
      const { taskId } = await run('a short task');
      assert.equal((await settledTask(taskId)).state, 'finished');
      const before = service.seen.length;
      await pause(4_000);
      assert.equal(service.seen.length, before);
    });
  });
});

/** The commands that the manifest offers on a row with this context. */
function menuOf(context: string): string[] {
  const extension = vscode.extensions.getExtension('agentbay-vscode.agentbay');
  const { contributes } = extension?.packageJSON as {
    contributes: { menus: { 'view/item/context': readonly { command: string; when: string }[] } };
  };
  const fits = (when: string): boolean => {
    const [, exact] = /viewItem == (\S+)/.exec(when) ?? [];
    const [, pattern] = /viewItem =~ \/(.*)\//.exec(when) ?? [];
    return exact === context || (pattern !== undefined && new RegExp(pattern).test(context));
  };
  return contributes.menus['view/item/context'].filter(({ when }) => fits(when)).map(({ command }) => command);
}
