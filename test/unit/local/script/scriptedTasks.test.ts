import assert from 'node:assert/strict';
import type { Script } from '../../../../src/local/script/script';
import { TestLocal } from '../support';

const script: Script = [
  {
    task: /^open .+$/iu,
    agent: 'computer',
    steps: [{ action: 'Opening it' }],
    end: { afterMs: 5, status: 'finished', product: 'Open.' },
  },
  { task: 'weather', agent: 'browser', end: { status: 'finished', product: { degrees: 21 } } },
  { task: 'break', end: { status: 'failed', error: 'It broke.' } },
  { task: 'odd', end: { status: 'pondering' } },
  { task: 'for good', steps: [{ action: 'Going on' }], end: 'never' },
  { task: 'seen off', end: 'never', onTerminate: 'gone' },
  { task: 'shown', end: 'never', onTerminate: 'status' },
  { task: 'deaf', end: 'never', onTerminate: 'ignores' },
  // Longer than two questions take, however busy the machine is.
  { task: 'slow to stop', end: 'never', stopAfterMs: 1_500 },
  {
    task: 'phone',
    agent: 'mobile',
    steps: [
      { action: 'tap', reasoning: 'The gear is at the top.', content: 'Opening Settings. ' },
      { callForUser: { prompt: 'The code?' } },
      { content: 'Done.' },
    ],
    end: { status: 'finished', product: 'It is on.' },
  },
];

describe('AgentBay Local, scripted tasks', () => {
  const local = new TestLocal();
  before(() => local.start([], {}, { script }));
  after(() => local.stop());
  const session = (ImageId = 'linux_latest'): Promise<string> => local.createSession({ ImageId });

  const ask = async (id: string, tool: string, taskId: string): Promise<Readonly<Record<string, unknown>>> => {
    const { isError, text } = await local.tool(id, tool, { task_id: taskId });
    assert.equal(isError, false, text);
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  };
  const begin = async (id: string, task: string): Promise<string> => {
    const { text } = await local.tool(id, 'execute_task', { task, max_steps: 50 });
    const { taskId, status } = JSON.parse(text) as Record<string, string>;
    assert.equal(status, 'running');
    return taskId ?? '';
  };
  const gone = { isError: true, text: 'Task not found or already finished' };

  it('plays the first scenario that fits text and agent', async () => {
    const id = await session();
    const opened = await local.run(id, 'Open the door');
    assert.deepEqual(
      [opened.status, opened.action, opened.product, opened.error],
      ['finished', '', 'Open.', undefined],
    );
    const weather = await local.run(id, 'The WEATHER, please', 'browser');
    assert.deepEqual(weather.product, { degrees: 21 });
    const broken = await local.run(id, 'break it');
    assert.deepEqual([broken.status, broken.error], ['failed', 'It broke.']);
    assert.equal((await local.run(id, 'odd')).status, 'pondering');
  });

  it('says unsupported, with the reason, where no scenario fits', async () => {
    const { status, error } = await local.run(await session(), 'weather');
    assert.equal(status, 'unsupported');
    assert.match(error ?? '', /^No scenario of the script fits this task for the computer agent\.$/u);
  });

  it('shows what a task without end is doing, refuses another beside it, and stops it', async () => {
    const id = await session();
    const taskId = await local.execute(id, 'for good');
    await local.until(id, taskId, ({ action }) => action === 'Going on');
    assert.equal(
      (await local.tool(id, 'flux_execute_task', { task: 'odd' })).text,
      'Another task is currently running',
    );
    assert.deepEqual(await local.terminate(id, taskId), {
      isError: false,
      text: JSON.stringify({ task_id: taskId, status: 'finished' }),
    });
    assert.deepEqual(await local.tool(id, 'flux_get_task_status', { task_id: taskId }), gone);
    assert.equal((await local.run(id, 'odd')).status, 'pondering');
  });

  it('lets the script decide what comes of a terminate', async () => {
    const id = await session();
    const seenOff = await local.execute(id, 'seen off');
    await local.terminate(id, seenOff);
    assert.deepEqual(await local.tool(id, 'flux_get_task_status', { task_id: seenOff }), gone);
    const shown = await local.execute(id, 'shown');
    await local.terminate(id, shown);
    assert.equal((await local.status(id, shown)).status, 'finished');
    const deaf = await local.execute(id, 'deaf');
    assert.equal((await local.terminate(id, deaf)).isError, false);
    assert.equal((await local.status(id, deaf)).status, 'running');
  });

  it('offers every image, and as many sessions as one likes', async () => {
    const images = ['mobile_latest', 'code_latest', 'windows_latest', 'browser_latest', 'imgc-12345'];
    const made = await Promise.all([...Array<string>(20).fill('linux_latest'), ...images].map(session));
    assert.equal(new Set(made).size, 25);
    const { Data } = await local.call('CreateMcpSession', { ImageId: 'tv_latest' });
    assert.match(String(Data['ErrMsg']), /has no image tv_latest; it has .*mobile_latest, code_latest/u);
    const tools = JSON.stringify((await local.call('ListMcpTools', { ImageId: 'mobile_latest' })).Data);
    assert.match(tools, /execute_task.*wuying_mobile_agent/u);
    await Promise.all(made.map((SessionId) => local.call('ReleaseMcpSession', { SessionId })));
  });

  it('starts no browser for InitBrowser', async () => {
    const { Success, Data } = await local.call('InitBrowser', { SessionId: await session(), BrowserOption: '{}' });
    assert.deepEqual([Success, typeof Data['Port']], [true, 'number']);
  });

  it('has a mobile agent with words and keys of its own, and its thoughts as a list that grows', async () => {
    const id = await session('mobile_latest');
    const taskId = await begin(id, 'phone');
    let answer = await ask(id, 'get_task_status', taskId);
    while (answer['status'] === 'running') answer = await ask(id, 'get_task_status', taskId);
    const { stream, ...rest } = answer;
    assert.deepEqual(rest, { taskId, status: 'completed', action: '', result: 'It is on.', error: '' });
    const fragments = stream as { timestamp_ms: number; content: string; reasoning: string }[];
    assert.deepEqual(
      fragments.map(({ content, reasoning }) => [content, reasoning]),
      [
        ['', 'The gear is at the top.'],
        ['Opening Settings. ', ''],
        ['Done.', ''],
      ],
    );
    assert.equal(new Set(fragments.map((one) => one.timestamp_ms)).size, 3);
  });

  it('ends a mobile task in two steps: cancelling, then cancelled', async function () {
    this.timeout(20_000);
    const id = await session('mobile_latest');
    const taskId = await begin(id, 'slow to stop');
    const { text } = await local.tool(id, 'terminate_task', { task_id: taskId });
    assert.deepEqual(JSON.parse(text), { taskId, status: 'cancelling' });
    assert.equal((await ask(id, 'get_task_status', taskId))['status'], 'cancelling');
    let answer = await ask(id, 'get_task_status', taskId);
    while (answer['status'] === 'cancelling') answer = await ask(id, 'get_task_status', taskId);
    assert.equal(answer['status'], 'cancelled');
    assert.deepEqual(await local.tool(id, 'terminate_task', { task_id: taskId }), gone);
  });

  it('lets a mobile task be forgotten once it has stopped, when the script says so', async () => {
    const id = await session('mobile_latest');
    const taskId = await begin(id, 'seen off');
    await local.tool(id, 'terminate_task', { task_id: taskId });
    let answer = await local.tool(id, 'get_task_status', { task_id: taskId });
    while (!answer.isError) answer = await local.tool(id, 'get_task_status', { task_id: taskId });
    assert.deepEqual(answer, gone);
  });
});
