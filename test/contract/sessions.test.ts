import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { AgentBay, ApiResult, Secret } from '../../src/core/api';
import { scenarios } from './support/recording';
import { type Expectation, type Outcome, replay, told } from './support/replay';

const SESSION = 'session-04abc';

const done = (request: number | string, facts: Outcome = {}): Outcome => ({
  success: true,
  requestId: `REQ-${request}`,
  errorMessage: '',
  ...facts,
});

const failed = (request: number | string, kind: string, errorMessage: string, facts: Outcome = {}): Outcome => ({
  success: false,
  requestId: `REQ-${request}`,
  errorMessage,
  kind,
  subject: undefined,
  ...facts,
});

const GONE = failed(
  'GONE',
  'notFound',
  'This session no longer exists: it was deleted, or released while idle. Start a new session.',
  { subject: 'session' },
);
const NO_KEY =
  'AgentBay does not accept the API key: it is wrong, has expired, or belongs to another region. Set a key that is valid for this endpoint.';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const at = (bay: AgentBay) => bay.session(SESSION);

/** A result whose secrets are laid open, after it was seen that it shows none by itself. */
function opened(result: ApiResult & { readonly url?: Secret; readonly command?: Secret }): Outcome {
  assert.doesNotMatch(inspect(result, { depth: 12, showHidden: true }) + JSON.stringify(result), /secret-/);
  const { url, command, ...rest } = result;
  return { ...told(rest), ...(url && { url: url.reveal() }), ...(command && { command: command.reveal() }) };
}

