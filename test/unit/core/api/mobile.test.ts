import assert from 'node:assert/strict';
import { AgentBay, type TaskEvent } from '../../../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../../../support/fakeClock';
import { cut, said, ScriptedTransport, type Step, toolError } from './support/scriptedTransport';

function setUp(...steps: readonly Step[]) {
  const transport = new ScriptedTransport(...steps);
  const bay = new AgentBay({ apiKey: 'akm-test-key', clock: new FakeClock(BETWEEN_ATTEMPTS_MS), transport });
  return { transport, mobile: bay.session('s-1').agent.mobile };
}

const args = (transport: ScriptedTransport, index: number): unknown =>
  JSON.parse(transport.forms[index]?.get('Args') ?? '');

const prose = (text: string): Step => ({ data: { content: [{ type: 'text', text }] } });
const accepted = said({ taskId: 'task-9', status: 'running' });
const at = (status: string, facts: object = {}): Step => said({ taskId: 'task-9', status, ...facts });

describe('the mobile agent over HTTP', () => {
  it('sends the task and the steps it may take, 50 unless told (4.2)', async () => {
    const { mobile, transport } = setUp(accepted, accepted);
    await mobile.executeTask('Open Settings');
    await mobile.executeTask('Open Settings', { maxSteps: 7 });
    assert.deepEqual(transport.asked, ['execute_task', 'execute_task']);
    assert.deepEqual(args(transport, 0), { task: 'Open Settings', max_steps: 50 });
    assert.deepEqual(args(transport, 1), { task: 'Open Settings', max_steps: 7 });
  });

  for (const maxSteps of [0, -1, 1.5, Number.NaN]) {
    it(`does not take ${maxSteps} steps`, async () => {
      const { mobile, transport } = setUp();
      const { error, taskStatus } = await mobile.executeTask('Open Settings', { maxSteps });
      assert.deepEqual([error?.kind, taskStatus, transport.asked.length], ['badInput', 'notSent', 0]);
    });
  }

  for (const key of ['taskId', 'task_id', 'TaskId']) {
    it(`finds the task's id under ${key} (4.1)`, async () => {
      const { mobile } = setUp(said({ [key]: 'task-9', status: 'running' }));
      assert.equal((await mobile.executeTask('Open Settings')).taskId, 'task-9');
    });
  }

  const onTheSpot: [string, Step, string, string][] = [
    ['prose', prose('Settings are open.'), 'finished', 'Settings are open.'],
    ['a result without an id', said({ result: 'Settings are open.' }), 'finished', 'Settings are open.'],
    ['a completed one', said({ status: 'completed', result: 'Open.' }), 'finished', 'Open.'],
    ['a failed one', said({ status: 'failed', error: 'No screen' }), 'failed', ''],
  ];
  for (const [name, step, taskStatus, taskResult] of onTheSpot) {
    it(`may do a task on the spot: ${name} (4.3)`, async () => {
      const { mobile, transport } = setUp(step);
      const result = await mobile.executeTaskAndWait('Open Settings', 3);
      assert.deepEqual([result.taskId, result.taskStatus, result.success], ['', taskStatus, taskStatus === 'finished']);
      if (taskResult !== '') assert.equal(result.taskResult, taskResult);
      assert.deepEqual(transport.asked, ['execute_task'], 'there is nothing to ask about');
    });
  }

  it('says why it failed on the spot', async () => {
    const { mobile } = setUp(said({ status: 'failed', error: 'No screen' }));
    assert.equal((await mobile.executeTask('Open Settings')).errorMessage, 'No screen');
  });

  it('did not take a task that it only has an error for (4.3)', async () => {
    const { mobile } = setUp(said({ error: 'No phone' }));
    const { taskStatus, error } = await mobile.executeTask('Open Settings');
    assert.deepEqual([taskStatus, error?.kind, error?.message], ['notSent', 'service', 'No phone']);
  });

  for (const [name, step] of [
    ['nothing', { data: { content: [] } }],
    ['a running task without a name', said({ status: 'running' })],
  ] as const) {
    it(`leaves open what became of the task when it answers ${name}`, async () => {
      const { mobile } = setUp(step);
      const { taskStatus, error } = await mobile.executeTask('Open Settings');
      assert.deepEqual([taskStatus, error?.kind], ['unknown', 'badReply']);
    });
  }

  const words: [string, string][] = [
    ['completed', 'finished'],
    ['cancelled', 'terminated'],
    ['cancelling', 'terminating'],
    ['failed', 'failed'],
  ];
  for (const [word, taskStatus] of words) {
    it(`is ${taskStatus} when the service says ${word} (4.4)`, async () => {
      const { mobile } = setUp(at(word));
      const status = await mobile.getTaskStatus('task-9');
      assert.deepEqual([status.taskStatus, status.rawStatus], [taskStatus, word]);
    });
  }

  it('is terminating until the service says cancelled (4.3)', async () => {
    const { mobile, transport } = setUp(at('cancelling'), at('cancelling'), at('cancelled'));
    assert.equal((await mobile.terminateTask('task-9')).taskStatus, 'terminating');
    assert.equal((await mobile.getTaskStatus('task-9')).taskStatus, 'terminating');
    assert.equal((await mobile.getTaskStatus('task-9')).taskStatus, 'terminated');
    assert.deepEqual(args(transport, 0), { task_id: 'task-9' });
  });

  it('shows what it tells of itself once, though every answer repeats it (4.3)', async () => {
    const one = { content: 'Opening. ', reasoning: 'The gear.', timestamp_ms: 1 };
    const two = { content: 'Open.', timestamp_ms: 2 };
    const { mobile } = setUp(
      accepted,
      at('running', { action: 'tap', stream: [one] }),
      at('running', { action: 'tap', stream: [one, two] }),
      at('completed', { stream: [one, two], result: 'Settings are open.' }),
    );
    const events: TaskEvent[] = [];
    const stream = mobile.streamTask('Open Settings');
    for await (const event of stream) events.push(event);
    assert.deepEqual(events.slice(0, -1), [
      { type: 'started', taskId: 'task-9' },
      { type: 'status', taskStatus: 'running', rawStatus: 'running' },
      { type: 'reasoning', text: 'The gear.' },
      { type: 'content', text: 'Opening. ' },
      { type: 'action', taskAction: 'tap' },
      { type: 'content', text: 'Open.' },
      { type: 'status', taskStatus: 'finished', rawStatus: 'completed' },
    ]);
    const result = await stream.result;
    assert.deepEqual([result.success, result.taskResult], [true, 'Settings are open.']);
  });

  it('streams by asking again after a question that failed', async () => {
    const { mobile } = setUp(accepted, cut, at('completed', { result: 'Open.' }));
    const stream = mobile.streamTask('Open Settings');
    const kinds: string[] = [];
    for await (const { type } of stream) kinds.push(type);
    assert.deepEqual(kinds, ['started', 'problem', 'status', 'end']);
    assert.ok((await stream.result).success);
  });

  it('streams no task that the service does not take', async () => {
    const { mobile } = setUp(toolError('Another task is currently running'));
    const stream = mobile.streamTask('Open Settings');
    const kinds: string[] = [];
    for await (const { type } of stream) kinds.push(type);
    assert.deepEqual([kinds, (await stream.result).taskStatus], [['end'], 'notSent']);
  });
});
