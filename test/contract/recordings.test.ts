import assert from 'node:assert/strict';
import type { AgentBay, ExecutionResult, QueryResult } from '../../src/core/api';
import { scenarios } from './support/recording';
import { type Expectation, type Outcome, replay, told } from './support/replay';

const SESSION = 'session-04abc';
const TASK = 'Open Notepad and type hello';
const WEATHER = 'Query the weather in Shanghai with Baidu';

const computer = (bay: AgentBay) => bay.session(SESSION).agent.computer;
const browser = (bay: AgentBay) => bay.session(SESSION).agent.browser;

const execution = (facts: Partial<ExecutionResult>): Outcome => ({
  success: true,
  requestId: 'REQ-1',
  taskId: 'task-1',
  taskStatus: 'running',
  rawStatus: 'running',
  taskResult: '',
  errorMessage: '',
  ...facts,
});

const query = (facts: Partial<QueryResult>): Outcome => ({
  success: true,
  requestId: 'REQ-1',
  taskId: 'task-1',
  taskStatus: 'running',
  rawStatus: 'running',
  taskAction: '',
  taskProduct: '',
  errorMessage: '',
  ...facts,
});

const NO_SESSION = 'This session no longer exists: it was deleted, or released while idle. Start a new session.';
const NO_TASK = 'AgentBay no longer knows this task: it has ended, or never was in this session.';
const NO_KEY =
  'AgentBay does not accept the API key: it is wrong, has expired, or belongs to another region. Set a key that is valid for this endpoint.';