/** Each scenario: what is called, and what the caller must see. */
const expectations: Record<string, Expectation> = {
  'sessions-create-with-everything': async ({ bay, clock }) => {
    const created = await bay.create({
      agent: 'browser',
      imageId: 'browser_latest',
      labels: { project: 'demo' },
      idleTimeoutSeconds: 300,
      policyId: 'pol-1',
      contexts: [
        { contextId: 'SdkCtx-1', path: '/home/wuying', policy: { uploadPolicy: { autoUpload: true } } },
        { contextId: 'SdkCtx-2', path: '/data' },
      ],
      enableRecord: false,
      networkId: 'net-1',
      extraConfigs: { mobile: { lockResolution: true } },
      regionId: 'cn-hangzhou',
      skills: ['shopping'],
    });
    assert.equal(created.session?.sessionId, SESSION);
    assert.deepEqual(clock.pauses, [500, 550]);
    const mounts = [
      { contextId: 'SdkCtx-1', path: '/home/wuying', status: 'mounted', errorMessage: '' },
      { contextId: 'SdkCtx-2', path: '/data', status: 'failed', errorMessage: 'context is in use' },
    ];
    const errorMessage = 'The session is there, but 1 of 2 contexts are not mounted. SdkCtx-2: context is in use';
    return [[opened(created)], [done(1, { imageId: 'browser_latest', mounts, errorMessage })]];
  },

  'sessions-attach': async ({ bay }) => {
    const contexts = [{ contextId: 'SdkCtx-1', name: 'ctx' }];
    const metrics = { cpuCount: 2 };
    return [
      [
        opened(await bay.get(SESSION)),
        told(await at(bay).getMetrics()),
        opened(await bay.get(SESSION)),
        told(await at(bay).getMetrics()),
        told(await bay.get(SESSION)),
      ],
      [
        done(1, { status: 'running', contexts }),
        done(2, { metrics }),
        done(3, { status: 'paused', contexts }),
        done(4, { metrics }),
        failed(5, 'service', 'AgentBay does not give access to this session: not yours.'),
      ],
    ];
  },

  'sessions-list': async ({ bay }) => {
    const seen: Outcome[] = [];
    const filter = { labels: { project: 'demo' }, status: 'running', imageId: 'linux_latest', pageSize: 2 } as const;
    for await (const session of bay.list(filter)) seen.push({ ...session });
    return [
      [...seen, told(await bay.listPage()), told(await bay.listPage())],
      [
        { sessionId: 'session-1', status: 'running' },
        { sessionId: 'session-2', status: 'running', imageId: 'linux_latest' },
        { sessionId: 'session-3', status: 'running' },
        done(3, { sessions: [{ sessionId: 'session-1' }], totalCount: 1 }),
        failed(4, 'unauthorised', NO_KEY, { sessions: [] }),
      ],
    ];
  },

  'sessions-details': async ({ bay }) => {
    const nothing = { imageId: '', endReason: '', regionId: '', policyId: '' };
    const details = [];
    for (let index = 0; index < 4; index += 1) details.push(told(await at(bay).getDetails()));
    return [
      details,
      [
        done(1, {
          details: {
            status: 'running',
            rawStatus: 'RUNNING',
            imageId: 'windows_latest',
            endReason: '',
            regionId: 'cn-hangzhou',
            policyId: 'pol-1',
          },
        }),
        done(2, {
          details: {
            ...nothing,
            status: 'ended',
            rawStatus: 'Finish',
            imageId: 'windows_latest',
            endReason: 'IdleTimeout',
          },
        }),
        GONE,
        done(5, { details: { ...nothing, status: 'running', rawStatus: 'RUNNING' } }),
      ],
    ];
  },

  'sessions-pause-and-resume': async ({ bay, clock }) => {
    const actual = [told(await at(bay).pause()), told(await at(bay).resume()), told(await at(bay).pause())];
    assert.deepEqual(clock.pauses, [500, 500]);
    return [
      actual,
      [
        done(1),
        done(4),
        failed(
          7,
          'service',
          'AgentBay refused the request: not on the list (NoPermission). The session was not paused. Pausing is a beta feature that not every account has: if that is the reason, ask AgentBay to allow it.',
        ),
      ],
    ];
  },

  'sessions-delete-paused': async ({ bay }) => [
    [told(await at(bay).delete())],
    [
      failed(
        1,
        'service',
        'AgentBay refused the request: the session cannot be deleted (InvalidStatus). The session is paused, and a paused session cannot be deleted: resume it first.',
      ),
    ],
  ],

  'sessions-labels': async ({ bay }) => [
    [
      told(await at(bay).setLabels({ project: 'demo', team: '阿里' })),
      told(await at(bay).getLabels()),
      told(await at(bay).getLabels()),
      told(await at(bay).setLabels({})),
    ],
    [
      done(1),
      done(2, { labels: { project: 'demo', team: '阿里' } }),
      done(3, { labels: { project: 'demo' } }),
      failed(4, 'service', 'AgentBay refused the request: labels must not be empty.'),
    ],
  ],

  'sessions-keep-alive': async ({ bay }) => [
    [told(await at(bay).keepAlive()), told(await at(bay).keepAlive())],
    [done(1), GONE],
  ],

  'sessions-live-view': async ({ bay }) => {
    const dashboard = 'https://desktop.example/dashboard';
    const views = [];
    for (let index = 0; index < 4; index += 1) views.push(opened(await at(bay).getLiveView()));
    return [
      views,
      [
        done(1, { url: `${dashboard}?token=secret-desktop-token` }),
        done(2, { url: `${dashboard}?token=secret-other-token` }),
        failed(3, 'badReply', "AgentBay's answer holds no address of a live view that is safe to open. Try again."),
        GONE,
      ],
    ];
  },

  'sessions-links': async ({ bay }) => [
    [
      opened(await at(bay).getLink({ protocol: 'https', port: 30100 })),
      opened(await at(bay).getLink({ protocol: 'wss', port: 30199 })),
      opened(await at(bay).getLink({ protocol: 'https', port: 80 })),
      opened(await at(bay).getCdpLink()),
      opened(await at(bay).getCdpLink()),
      opened(await at(bay).getAdbLink('QAAAAK me@home')),
    ],
    [
      done(1, { url: 'https://gw-1.example:8008/request_ai/secret-link-token/path/' }),
      done(2, { url: 'wss://gw-1.example:8008/websocket_ai/secret-link-token' }),
      failed(3, 'service', 'AgentBay refused the request: port is not valid (InvalidParameter).'),
      done(4, { url: 'wss://gw-1.example/cdp/secret-link-token' }),
      failed(5, 'service', 'AgentBay refused the request: only BrowserUse image support cdp.'),
      done(6, { command: 'adb connect 192.0.2.1:5555' }),
    ],
  ],

  'sessions-metrics': async ({ bay }) => {
    const network = {
      receivedKbytePerSecond: 1.2,
      sentKbytePerSecond: 0.4,
      receivedKbyte: 1024,
      sentKbyte: 512,
    };
    return [
      [told(await at(bay).getMetrics()), told(await at(bay).getMetrics()), told(await at(bay).getMetrics())],
      [
        done(1, {
          metrics: {
            cpuCount: 4,
            cpuUsedPercent: 12.5,
            memoryTotalBytes: 8_589_934_592,
            memoryUsedBytes: 2_147_483_648,
            diskTotalBytes: 107_374_182_400,
            diskUsedBytes: 21_474_836_480,
            ...network,
            timestamp: '2026-04-16T08:00:00Z',
          },
        }),
        done(2, { metrics: { cpuCount: 4, ...network } }),
        failed(3, 'service', 'Failed to read /proc/stat'),
      ],
    ];
  },

  'sessions-screenshots': async ({ bay }) => {
    const session = at(bay);
    const address = await session.takeScreenshot();
    assert.doesNotMatch(inspect(address, { depth: 12, showHidden: true }), /secret-/);
    assert.equal(address.screenshot?.url?.reveal(), 'https://oss.example/shot.png?Signature=secret-signature');
    const picture = { mimeType: 'image/png', data: new Uint8Array(PNG) };
    return [
      [
        { requestId: address.requestId, mimeType: address.screenshot.mimeType },
        told(await session.takeScreenshot()),
        told(await session.takeScreenshot({ format: 'jpeg' })),
        told(await session.takeScreenshot({ longScreens: 2 })),
        told(await session.takeScreenshot()),
      ],
      [
        { requestId: 'REQ-1', mimeType: 'image/png' },
        done(2, { screenshot: picture }),
        done(4, { screenshot: { ...picture, width: 1, height: 1 } }),
        done(5, { screenshot: picture }),
        failed(6, 'service', 'screen is locked'),
      ],
    ];
  },

  'sessions-tools': async ({ bay }) => [
    [told(await at(bay).listTools()), told(await at(bay).listTools()), told(await at(bay).listTools())],
    [
      done(2, {
        tools: [
          {
            name: 'flux_execute_task',
            description: 'Does a task',
            inputSchema: { type: 'object', properties: { task: { type: 'string' } }, required: ['task'] },
            server: 'wuying_computer_agent',
          },
        ],
      }),
      done(4, {
        tools: [
          { name: 'shell', description: 'Runs a command', inputSchema: { type: 'object' }, server: 'wuying_shell' },
        ],
      }),
      failed(6, 'service', 'AgentBay refused the request: ImageId is not valid (InvalidParameter).', { tools: [] }),
    ],
  ],

  'sessions-direct-route': async ({ bay }) => {
    const { session } = await bay.get(SESSION);
    assert.ok(session);
    const { computer } = session.agent;
    const metrics = async () => {
      const { requestId, metrics: figures, errorMessage } = await session.getMetrics();
      return { isDirect: requestId.startsWith('link-'), cpuCount: figures?.cpuCount, errorMessage };
    };
    const execute = async () => {
      const { requestId, taskId } = await computer.executeTask('Open Notepad');
      return { isDirect: requestId.startsWith('link-'), taskId };
    };
    const actual = [
      await metrics(),
      await execute(),
      { requestId: (await computer.getTaskStatus('task-1')).requestId },
      await metrics(),
      await metrics(),
      await execute(),
    ];
    return [
      actual,
      [
        { isDirect: true, cpuCount: 2, errorMessage: '' },
        { isDirect: true, taskId: 'task-1' },
        { requestId: 'REQ-4' },
        { isDirect: true, cpuCount: undefined, errorMessage: 'Failed to read /proc/stat' },
        { isDirect: false, cpuCount: 3, errorMessage: '' },
        { isDirect: false, taskId: 'task-2' },
      ],
    ];
  },
};

describe('recorded exchanges about sessions', () => {
  it('are all replayed here', () => {
    const ours = scenarios().filter((scenario) => scenario.startsWith('sessions-'));
    assert.deepEqual(Object.keys(expectations).sort(), ours);
  });

  for (const [scenario, expectation] of Object.entries(expectations)) {
    it(scenario, () => replay(scenario, expectation));
  }
});
