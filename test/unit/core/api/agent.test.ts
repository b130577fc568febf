import assert from 'node:assert/strict';
import { AgentBay, MAX_TASK_BYTES, type TaskEvent } from '../../../../src/core/api';
import { FakeClock } from '../../../support/fakeClock';
import { cut, refused, said, ScriptedTransport, sessionGone, type Step, toolError } from './support/scriptedTransport';

function setUp(...steps: readonly Step[]) {
  const transport = new ScriptedTransport(...steps);
  const clock = new FakeClock(30_000);
  const bay = new AgentBay({ apiKey: 'akm-test-key', clock, transport });
  const { agent } = bay.session('s-1');
  return { transport, clock, bay, computer: agent.computer, browser: agent.browser };
}

const accepted = said({ task_id: 'task-1', status: 'running' });
const at = (status: string, facts: object = {}): Step => said({ task_id: 'task-1', status, ...facts });
const gone = toolError('Task not found or already finished');

describe('executeTask', () => {
  for (const task of ['', '  \n ']) {
    it(`refuses ${JSON.stringify(task)} without asking the service`, async () => {
      const { computer, transport } = setUp();
      const result = await computer.executeTask(task);
      assert.equal(result.error?.kind, 'badInput');
      assert.equal(result.taskStatus, 'notSent');
      assert.deepEqual(transport.asked, []);
    });
  }

  it('takes a task of the greatest length in bytes and refuses a longer one', async () => {
    const { computer, transport } = setUp(accepted);
    assert.ok((await computer.executeTask('气'.repeat(MAX_TASK_BYTES / 3))).success);
    const tooLong = await computer.executeTask(`${'气'.repeat(MAX_TASK_BYTES / 3)}ab`);
    assert.equal(tooLong.error?.kind, 'badInput');
    assert.match(tooLong.errorMessage, /65537 bytes, and 65536 are allowed/);
    assert.equal(transport.asked.length, 1);
  });

  it('hands over a task that the agent will not do, with the reason', async () => {
    const { browser } = setUp(at('unsupported', { error: 'I do not know "fly".' }));
    const result = await browser.executeTask('Fly');
    assert.equal(result.success, true);
    assert.equal(result.taskStatus, 'unsupported');
    assert.equal(result.errorMessage, 'I do not know "fly".');
  });

  it('needs a session', async () => {
    const { bay, transport } = setUp();
    const result = await bay.session(' ').agent.computer.executeTask('Open Notepad');
    assert.equal(result.error?.kind, 'badInput');
    assert.deepEqual(transport.asked, []);
  });

  it('lets a mistake of our own be seen as one', async () => {
    const { computer } = setUp();
    await assert.rejects(computer.executeTask('Open Notepad'), /Nothing more was scripted/);
  });
});

