import assert from 'node:assert/strict';
import { AgentBay, type ApiResult } from '../../../../src/core/api';
import { FakeClock } from '../../../support/fakeClock';
import {
  cut,
  refused,
  reply,
  said,
  ScriptedTransport,
  sessionGone,
  type Step,
  toolError,
} from './support/scriptedTransport';

/** The agents by their rules: each test names the section of the wire protocol, or the item of "what a robust client tolerates". */

function setUp(...steps: readonly Step[]) {
  const transport = new ScriptedTransport(...steps);
  const clock = new FakeClock(60_000);
  const bay = new AgentBay({ apiKey: 'akm-test-key', clock, transport });
  const { agent } = bay.session('s-1');
  const args = (): unknown[] => transport.forms.map((form) => JSON.parse(form.get('Args') ?? 'null') as unknown);
  const { computer, browser, mobile } = agent;
  return { transport, clock, bay, args, computer, browser, mobile };
}

const accepted = said({ task_id: 'task-1', status: 'running' });
const at = (status: string, facts: object = {}): Step => said({ task_id: 'task-1', status, ...facts });
const gone = toolError('Task not found or already finished: task-1');
const once = { attempts: 1 };
/** What a tool says that is no JSON. */
const prose = (...texts: string[]): Step => ({ data: { content: texts.map((text) => ({ type: 'text', text })) } });

describe('4.1 tool names and keys', () => {
  const agents = [
    ['computer', 'task_id', 'finished', 'product', 'flux_execute_task', 'flux_get_task_status', 'flux_terminate_task'],
    [
      ...(['browser', 'task_id', 'finished', 'product'] as const),
      ...(['browser_use_execute_task', 'browser_use_get_task_status', 'browser_use_terminate_task'] as const),
    ],
    ['mobile', 'taskId', 'completed', 'result', 'execute_task', 'get_task_status', 'terminate_task'],
  ] as const;
  for (const [agent, idKey, success, resultKey, ...tools] of agents) {
    it(`${agent}: ${tools.join(', ')}; ${idKey}, ${success}, ${resultKey}`, async () => {
      const { transport, [agent]: own } = setUp(
        said({ [idKey]: 'task-1', status: 'running' }),
        said({ [idKey]: 'task-1', status: success, [resultKey]: 'Done.' }),
        said({ [idKey]: 'task-1', status: 'cancelling' }),
      );
      assert.equal((await own.executeTask('Do it')).taskId, 'task-1');
      const { taskStatus, rawStatus, taskProduct } = await own.getTaskStatus('task-1');
      assert.deepEqual([taskStatus, rawStatus, taskProduct], ['finished', success, 'Done.']);
      await own.terminateTask('task-1');
      assert.deepEqual(transport.asked, tools);
    });
  }
});

describe('4.2 arguments', () => {
  it('the computer agent takes the task alone', async () => {
    const { computer, args } = setUp(accepted);
    await computer.executeTask('Do it', { attempts: 2 });
    assert.deepEqual(args(), [{ task: 'Do it' }]);
  });

  it('the browser agent takes its options by task, the schema as text, and none that was not given', async () => {
    const { browser, args } = setUp(accepted, accepted, accepted);
    await browser.executeTask('Do it', {
      useVision: true,
      outputSchema: { type: 'object', properties: {} },
      fullPageScreenshot: false,
    });
    await browser.executeTask('Do it', { useVision: false, outputSchema: '' });
    await browser.executeTask('Do it');
    assert.deepEqual(args(), [
      {
        task: 'Do it',
        use_vision: true,
        output_schema: '{"type":"object","properties":{}}',
        full_page_screenshot: false,
      },
      { task: 'Do it', use_vision: false },
      { task: 'Do it' },
    ]);
  });

  it('the mobile agent takes max_steps', async () => {
    const { mobile, args } = setUp(accepted);
    await mobile.executeTask('Do it', { maxSteps: 7 });
    assert.deepEqual(args(), [{ task: 'Do it', max_steps: 7 }]);
  });

  for (const agent of ['computer', 'browser', 'mobile'] as const) {
    it(`status and terminate take task_id (${agent})`, async () => {
      const { [agent]: own, args } = setUp(at('running'), at('running'));
      await own.getTaskStatus('task-1');
      await own.terminateTask('task-1');
      assert.deepEqual(args(), [{ task_id: 'task-1' }, { task_id: 'task-1' }]);
    });
  }

  it('initialize sends the options of 0.13, any successful answer will do, and tasks go without a call of it', async () => {
    const { browser, args } = setUp(prose('whatever'), { data: {} }, accepted);
    assert.ok((await browser.initialize()).success);
    assert.ok((await browser.initialize({ useVision: true, outputSchema: '{"type":"object"}' })).success);
    assert.ok((await browser.executeTask('Do it')).success);
    assert.deepEqual(args(), [
      { use_vision: false, output_schema: {} },
      { use_vision: true, output_schema: '{"type":"object"}' },
      { task: 'Do it' },
    ]);
  });

  it('an option of one task is stronger than what initialize set', async () => {
    const { browser, args } = setUp(
      ...[toolError("Tool 'browser_use_initialize' not found"), { data: { Port: 9222 } }, accepted, accepted],
    );
    await browser.initialize({ useVision: true, outputSchema: { type: 'object' } });
    await browser.executeTask('Do it', { useVision: false, outputSchema: { type: 'array' } });
    await browser.executeTask('Do it', { outputSchema: '' });
    assert.deepEqual(args().slice(2), [
      { task: 'Do it', use_vision: false, output_schema: '{"type":"array"}' },
      { task: 'Do it', use_vision: true },
    ]);
  });
});

