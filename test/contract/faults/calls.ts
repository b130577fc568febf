import { type AgentBay, type ApiResult, ServiceError, type Session } from '../../../src/core/api';
import type { TaskAgent } from '../../../src/core/api/agent/taskAgent';
import type { Condition } from '../../../src/local/faults/rule';
import { type AgentName, agentTools, sessionTools } from '../../../src/protocol/wire';
import type { Shape } from './rows';

/** What a call is made with. */
export interface Subject {
  readonly bay: AgentBay;
  readonly session: Session;
  /** A task of the session; `''` where the call needs none. */
  readonly taskId: string;
}

/** What a call needs of a good answer's `Data`, and so which shapes of it will do. */
export const needs = {
  /** That the service says yes is enough. */
  nothing: ['missing', 'null', 'number', 'text', 'list', 'object', 'nested'],
  /** None are as good as an empty set. */
  labels: ['missing', 'null', 'number', 'text', 'list', 'object'],
  /** None is as good as an empty one. */
  list: ['missing', 'null', 'list'],
  tools: ['list'],
  /** Fields that mean something. */
  fields: [],
  /** Any text will do. */
  text: ['text'],
  /** That the tool answered is enough. */
  toolAnswer: ['text', 'object', 'nested'],
} as const satisfies Readonly<Record<string, readonly Shape[]>>;

/** One public call of the layer. */
export interface PublicCall {
  readonly agent: AgentName;
  /** The requests that meet the fault. */
  readonly when: Condition;
  /** What an error says was asked. */
  readonly action: string;
  /**
   * `safe` and `once`: one request, and its repetitions. `wait`: questions about a task, of which a failed one says nothing.
   */
  readonly repeat: 'safe' | 'once' | 'wait';
  readonly needs: keyof typeof needs;
  /** What it comes to where all is well. Local has no links into sessions, and a scripted session shows no picture. */
  readonly usually: 'success' | 'service';
  /** It is about no session, so none can vanish under it. */
  readonly isAboutNone?: true;
  /** The text of a task that was handed over before. */
  readonly about?: string;
  /** The call that gets the session ready for it. */
  readonly first?: (session: Session) => Promise<ApiResult>;
  readonly make: (subject: Subject) => Promise<ApiResult>;
}

const calls: Record<string, PublicCall> = {};

function add(name: string, make: PublicCall['make'], more: Partial<PublicCall> & Pick<PublicCall, 'action'>): void {
  const when = more.when ?? { action: more.action };
  calls[name] = { agent: 'browser', when, repeat: 'safe', needs: 'nothing', usually: 'success', make, ...more };
}