describe('terminateTask', () => {
  const cases: [string, Step, string][] = [
    ['finished', at('finished'), 'terminated'],
    ['cancelling', at('cancelling'), 'terminating'],
    ['cancelled', at('cancelled'), 'terminated'],
    ['running', at('running'), 'terminating'],
    ['no status', said({ task_id: 'task-1' }), 'terminating'],
    ['no JSON', { data: { content: [] } }, 'terminating'],
    ['failed: it had failed before', at('failed'), 'failed'],
    ['that it no longer knows the task', gone, 'unknown'],
  ];
  for (const [answer, step, taskStatus] of cases) {
    it(`is ${taskStatus} when the service answers ${answer}`, async () => {
      const { computer } = setUp(step);
      const result = await computer.terminateTask('task-1');
      assert.deepEqual([result.success, result.taskStatus, result.error], [true, taskStatus, undefined]);
    });
  }

  it('says nothing about the task when it failed', async () => {
    const { computer } = setUp(cut);
    const result = await computer.terminateTask('task-1', { attempts: 1 });
    assert.deepEqual([result.success, result.taskStatus, result.taskId], [false, 'unknown', 'task-1']);
  });

  it('shows the service’s own text of a refusal', async () => {
    const { computer } = setUp(toolError('{"error":"The agent does not answer."}'));
    assert.equal((await computer.terminateTask('task-1')).errorMessage, 'The agent does not answer.');
  });

  for (const method of ['terminateTask', 'getTaskStatus'] as const) {
    it(`(${method}) refuses an empty id without asking the service`, async () => {
      const { browser, transport } = setUp();
      assert.equal((await browser[method](' ')).error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    });
  }
});

describe('executeTaskAndWait', () => {
  it('asks at once, then soon again, and gives the product', async () => {
    const { computer, clock } = setUp(accepted, at('running'), at('running'), at('finished', { product: 'Done.' }));
    const result = await computer.executeTaskAndWait('Open Notepad', 3);
    assert.deepEqual([result.success, result.taskStatus, result.taskResult], [true, 'finished', 'Done.']);
    assert.equal(clock.pauses.length, 2);
    assert.ok(clock.pauses.every((ms) => ms >= 90 && ms <= 110));
  });

  it('tells a failed task from a failed call', async () => {
    const { computer } = setUp(accepted, at('failed', { error: 'No such button.' }));
    const result = await computer.executeTaskAndWait('Click', 3);
    assert.deepEqual([result.success, result.taskStatus, result.error], [false, 'failed', undefined]);
    assert.equal(result.errorMessage, 'No such button.');
  });

  it('asks again after questions that failed', async () => {
    const { computer, transport } = setUp(accepted, cut, refused('InternalError', 500), { data: 7 }, at('finished'));
    const result = await computer.executeTaskAndWait('Open Notepad', 4);
    assert.equal(result.taskStatus, 'finished');
    assert.equal(result.error, undefined);
    assert.equal(transport.asked.length, 5);
  });

  it('asks again when the service gives no status', async () => {
    const { computer } = setUp(accepted, said({ task_id: 'task-1' }), at('finished'));
    assert.equal((await computer.executeTaskAndWait('Open Notepad', 2)).taskStatus, 'finished');
  });

  it('waits as long as a service under load asks', async () => {
    const throttled = { ...refused('Throttling', 429), headers: new Map([['x-acs-retry-after', '9000']]) };
    const { computer, clock } = setUp(accepted, throttled, at('finished'));
    await computer.executeTaskAndWait('Open Notepad', 4);
    assert.deepEqual(clock.pauses, [9000]);
  });

  it('takes the tries for patience: as long as so many questions take at one each 3 s, however many are asked', async () => {
    const { computer, clock, transport } = setUp(accepted, ...Array<Step>(1_000).fill(at('running')));
    const startedAt = clock.now();
    const result = await computer.executeTaskAndWait('Open Notepad', 20);
    assert.equal(clock.now() - startedAt, 60_000);
    assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'running', 'timeout']);
    assert.match(
      result.errorMessage,
      /within 60 s.*left running.*getTaskStatus\('task-1'\).*terminateTask\('task-1'\)/,
    );
    assert.ok(transport.asked.length > 20);
    assert.ok(!transport.asked.includes('flux_terminate_task'));
  });

  it('terminates the task at the end of the time if that is wanted', async () => {
    const { computer, transport } = setUp(accepted, at('running'), at('running'), at('finished'));
    const result = await computer.executeTaskAndWait('Open Notepad', { timeoutMs: 20, terminateOnTimeout: true });
    assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'terminated', 'timeout']);
    assert.equal(transport.asked.at(-1), 'flux_terminate_task');
  });

  it('tells the events as they come, the end too', async () => {
    const { computer } = setUp(accepted, at('running', { action: 'Typing' }), at('finished', { product: 'Done.' }));
    const seen: string[] = [];
    const result = await computer.executeTaskAndWait('Open Notepad', {
      timeoutMs: Infinity,
      onEvent: (event) => seen.push(event.type === 'end' ? `end ${event.result.taskStatus}` : event.type),
    });
    assert.deepEqual(seen, ['started', 'status', 'action', 'status', 'end finished']);
    assert.equal(result.taskResult, 'Done.');
  });

  it('tells the end of a task that was not taken up', async () => {
    const { computer } = setUp(toolError('Another task is currently running'));
    const seen: TaskEvent[] = [];
    const result = await computer.executeTaskAndWait('Open Notepad', 5, { onEvent: (event) => seen.push(event) });
    assert.deepEqual(seen, [{ type: 'end', result }]);
  });

  it('lets a mistake in the listener be seen as one', async () => {
    const { computer } = setUp(accepted, at('running'));
    const onEvent = () => {
      throw new TypeError('mine');
    };
    await assert.rejects(computer.executeTaskAndWait('Open Notepad', { timeoutMs: 100, onEvent }), /mine/);
  });

  for (const timeoutMs of [0, -1, Number.NaN]) {
    it(`refuses a time of ${timeoutMs} ms without asking the service`, async () => {
      const { computer, transport } = setUp();
      const result = await computer.executeTaskAndWait('Open Notepad', { timeoutMs });
      assert.deepEqual([result.error?.kind, result.taskStatus], ['badInput', 'notSent']);
      assert.deepEqual(transport.asked, []);
    });
  }

  it('ends when nobody can tell any more how the task ended', async () => {
    const { computer } = setUp(accepted, gone);
    const result = await computer.executeTaskAndWait('Open Notepad', 5);
    assert.deepEqual([result.success, result.taskStatus, result.error?.detail.subject], [false, 'unknown', 'task']);
  });

  it('ends when the session is gone', async () => {
    const { computer } = setUp(accepted, sessionGone);
    const result = await computer.executeTaskAndWait('Open Notepad', 5);
    assert.deepEqual([result.success, result.taskStatus, result.error?.detail.subject], [false, 'unknown', 'session']);
  });

  it('ends when somebody else terminated the task', async () => {
    const { computer } = setUp(accepted, at('cancelling'), at('cancelled'));
    const result = await computer.executeTaskAndWait('Open Notepad', 5);
    assert.deepEqual([result.success, result.taskStatus], [false, 'terminated']);
    assert.equal(result.errorMessage, 'The task was terminated.');
  });

  it('stops waiting when asked to, not the task', async () => {
    const stop = new AbortController();
    const { computer, transport } = setUp(accepted, () => {
      stop.abort();
      return {
        status: 200,
        headers: new Map(),
        text: '{"Data":{"content":[{"text":"{\\"status\\":\\"running\\"}"}]}}',
      };
    });
    const result = await computer.executeTaskAndWait('Open Notepad', 5, { signal: stop.signal });
    assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'running', 'aborted']);
    assert.match(result.errorMessage, /Stopped waiting.*left running/);
    assert.deepEqual(transport.asked, ['flux_execute_task', 'flux_get_task_status']);
  });

  for (const tries of [0, -1, 1.5, Number.NaN, Infinity]) {
    it(`refuses ${tries} tries without asking the service`, async () => {
      const { computer, transport } = setUp();
      const result = await computer.executeTaskAndWait('Open Notepad', tries);
      assert.equal(result.error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    });
  }

  it('does not ask about a task that was not accepted', async () => {
    const { computer, transport } = setUp(toolError('Another task is currently running'));
    const result = await computer.executeTaskAndWait('Open Notepad', 5);
    assert.deepEqual([result.success, result.taskStatus], [false, 'notSent']);
    assert.equal(transport.asked.length, 1);
  });
});

