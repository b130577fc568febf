import assert from 'node:assert/strict';
import { usualLimits } from '../../../../src/local/agent/context';
import { usualEngines } from '../../../../src/local/options';
import { Accesses } from '../../../../src/local/server/access';
import type { ActionSetup } from '../../../../src/local/server/action';
import { actions } from '../../../../src/local/server/actions';
import type { Reply } from '../../../../src/local/server/reply';
import { toParameters } from '../../../../src/local/server/request';
import { LiveViews } from '../../../../src/local/server/view/liveViews';
import { Pictures } from '../../../../src/local/server/view/pictures';
import { Sessions } from '../../../../src/local/sessions/sessions';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporary';

describe('AgentBay Local, idle sessions', () => {
  const folder = temporaryFolder();
  let clock: FakeClock;
  let sessions: Sessions;
  let setup: ActionSetup;
  const warnings: string[] = [];

  beforeEach(() => {
    clock = new FakeClock();
    sessions = new Sessions({
      root: folder(),
      browser: { headed: false, noSandbox: false },
      engines: usualEngines,
      limits: usualLimits,
      // A task that is at work until it is told to end.
      script: [{ end: 'never' }],
      clock,
      warn: (message) => warnings.push(message),
    });
    const origin = (): URL => new URL('http://127.0.0.1:1');
    setup = {
      sessions,
      access: new Accesses(sessions, [], origin),
      views: new LiveViews(sessions, origin, clock),
      pictures: new Pictures(origin, clock),
      afterTerminate: 'gone',
      warn: (message) => warnings.push(message),
    };
  });
  afterEach(async () => {
    await sessions.deleteAll();
    assert.deepEqual(warnings, []);
  });

  const call = async (action: string, fields: Readonly<Record<string, string>>): Promise<Reply> => {
    const act = actions.get(action);
    assert.ok(act);
    return act(toParameters(new URLSearchParams(fields), ''), setup);
  };
  const data = async (action: string, fields: Readonly<Record<string, string>>): Promise<Record<string, unknown>> =>
    (await call(action, fields)).fields['Data'] as Record<string, unknown>;
  const create = async (fields: Readonly<Record<string, string>> = {}): Promise<string> =>
    String((await data('CreateMcpSession', fields))['SessionId']);
  const tool = (SessionId: string, Name: string, args: object): Promise<Reply> =>
    call('CallMcpTool', { SessionId, Name, Args: JSON.stringify(args) });
  const seconds = (count: number): Promise<void> => clock.advance(count * 1_000);
  /** Whether it is there still; one that is going is not. */
  const lives = (id: string): boolean => sessions.all.some((one) => one.id === id && one.status !== 'DELETING');

  it('are released after five minutes', async () => {
    const id = await create();
    await seconds(299);
    assert.equal(lives(id), true);
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('are released after the seconds that were asked for', async () => {
    const id = await create({ Timeout: '20' });
    await seconds(19);
    assert.equal(lives(id), true);
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('must be given whole seconds', async () => {
    for (const Timeout of ['0', '-5', '1.5', 'soon']) {
      assert.equal((await call('CreateMcpSession', { Timeout })).fields['Code'], 'InvalidParameter.Timeout');
    }
  });

  it('share one timer, which is not left behind', async () => {
    await create();
    await create({ Timeout: '20' });
    await create({ Timeout: '500' });
    await seconds(0);
    assert.equal(clock.waiting, 1);
    await seconds(19);
    assert.equal(clock.waiting, 1);
    await sessions.deleteAll();
    assert.equal(clock.waiting, 0);
  });

  it('do not outstay their time because another has longer', async () => {
    await create({ Timeout: '1000' });
    await seconds(10);
    const id = await create({ Timeout: '5' });
    await seconds(5);
    assert.equal(lives(id), false);
  });

  it('live on by tool calls, by being kept alive and by being looked at', async () => {
    const id = await create({ Timeout: '10' });
    await seconds(9);
    await tool(id, 'flux_get_task_status', { task_id: 'none' });
    await seconds(9);
    await call('RefreshSessionIdleTime', { SessionId: id });
    await seconds(9);
    const opened = await setup.views.answer(new URL(setup.views.open(sessions.get(id)!)).pathname, {});
    await setup.views.answer(`${opened?.headers?.['location'] ?? ''}state`, {});
    await seconds(9);
    assert.equal(lives(id), true);
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('do not live on by being asked about', async () => {
    const id = await create({ Timeout: '10' });
    await seconds(9);
    for (const action of ['GetSession', 'GetSessionDetail', 'GetLabel', 'GetMcpResource'])
      await call(action, { SessionId: id });
    await call('ListSession', {});
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('are not idle while a task runs, and have their whole time from its end', async () => {
    const id = await create({ Timeout: '10' });
    const { Data } = (await tool(id, 'flux_execute_task', { task: 'anything' })).fields;
    const { content } = Data as { content: readonly { text: string }[] };
    const { task_id: taskId } = JSON.parse(content[0]!.text) as { task_id: string };
    await seconds(100);
    assert.equal(lives(id), true);
    sessions.get(id)!.task(taskId)!.cancel();
    await seconds(9);
    assert.equal(lives(id), true);
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('are not idle while somebody is served, however long that takes', async () => {
    const id = await create({ Timeout: '10' });
    let served = (): void => undefined;
    const serving = sessions.get(id)!.serve(() => new Promise<void>((resolve) => (served = resolve)));
    await seconds(100);
    assert.equal(lives(id), true);
    served();
    await serving;
    await seconds(9);
    assert.equal(lives(id), true);
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('are kept while they are paused, and have their whole time from being resumed', async () => {
    const id = await create({ Timeout: '10' });
    await call('PauseSessionAsync', { SessionId: id });
    await seconds(1_000);
    assert.equal((await data('GetSession', { SessionId: id }))['Status'], 'PAUSED');
    await call('ResumeSessionAsync', { SessionId: id });
    await seconds(9);
    assert.equal((await data('GetSession', { SessionId: id }))['Status'], 'RUNNING');
    await seconds(1);
    assert.equal(lives(id), false);
  });

  it('say why they ended to GetSessionDetail, and are not found by all else', async () => {
    const id = await create({ Timeout: '10', ImageId: 'windows_latest' });
    await seconds(10);
    await sessions.get(id)?.delete();
    await seconds(0);
    assert.equal((await call('GetSession', { SessionId: id })).fields['Code'], 'InvalidMcpSession.NotFound');
    const { Status, EndReason, ImageId } = await data('GetSessionDetail', { SessionId: id });
    assert.deepEqual([Status, ImageId], ['FINISH', 'windows_latest']);
    assert.match(String(EndReason), /nobody used the session/u);
    assert.deepEqual(await data('ListSession', {}), []);
  });

  it('that were deleted are not found by GetSessionDetail either', async () => {
    const id = await create();
    await call('ReleaseMcpSession', { SessionId: id });
    assert.equal((await call('GetSessionDetail', { SessionId: id })).fields['Code'], 'InvalidMcpSession.NotFound');
  });
});