/** What is read goes into a result, and so does what is thrown. */
async function read(sessions: AsyncIterable<unknown>): Promise<ApiResult> {
  try {
    const all: unknown[] = [];
    for await (const session of sessions) all.push(session);
    return { success: true, requestId: '', errorMessage: '' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { message: errorMessage, detail } = error;
    return { success: false, requestId: detail.requestId ?? '', errorMessage, error };
  }
}

add('create', ({ bay }) => bay.create({ agent: 'browser' }), {
  ...{ action: 'CreateMcpSession', repeat: 'once', needs: 'fields', isAboutNone: true },
});
add('get', ({ bay, session }) => bay.get(session.sessionId), { action: 'GetSession' });
add('listPage', ({ bay }) => bay.listPage(), { action: 'ListSession', needs: 'list', isAboutNone: true });
add('list', ({ bay }) => read(bay.list()), { action: 'ListSession', needs: 'list', isAboutNone: true });
add('getDetails', ({ session }) => session.getDetails(), { action: 'GetSessionDetail' });
add('delete', ({ session }) => session.delete(), { action: 'DeleteSessionAsync' });
add('pause', ({ session }) => session.pause(), { action: 'PauseSessionAsync' });
add('resume', ({ session }) => session.resume(), { action: 'ResumeSessionAsync', first: (session) => session.pause() });
add('keepAlive', ({ session }) => session.keepAlive(), { action: 'RefreshSessionIdleTime' });
add('getLabels', ({ session }) => session.getLabels(), { action: 'GetLabel', needs: 'labels' });
add('setLabels', ({ session }) => session.setLabels({ a: 'b' }), { action: 'SetLabel' });
add('getLiveView', ({ session }) => session.getLiveView(), { action: 'GetMcpResource', needs: 'fields' });
add('listTools', ({ session }) => session.listTools(), { action: 'ListMcpTools', needs: 'tools', isAboutNone: true });
add('getLink', ({ session }) => session.getLink({ protocol: 'https', port: 30_100 }), {
  ...{ action: 'GetLink', needs: 'fields', usually: 'service' },
});
add('getCdpLink', ({ session }) => session.getCdpLink(), {
  ...{ action: 'GetCdpLink', needs: 'fields', usually: 'service' },
});
add('getAdbLink', ({ session }) => session.getAdbLink('QAAAA test@example'), {
  ...{ action: 'GetAdbLink', needs: 'fields', usually: 'service' },
});
add('getMetrics', ({ session }) => session.getMetrics(), {
  ...{ action: 'CallMcpTool', when: { tool: sessionTools.metrics }, needs: 'fields' },
});
add('takeScreenshot', ({ session }) => session.takeScreenshot(), {
  ...{ action: 'CallMcpTool', when: { tool: sessionTools.systemScreenshot }, needs: 'fields', usually: 'service' },
});
add('browser.initialize', ({ session }) => session.agent.browser.initialize({ useVision: true }), {
  ...{ action: 'CallMcpTool', when: { tool: agentTools.browser.initialize }, needs: 'toolAnswer' },
});

/** A task that is over at once, and one that goes on for good. */
export const SHORT_TASK = 'Do it';
export const ENDLESS_TASK = 'Do it for good';

/** Time a task is waited for, in ms: longer than one question is left without an answer. */
const PATIENCE = { timeoutMs: 25_000 };

for (const name of ['computer', 'browser', 'mobile'] as const) {
  const { execute, status, terminate } = agentTools[name];
  const agentOf = ({ session }: Subject): TaskAgent => session.agent[name];
  const common = { agent: name, action: 'CallMcpTool' };
  add(`${name}.executeTask`, (subject) => agentOf(subject).executeTask(SHORT_TASK), {
    // Prose is what the mobile agent tells of a task done on the spot.
    ...{ ...common, when: { tool: execute }, repeat: 'once', needs: name === 'mobile' ? 'text' : 'fields' },
  });
  add(`${name}.getTaskStatus`, (subject) => agentOf(subject).getTaskStatus(subject.taskId), {
    ...{ ...common, when: { tool: status }, needs: 'fields', about: ENDLESS_TASK },
  });
  add(`${name}.terminateTask`, (subject) => agentOf(subject).terminateTask(subject.taskId), {
    ...{ ...common, when: { tool: terminate }, needs: 'toolAnswer', about: ENDLESS_TASK },
  });
  add(`${name}.executeTaskAndWait`, (subject) => agentOf(subject).executeTaskAndWait(SHORT_TASK, PATIENCE), {
    ...{ ...common, when: { tool: status }, repeat: 'wait', needs: 'fields' },
  });
  add(`${name}.watchTask`, (subject) => lastOf(agentOf(subject), subject.taskId), {
    ...{ ...common, when: { tool: status }, repeat: 'wait', needs: 'fields', about: SHORT_TASK },
  });
}

async function lastOf(agent: TaskAgent, taskId: string): Promise<ApiResult> {
  for await (const event of agent.watchTask(taskId, PATIENCE)) if (event.type === 'end') return event.result;
  throw new Error('The events ended without an end.');
}

/** Every public call that asks the service. */
export const publicCalls: Readonly<Record<string, PublicCall>> = calls;