/** Each scenario: what is called, and what the caller must see. */
const expectations: Record<string, Expectation> = {
  'computer-task': async ({ bay, clock }) => {
    const created = await bay.create({ imageId: 'windows_latest' });
    assert.ok(created.session);
    const result = await created.session.agent.computer.executeTaskAndWait(TASK, 20);
    const deleted = await created.session.delete();
    // Two pauses of the watch, spread by a tenth, and one of the deletion.
    const [first = 0, second = 0, ...rest] = clock.pauses;
    assert.ok(Math.abs(first - 100) <= 10 && Math.abs(second - 100) <= 10);
    assert.deepEqual(rest, [1000]);
    assert.equal(created.session.sessionId, SESSION);
    return [
      [told(created), told(result), told(deleted)],
      [
        { success: true, requestId: 'REQ-1', imageId: 'windows_latest', errorMessage: '' },
        execution({
          requestId: 'REQ-5',
          taskStatus: 'finished',
          rawStatus: 'finished',
          taskResult: 'Typed hello in Notepad.',
        }),
        { success: true, requestId: 'REQ-6', errorMessage: '' },
      ],
    ];
  },

  'computer-terminate': async ({ bay }) => [
    [
      told(await computer(bay).terminateTask('task-1')),
      told(await computer(bay).getTaskStatus('task-1')),
      told(await computer(bay).terminateTask('task-1')),
    ],
    [
      execution({ taskStatus: 'terminated', rawStatus: 'finished' }),
      {
        ...query({ success: false, requestId: 'REQ-2', taskStatus: 'unknown', rawStatus: '', errorMessage: NO_TASK }),
        kind: 'notFound',
        subject: 'task',
      },
      execution({ requestId: 'REQ-3', taskStatus: 'unknown', rawStatus: '', errorMessage: NO_TASK }),
    ],
  ],

  'browser-initialize-tool': async ({ bay }) => [
    [
      told(await browser(bay).initialize()),
      told(await browser(bay).initialize({ useVision: true, outputSchema: '{"type":"object","properties":{}}' })),
      told(await browser(bay).executeTask(WEATHER)),
    ],
    [
      { success: true, requestId: 'REQ-1', errorMessage: '' },
      { success: true, requestId: 'REQ-2', errorMessage: '' },
      execution({ requestId: 'REQ-3' }),
    ],
  ],

  'browser-initialize-action': async ({ bay }) => [
    [
      told(
        await browser(bay).initialize({
          useVision: true,
          outputSchema: { type: 'object', properties: { weather: { type: 'string' } } },
        }),
      ),
      told(await browser(bay).executeTask(WEATHER)),
      told(await browser(bay).getTaskStatus('task-1')),
    ],
    [
      { success: true, requestId: 'REQ-2', errorMessage: '' },
      execution({ requestId: 'REQ-3' }),
      query({
        requestId: 'REQ-4',
        taskStatus: 'finished',
        rawStatus: 'finished',
        taskProduct: '{\n  "weather": "Sunny, 21 °C"\n}',
      }),
    ],
  ],

  'browser-task-options': async ({ bay }) => [
    [
      told(
        await browser(bay).executeTaskAndWait(WEATHER, {
          timeoutMs: 60_000,
          useVision: true,
          outputSchema: {
            type: 'object',
            properties: { weather: { type: 'object', properties: { temperature: { type: 'number' } } } },
          },
          fullPageScreenshot: false,
        }),
      ),
    ],
    [
      {
        ...execution({
          success: false,
          requestId: 'REQ-2',
          taskStatus: 'finished',
          rawStatus: 'finished',
          taskResult: '{\n  "weather": {\n    "temperature": "21 °C"\n  }\n}',
          errorMessage:
            'The task finished, but its result is not what the output schema asks for: weather.temperature must be a number.',
        }),
        schemaViolation: { field: 'weather.temperature', message: 'weather.temperature must be a number' },
      },
    ],
  ],

  'mobile-task': async ({ bay }) => {
    const events: Outcome[] = [];
    const result = await bay
      .session(SESSION)
      .agent.mobile.executeTaskAndWait('Turn on Wi-Fi', 20, { onEvent: (event) => events.push({ ...event }) });
    const finished = { taskStatus: 'finished', rawStatus: 'completed' } as const;
    return [
      [told(result), ...events.slice(0, -1)],
      [
        execution({ requestId: 'REQ-3', taskId: 'task-9', ...finished, taskResult: 'Wi-Fi is on.' }),
        { type: 'started', taskId: 'task-9' },
        { type: 'status', taskStatus: 'running', rawStatus: 'running' },
        { type: 'reasoning', text: 'The gear icon is at the top.' },
        { type: 'content', text: 'Opening Settings. ' },
        { type: 'action', taskAction: 'tap' },
        { type: 'status', ...finished },
        { type: 'content', text: 'Wi-Fi is on.' },
      ],
    ];
  },

  'mobile-terminate': async ({ bay }) => {
    const { mobile } = bay.session(SESSION).agent;
    return [
      [told(await mobile.terminateTask('task-9')), told(await mobile.getTaskStatus('task-9'))],
      [
        execution({ taskId: 'task-9', taskStatus: 'terminating', rawStatus: 'cancelling' }),
        query({ requestId: 'REQ-2', taskId: 'task-9', taskStatus: 'terminated', rawStatus: 'cancelled' }),
      ],
    ];
  },

  'task-failed': async ({ bay }) => [
    [
      told(await computer(bay).getTaskStatus('task-1')),
      told(await computer(bay).getTaskStatus('task-1')),
      told(await computer(bay).getTaskStatus('task-1')),
    ],
    [
      query({ taskStatus: 'failed', rawStatus: 'failed', errorMessage: 'The page did not load.' }),
      query({
        requestId: 'REQ-2',
        taskStatus: 'failed',
        rawStatus: 'failed',
        taskProduct: 'No such button.',
        errorMessage: 'No such button.',
      }),
      query({
        requestId: 'REQ-3',
        taskStatus: 'unsupported',
        rawStatus: 'unsupported',
        errorMessage: 'The agent gave no reason.',
      }),
    ],
  ],

  'task-odd-words': async ({ bay }) => {
    const seen: Outcome[] = [];
    for (let index = 0; index < 7; index += 1) {
      const { success, taskStatus, rawStatus } = await computer(bay).getTaskStatus('task-1');
      seen.push({ success, taskStatus, rawStatus });
    }
    return [
      seen,
      [
        { success: true, taskStatus: 'finished', rawStatus: 'completed' },
        { success: true, taskStatus: 'finished', rawStatus: 'finised' },
        { success: true, taskStatus: 'terminated', rawStatus: 'cancelled' },
        { success: true, taskStatus: 'terminating', rawStatus: 'cancelling' },
        { success: true, taskStatus: 'running', rawStatus: 'pending' },
        { success: true, taskStatus: 'unknown', rawStatus: '' },
        { success: true, taskStatus: 'running', rawStatus: 'RUNNING' },
      ],
    ];
  },

  'mobile-style-keys': async ({ bay }) => [
    [told(await computer(bay).executeTask(TASK)), told(await computer(bay).getTaskStatus('task-9'))],
    [
      execution({ taskId: 'task-9' }),
      query({
        requestId: 'REQ-2',
        taskId: 'task-9',
        taskStatus: 'finished',
        rawStatus: 'completed',
        taskAction: 'tap',
        taskProduct: 'Wi-Fi is on.',
        taskStream: [{ at: 1776300000123, reasoning: 'The gear icon is at the top.', content: 'Opening Settings. ' }],
      }),
    ],
  ],

  'data-as-text': async ({ bay }) => [
    [told(await computer(bay).getTaskStatus('task-1'))],
    [query({ taskAction: 'Typing text' })],
  ],

  'execute-without-task-id': async ({ bay }) => {
    const nothing = { success: false, taskId: '', rawStatus: '' } as const;
    const doubt = 'The task may have been taken up all the same: look before you run it again.';
    return [
      [
        told(await computer(bay).executeTask(TASK)),
        told(await computer(bay).executeTask(TASK)),
        told(await computer(bay).executeTask(TASK)),
      ],
      [
        {
          ...execution({
            ...nothing,
            taskStatus: 'unknown',
            errorMessage: `AgentBay's answer to flux_execute_task names no task (it begins: {"status":"running"}). ${doubt}`,
          }),
          kind: 'badReply',
          subject: undefined,
        },
        {
          ...execution({
            ...nothing,
            requestId: 'REQ-2',
            taskStatus: 'notSent',
            errorMessage: 'The agent is not installed on this image.',
          }),
          kind: 'service',
          subject: undefined,
        },
        {
          ...execution({
            ...nothing,
            requestId: 'REQ-3',
            taskStatus: 'unknown',
            errorMessage: `AgentBay's answer to flux_execute_task names no task (it begins: I will open Notepad for you.). ${doubt}`,
          }),
          kind: 'badReply',
          subject: undefined,
        },
      ],
    ];
  },

  'second-task': async ({ bay }) => [
    [told(await computer(bay).executeTask(TASK))],
    [
      {
        ...execution({
          success: false,
          taskId: '',
          taskStatus: 'notSent',
          rawStatus: '',
          errorMessage:
            'Another task is currently running in this session. Wait for it, terminate it, or use another session.',
        }),
        kind: 'service',
        subject: undefined,
      },
    ],
  ],

  'envelope-without-success': async ({ bay }) => [
    [told(await bay.get(SESSION)), told(await bay.session(SESSION).delete())],
    [
      { success: true, requestId: 'REQ-1', status: 'unknown', contexts: [], errorMessage: '' },
      { success: true, requestId: 'REQ-2', errorMessage: '' },
    ],
  ],

  'keys-in-the-other-case': async ({ bay }) => {
    const created = await bay.create({ imageId: 'windows_latest' });
    assert.equal(created.session?.sessionId, SESSION);
    const result = await computer(bay).executeTask(TASK);
    return [[told(result)], [execution({ requestId: 'REQ-2', rawStatus: 'Running' })]];
  },

  'session-gone': async ({ bay }) => {
    const gone = { kind: 'notFound', subject: 'session' };
    const failed = { success: false, requestId: 'REQ-GONE', errorMessage: NO_SESSION } as const;
    return [
      [
        told(await bay.get(SESSION)),
        told(await computer(bay).getTaskStatus('task-1')),
        told(await bay.session(SESSION).delete()),
      ],
      [
        { ...failed, ...gone },
        { ...query({ ...failed, taskStatus: 'unknown', rawStatus: '' }), ...gone },
        { success: true, requestId: 'REQ-GONE', errorMessage: '' },
      ],
    ];
  },

  'key-refused': async ({ bay }) => [
    [told(await bay.create({ imageId: 'windows_latest' })), told(await computer(bay).getTaskStatus('task-1'))],
    [
      { success: false, requestId: 'REQ-1', errorMessage: NO_KEY, kind: 'unauthorised', subject: undefined },
      {
        ...query({ success: false, taskStatus: 'unknown', rawStatus: '', errorMessage: NO_KEY }),
        kind: 'unauthorised',
        subject: undefined,
      },
    ],
  ],

  throttled: async ({ bay }) => {
    const seen: Outcome[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { taskStatus, errorMessage, error } = await computer(bay).getTaskStatus('task-1', { attempts: 1 });
      seen.push({ taskStatus, errorMessage, kind: error?.kind, retryAfterMs: error?.detail.retryAfterMs });
    }
    const expected = (wait: string, retryAfterMs?: number): Outcome => ({
      taskStatus: 'unknown',
      errorMessage: `AgentBay gets too many requests at present. ${wait} and try again.`,
      kind: 'throttled',
      retryAfterMs,
    });
    return [seen, [expected('Wait 3 s', 2500), expected('Wait a little'), expected('Wait 3 s', 3000)]];
  },

  'no-free-machine': async ({ bay }) => [
    [told(await bay.create({ imageId: 'windows_latest' }))],
    [
      {
        success: false,
        requestId: 'REQ-1',
        errorMessage:
          'AgentBay gave no session: no authorized app instance for image windows_latest. No machine is free, or the image is not allowed for this account: try again later, or choose another image.',
        kind: 'service',
        subject: undefined,
      },
    ],
  ],

  'business-error': async ({ bay }) => {
    const first = await computer(bay).executeTask(TASK);
    const second = await computer(bay).executeTask(TASK);
    return [
      [first, second].map(({ taskStatus, errorMessage, error }) => ({
        taskStatus,
        errorMessage,
        code: error?.detail.code,
      })),
      [
        { taskStatus: 'notSent', errorMessage: 'AgentBay refused the request: why (X.Y).', code: 'X.Y' },
        {
          taskStatus: 'unknown',
          errorMessage:
            'AgentBay refused the request: Internal error (InternalError). The fault is on its side: try again later. The task may have been taken up all the same: look before you run it again.',
          code: 'InternalError',
        },
      ],
    ];
  },

  'not-json': async ({ bay }) => {
    const created = await bay.create({ imageId: 'windows_latest' });
    const asked = await computer(bay).getTaskStatus('task-1', { attempts: 1 });
    return [
      [created, asked].map(({ errorMessage, error }) => ({
        errorMessage,
        kind: error?.kind,
        status: error?.detail.httpStatus,
      })),
      [
        {
          errorMessage:
            "The answer is not AgentBay's (HTTP 200, not JSON, it begins: <CreateMcpSessionResponse><RequestId></RequestId><Code></Code></CreateMcpSessionResponse>). Check the endpoint, and whether a proxy answers in its place. A session may have been started all the same; it ends by itself when idle.",
          kind: 'badReply',
          status: 200,
        },
        {
          errorMessage:
            "The answer is not AgentBay's (HTTP 500, not JSON, it begins: 500 Internal Server Error nginx). Check the endpoint, and whether a proxy answers in its place.",
          kind: 'badReply',
          status: 500,
        },
      ],
    ];
  },

  'delete-older-service': async ({ bay }) => [
    [told(await bay.session(SESSION).delete())],
    [{ success: true, requestId: 'REQ-2', errorMessage: '' }],
  ],
};

describe('recorded exchanges with the service', () => {
  it('are all replayed here, except those of sessions', () => {
    const others = scenarios().filter((scenario) => !scenario.startsWith('sessions-'));
    assert.deepEqual(Object.keys(expectations).sort(), others);
  });

  for (const [scenario, expectation] of Object.entries(expectations)) {
    it(scenario, () => replay(scenario, expectation));
  }
});