describe('4.3 answers', () => {
  const executions: [what: string, step: Step, taskId: string, taskStatus: string, kind: string | undefined][] = [
    ['an id', said({ task_id: 'task-1' }), 'task-1', 'running', undefined],
    ['an id as a number', said({ taskId: 7 }), '7', 'running', undefined],
    ['an error and no id', said({ error: 'No agent here.' }), '', 'notSent', 'service'],
    ['neither', said({ status: 'running' }), '', 'unknown', 'badReply'],
    ['prose', prose('I will do it.'), '', 'unknown', 'badReply'],
    ['nothing', { data: {} }, '', 'unknown', 'badReply'],
  ];
  for (const [what, step, taskId, taskStatus, kind] of executions) {
    it(`executing answers ${what}: ${taskStatus}`, async () => {
      const { computer, transport } = setUp(step);
      const result = await computer.executeTask('Do it');
      assert.deepEqual([result.taskId, result.taskStatus, result.error?.kind], [taskId, taskStatus, kind]);
      assert.equal(transport.asked.length, 1);
    });
  }

  it('a status says action and product; each may be missing', async () => {
    const { computer } = setUp(at('running', { action: 'Typing' }), said({ status: 'finished' }));
    const { taskAction, taskProduct } = await computer.getTaskStatus('task-1');
    assert.deepEqual([taskAction, taskProduct], ['Typing', '']);
    const second = await computer.getTaskStatus('task-1');
    assert.deepEqual([second.taskId, second.taskAction, second.taskProduct], ['task-1', '', '']);
  });

  it('a stream is what was told so far, with thoughts, words and moments; what is no fragment is left out', async () => {
    const stream = [{ content: 'a', reasoning: 'b', timestamp_ms: 5 }, { content: 'c' }, {}, 7, { timestamp_ms: 6 }];
    const { mobile } = setUp(said({ taskId: 'task-1', status: 'running', stream: JSON.stringify(stream) }));
    assert.deepEqual((await mobile.getTaskStatus('task-1')).taskStream, [
      { at: 5, reasoning: 'b', content: 'a' },
      { reasoning: '', content: 'c' },
    ]);
  });

  it('error explains a failure', async () => {
    const { mobile } = setUp(said({ taskId: 'task-1', status: 'failed', result: '', error: 'No such app.' }));
    assert.equal((await mobile.getTaskStatus('task-1')).errorMessage, 'No such app.');
  });
});