describe('the browser agent’s options', () => {
  const unknownTool = toolError("Tool 'browser_use_initialize' not found");
  const args = ({ forms }: ScriptedTransport) => forms.map((form) => form.get('Args')).filter((text) => text !== null);

  it('go with each task where the service has no tool for them, until they are set anew', async () => {
    const { browser, transport } = setUp(
      unknownTool,
      { data: { Port: 9222 } },
      accepted,
      accepted,
      { data: {} },
      accepted,
    );
    await browser.initialize({ useVision: true, outputSchema: '{"type":"object"}' });
    await browser.executeTask('One');
    await browser.executeTask('Two');
    assert.ok((await browser.initialize()).success);
    await browser.executeTask('Three');
    assert.deepEqual(
      args(transport).filter((text) => text.includes('"task"')),
      [
        '{"task":"One","use_vision":true,"output_schema":"{\\"type\\":\\"object\\"}"}',
        '{"task":"Two","use_vision":true,"output_schema":"{\\"type\\":\\"object\\"}"}',
        '{"task":"Three"}',
      ],
    );
  });

  it('are known to every handle of the session', async () => {
    const { bay, browser, transport } = setUp(unknownTool, { data: { Port: '9222' } }, accepted);
    await browser.initialize({ useVision: false });
    await bay.session('s-1').agent.browser.executeTask('One');
    assert.equal(args(transport).at(-1), '{"task":"One","use_vision":false}');
  });

  it('are not set when the browser did not start', async () => {
    const { browser, transport } = setUp(unknownTool, { data: {} }, accepted);
    const result = await browser.initialize({ useVision: true });
    assert.equal(result.success, false);
    assert.match(result.errorMessage, /did not start the browser.*browser_latest/);
    await browser.executeTask('One');
    assert.equal(args(transport).at(-1), '{"task":"One"}');
  });

  it('fail with the service’s reason, and no way around it, when the tool says no', async () => {
    const { browser, transport } = setUp(toolError('The browser crashed.'));
    assert.equal((await browser.initialize()).errorMessage, 'The browser crashed.');
    assert.deepEqual(transport.asked, ['browser_use_initialize']);
  });

  for (const schema of ['not JSON', '[1]', '7']) {
    it(`refuse the schema ${schema} without asking the service`, async () => {
      const { browser, transport } = setUp();
      assert.equal((await browser.initialize({ outputSchema: schema })).error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    });
  }
});
