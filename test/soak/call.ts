import { agentTools } from '../../src/protocol/wire';

/** A call to the service, as far as the day is concerned. */
export type Call =
  | { readonly type: 'execute'; readonly sessionId: string; readonly text: string }
  | { readonly type: 'status' | 'terminate'; readonly sessionId: string; readonly taskId: string }
  | { readonly type: 'deleteSession'; readonly sessionId: string }
  | { readonly type: 'other' };

/** What the service told about a task. */
export interface Told {
  readonly taskId?: string;
  readonly status?: string;
}

const kinds = ['execute', 'status', 'terminate'] as const;
const tools = [agentTools.computer, agentTools.browser];

/** Reads a request to the gateway: its query and its form. */
export function readCall(url: string, body: string): Call {
  const [query, form] = [new URL(url, 'http://localhost').searchParams, new URLSearchParams(body)];
  const sessionId = form.get('SessionId') ?? query.get('SessionId') ?? '';
  const action = query.get('Action') ?? form.get('Action');
  if (action === 'DeleteSessionAsync' || action === 'ReleaseMcpSession') return { type: 'deleteSession', sessionId };
  const type = kinds.find((kind) => tools.some((tool) => tool[kind] === form.get('Name')));
  if (action !== 'CallMcpTool' || !type) return { type: 'other' };
  const args = fields(JSON.parse(form.get('Args') ?? '{}'));
  if (type === 'execute') return { type, sessionId, text: String(args['task']) };
  return { type, sessionId, taskId: String(args['task_id']) };
}

/** Reads a tool's answer; empty when it tells nothing of a task. */
export function readAnswer(body: string): Told {
  const { Data: data } = fields(parsed(body));
  const { content } = fields(data);
  const { text } = fields(Array.isArray(content) ? content[0] : undefined);
  const said = fields(typeof text === 'string' ? parsed(text) : undefined);
  const { task_id: taskId, status } = said;
  return { ...(typeof taskId === 'string' && { taskId }), ...(typeof status === 'string' && { status }) };
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