describe('4.4 status words', () => {
  const words: [word: string | undefined, taskStatus: string][] = [
    ['running', 'running'],
    ['finished', 'finished'],
    ['completed', 'finished'],
    ['failed', 'failed'],
    ['unsupported', 'unsupported'],
    ['cancelled', 'terminated'],
    ['cancelling', 'terminating'],
    ['finised', 'finished'],
    ['unknown', 'unknown'],
    ['pending', 'running'],
    ['queued', 'running'],
    [' Finished ', 'finished'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ];
  for (const [word, taskStatus] of words) {
    it(`${word === undefined ? 'no word' : `"${word}"`} is ${taskStatus}, with the raw word beside it`, async () => {
      const { computer } = setUp(said({ task_id: 'task-1', ...(word !== undefined && { status: word }) }));
      const result = await computer.getTaskStatus('task-1');
      assert.deepEqual([result.success, result.taskStatus, result.rawStatus], [true, taskStatus, (word ?? '').trim()]);
    });
  }
});

describe('4.5 after the end', () => {
  it('a task the service has forgotten has ended, nobody knows how: never failed', async () => {
    const { computer } = setUp(gone);
    const { success, taskStatus, error } = await computer.getTaskStatus('task-1');
    assert.deepEqual([success, taskStatus, error?.kind, error?.detail.subject], [false, 'unknown', 'notFound', 'task']);
  });

  it('after a terminate, having forgotten the task confirms its end', async () => {
    const { computer } = setUp(accepted, said({ task_id: 'task-1', status: 'cancelling' }), gone);
    const { taskId } = await computer.executeTask('Do it');
    await computer.terminateTask(taskId);
    for await (const event of computer.watchTask(taskId)) {
      if (event.type !== 'end') continue;
      assert.deepEqual([event.result.taskStatus, event.result.error], ['terminated', undefined]);
    }
  });

  it('a terminate that was refused does not make a forgotten task an ended one', async () => {
    const { computer } = setUp(accepted, refused('Forbidden', 403), gone);
    const { taskId } = await computer.executeTask('Do it');
    assert.equal((await computer.terminateTask(taskId)).success, false);
    for await (const event of computer.watchTask(taskId)) {
      if (event.type === 'end') assert.equal(event.result.taskStatus, 'unknown');
    }
  });

  it('a terminate whose answer was lost may have ended the task', async () => {
    const { computer } = setUp(accepted, cut, gone);
    const { taskId } = await computer.executeTask('Do it');
    assert.equal((await computer.terminateTask(taskId, once)).success, false);
    for await (const event of computer.watchTask(taskId)) {
      if (event.type === 'end') assert.equal(event.result.taskStatus, 'terminated');
    }
  });

  it('after a terminate, finished with nothing to show is our doing; with a product it is a result', async () => {
    const { computer } = setUp(
      at('cancelling'),
      at('finished'),
      at('cancelling'),
      at('finished', { product: 'Done.' }),
    );
    await computer.terminateTask('task-1');
    assert.equal((await computer.getTaskStatus('task-1')).taskStatus, 'terminated');
    await computer.terminateTask('task-1');
    assert.equal((await computer.getTaskStatus('task-1')).taskStatus, 'finished');
  });

  it('a second task is refused, and certainly not taken', async () => {
    const { mobile } = setUp(toolError('Another task is currently running'));
    const { taskStatus, errorMessage } = await mobile.executeTask('Do it');
    assert.equal(taskStatus, 'notSent');
    assert.match(errorMessage, /Wait for it, terminate it, or use another session/);
  });

  it('there is nothing left to stop in a task that has ended: a success, in words a person understands', async () => {
    const { computer } = setUp(gone);
    const { success, taskStatus, errorMessage } = await computer.terminateTask('task-1');
    assert.deepEqual([success, taskStatus], [true, 'unknown']);
    assert.match(errorMessage, /no longer knows this task/);
  });

  it('deleting the session ends the waiting for its task', async () => {
    const { computer } = setUp(accepted, at('running'), sessionGone);
    const { taskStatus, error } = await computer.executeTaskAndWait('Do it', 5);
    assert.deepEqual([taskStatus, error?.detail.subject], ['unknown', 'session']);
  });
});

describe('4.6 waiting', () => {
  it('asks at once', async () => {
    const { computer, clock } = setUp(accepted, at('finished'));
    await computer.executeTaskAndWait('Do it', 1);
    assert.deepEqual(clock.pauses, []);
  });

  it('leaves the task running when the patience is over, and never says failed', async () => {
    const { computer, transport } = setUp(accepted, ...Array<Step>(100).fill(at('running')));
    const { taskStatus, error } = await computer.executeTaskAndWait('Do it', 1);
    assert.deepEqual([taskStatus, error?.kind], ['running', 'timeout']);
    assert.ok(!transport.asked.includes('flux_terminate_task'));
  });

  it('hands the task over once, however often it asks', async () => {
    const { computer, transport } = setUp(accepted, cut, at('running'), cut, at('finished'));
    await computer.executeTaskAndWait('Do it', 20);
    assert.equal(transport.asked.filter((tool) => tool === 'flux_execute_task').length, 1);
  });
});

describe('4.7 the interface of 0.13', () => {
  it('initialize: success alone, by the tool or by InitBrowser', async () => {
    const { browser, transport } = setUp({ data: {} }, toolError('unknown tool'), { data: { Port: 9222 } });
    const nothingElse = { success: true, requestId: 'R', errorMessage: '' };
    assert.deepEqual(await browser.initialize({ useVision: false, outputSchema: '' }), nothingElse);
    assert.deepEqual(await browser.initialize(), nothingElse);
    assert.deepEqual(transport.asked, ['browser_use_initialize', 'browser_use_initialize', 'InitBrowser']);
  });

  it('executeTask: the id, running, no result', async () => {
    const { computer } = setUp(accepted);
    assert.deepEqual(await computer.executeTask('Do it'), {
      ...{ success: true, requestId: 'R', taskId: 'task-1', taskStatus: 'running', rawStatus: 'running' },
      ...{ taskResult: '', errorMessage: '' },
    });
  });

  it('executeTaskAndWait: the last status, its product as the result', async () => {
    const { computer } = setUp(accepted, at('running'), at('finished', { product: 'Done.' }));
    const { success, taskId, taskStatus, taskResult } = await computer.executeTaskAndWait('Do it', 20);
    assert.deepEqual([success, taskId, taskStatus, taskResult], [true, 'task-1', 'finished', 'Done.']);
  });

  it('getTaskStatus: status, action and product', async () => {
    const { computer } = setUp(at('running', { action: 'Typing', product: 'half' }));
    const { taskId, taskStatus, taskAction, taskProduct } = await computer.getTaskStatus('task-1');
    assert.deepEqual([taskId, taskStatus, taskAction, taskProduct], ['task-1', 'running', 'Typing', 'half']);
  });

  it('terminateTask: id and status; no status means that the end is on its way', async () => {
    const { computer } = setUp(said({ task_id: 'task-1' }), prose('OK, stopping.'));
    for (const answer of ['without a status', 'prose']) {
      const { success, taskId, taskStatus } = await computer.terminateTask('task-1');
      assert.deepEqual([success, taskId, taskStatus], [true, 'task-1', 'terminating'], answer);
    }
  });
});

describe('what a robust client tolerates', () => {
  it('3: tool text that is not JSON, and empty content, are no verdict', async () => {
    const { computer } = setUp(prose('Please wait'), prose(), { data: { content: null } });
    for (const words of [/begins: Please wait/, /it is empty/, /it is empty/]) {
      const result = await computer.getTaskStatus('task-1', once);
      assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'unknown', 'badReply']);
      assert.match(result.errorMessage, words);
    }
  });

  for (const key of ['product', 'result']) {
    it(`4: a ${key} that is an object is shown as formatted JSON`, async () => {
      const { browser } = setUp(at('finished', { [key]: { sky: 'clear' } }));
      assert.equal((await browser.getTaskStatus('task-1')).taskProduct, '{\n  "sky": "clear"\n}');
    });
  }

  it('4: a product too deep to be written out again is none, and no exception', async () => {
    const status = `{"status":"finished","product":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const { browser } = setUp(prose(status));
    const { success, taskStatus, taskProduct } = await browser.getTaskStatus('task-1');
    assert.deepEqual([success, taskStatus, taskProduct], [true, 'finished', '']);
  });

  it('5: a status word not known runs on, a missing one is asked again, finised is success', async () => {
    const { computer, transport } = setUp(accepted, at('warming up'), said({ task_id: 'task-1' }), at('finised'));
    assert.equal((await computer.executeTaskAndWait('Do it', 5)).success, true);
    assert.equal(transport.asked.length, 4);
  });

  it('6: a failed status call is not a failed task', async () => {
    const { computer } = setUp(cut);
    const { success, taskStatus, error } = await computer.getTaskStatus('task-1', once);
    assert.deepEqual([success, taskStatus, error?.kind], [false, 'unknown', 'network']);
  });

  it('6: waiting asks again with growing pauses, and obeys x-acs-retry-after', async () => {
    const throttled = reply(429, { Code: 'Throttling' }, { 'x-acs-retry-after': '7000' });
    const { computer, clock } = setUp(accepted, cut, cut, throttled, at('finished'));
    assert.equal((await computer.executeTaskAndWait('Do it', 20)).success, true);
    const [first = 0, second = 0, third] = clock.pauses;
    assert.ok(first >= 450 && first <= 550 && second >= 900 && second <= 1100, clock.pauses.join());
    assert.equal(third, 7000);
  });

  it('7: a forgotten task has an outcome that depends on whether we asked for its end', async () => {
    const { computer } = setUp(accepted, gone, accepted, at('cancelling'), gone);
    assert.equal((await computer.executeTaskAndWait('Do it', 5)).taskStatus, 'unknown');
    const end = computer.executeTaskAndWait('Do it', {
      timeoutMs: 5_000,
      onEvent: ({ type }) => void (type === 'started' && computer.terminateTask('task-1')),
    });
    assert.equal((await end).taskStatus, 'terminated');
  });

  it('8: a session that vanished is named as what is gone, for each of its tasks in the same words', async () => {
    const { computer } = setUp(sessionGone, sessionGone);
    const told = (result: ApiResult) => [result.error?.detail.subject, result.errorMessage];
    const first = told(await computer.getTaskStatus('task-1'));
    assert.equal(first[0], 'session');
    assert.deepEqual(told(await computer.getTaskStatus('task-2')), first);
  });
});

describe('a product and its output schema', () => {
  const outputSchema = {
    type: 'object',
    properties: { weather: { type: 'object', properties: { temperature: { type: 'number' } } } },
  };
  const warm = at('finished', { product: { weather: { temperature: 'warm' } } });

  it('getTaskStatus names the field that breaks it; the question was answered', async () => {
    const { browser } = setUp(accepted, warm);
    await browser.executeTask('Weather', { outputSchema });
    const { success, taskStatus, taskProduct, schemaViolation } = await browser.getTaskStatus('task-1');
    assert.deepEqual([success, taskStatus], [true, 'finished']);
    assert.match(taskProduct, /"warm"/);
    assert.deepEqual(schemaViolation, {
      field: 'weather.temperature',
      message: 'weather.temperature must be a number',
    });
  });

  it('executeTaskAndWait is no success, and keeps status and result', async () => {
    const { browser } = setUp(accepted, at('running'), warm);
    const result = await browser.executeTaskAndWait('Weather', { timeoutMs: 5_000, outputSchema });
    assert.deepEqual([result.success, result.taskStatus, result.error], [false, 'finished', undefined]);
    assert.match(result.taskResult, /"warm"/);
    assert.equal(result.schemaViolation?.field, 'weather.temperature');
    assert.match(result.errorMessage, /weather\.temperature must be a number/);
  });

  it('is checked with what initialize set, whichever way the service takes it', async () => {
    for (const first of [[{ data: {} }], [toolError('unknown tool'), { data: { Port: 1 } }]] satisfies Step[][]) {
      const { browser } = setUp(...first, accepted, at('finished', { product: 'Sunny' }));
      await browser.initialize({ outputSchema });
      const result = await browser.executeTaskAndWait('Weather', 5);
      assert.deepEqual(result.schemaViolation, { field: '', message: 'it is not JSON' });
    }
  });

  it('is checked only when the task has finished', async () => {
    const { browser } = setUp(accepted, at('running', { product: 'half' }), at('failed', { product: 'no' }));
    const seen: unknown[] = [];
    const result = await browser.executeTaskAndWait('Weather', { timeoutMs: 5_000, outputSchema });
    seen.push(result.taskStatus, result.schemaViolation);
    assert.deepEqual(seen, ['failed', undefined]);
  });

  it('is not looked for where none was given', async () => {
    const { browser } = setUp(accepted, at('finished', { product: 'Sunny' }));
    assert.equal((await browser.executeTaskAndWait('Weather', 5)).success, true);
  });

  it('that is none is refused with the reason before anything is sent', async () => {
    const { browser, transport } = setUp();
    const result = await browser.executeTaskAndWait('Weather', { timeoutMs: 5_000, outputSchema: { type: 'number!' } });
    assert.deepEqual([result.error?.kind, result.taskStatus], ['badInput', 'notSent']);
    assert.match(result.errorMessage, /output schema is not valid: type must be/);
    assert.deepEqual(transport.asked, []);
  });
});
