import { TASK_BUSY, TASK_GONE } from '../../../protocol/wire';
import { firstWords } from '../wire/envelope';
import { ServiceError } from '../errors';
import { quoted } from '../wire/failures';
import { type Fields, fieldsOf, flagOf, opened, textOf, valueOf } from '../wire/fields';
import type { SessionContext } from '../session/context';
import type { Call } from '../wire/request';
import type { CallOptions } from '../results';
import { answered, checkSessionId, sendAbout } from '../session/sessionCall';
import type { RouteAnswer, ToolCall } from './directRoute';

/** What a tool inside a session said. */
export interface ToolAnswer {
  readonly requestId: string;
  /** Which attempt was answered, from 1. */
  readonly attempts: number;
  /** All its text; `''` when it said nothing. */
  readonly text: string;
  /** The text opened as a JSON object, if it is one: agent tools always mean it to be. */
  readonly fields?: Fields;
  /** The items it consists of: texts, and pictures under `data` or `blob`. */
  readonly content: readonly Fields[];
}

const ACTION = 'CallMcpTool';

/**
 * Calls a tool of a session: directly where the session allows it, else through the gateway.
 * @param repeat Whether the tool may be called again when it stays open what became of the call.
 * @throws {ServiceError} whatever kept the call from the tool; `notFound` with subject `task` when the tool no longer knows
 * the task; `service` when the tool says no.
 */
export async function callTool(
  context: SessionContext,
  name: string,
  args: Readonly<Record<string, unknown>>,
  repeat: Call['repeat'],
  call?: CallOptions,
): Promise<ToolAnswer> {
  checkSessionId(context.sessionId, ACTION);
  const tool: ToolCall = { name, args, repeat };
  const { clock } = context.gateway;
  const startedAt = clock.now();
  const answer =
    (await context.route.call(context.access(), tool, call)) ??
    (await throughGateway(context, tool, { ...call, ...context.route.left(clock.now() - startedAt, call) }));
  const { requestId, data, attempts } = answer;
  const result = fieldsOf(data);
  if (!result && typeof data !== 'string') {
    const message = `AgentBay's answer to ${name} holds no result. Try again.`;
    throw new ServiceError('badReply', message, answered(ACTION, answer));
  }
  const content = itemsOf(result);
  const texts = result ? textsOf(content) : [String(data)];
  if (flagOf(result, 'isError') === true) throw toolRefusal(name, texts.join('; '), answer);
  const fields = texts.map((text) => fieldsOf(opened(text))).find((found) => found !== undefined);
  return { requestId, attempts, text: texts.join('\n'), content, ...(fields && { fields }) };
}

async function throughGateway(
  context: SessionContext,
  { name, args, repeat }: ToolCall,
  call: CallOptions,
): Promise<RouteAnswer> {
  const params = {
    SessionId: context.sessionId,
    Name: name,
    Args: JSON.stringify(args),
    // The service finds a tool's server by itself when this is empty.
    Server: context.access().servers.get(name) ?? '',
    AutoGenSession: 'false',
  };
  return sendAbout(context, { action: ACTION, repeat, label: `${ACTION} ${name}`, params }, call);
}

/** Whether a tool call failed because this service does not have the tool at all. */
export function isUnknownTool(error: ServiceError, name: string): boolean {
  if (error.kind !== 'service') return false;
  const { message, detail } = error;
  return (
    /tool.*(notfound|notexist|unknown)/i.test(detail.code ?? '') ||
    message.includes(`'${name}'`) ||
    /\b(unknown|no such|unsupported|unrecogni[sz]ed|invalid) tool\b/i.test(message) ||
    /\btool\b.*\b(not (be )?(found|exist|supported|available|registered|defined)|unavailable|unknown)\b/i.test(message)
  );
}

function itemsOf(result: Fields | undefined): readonly Fields[] {
  const content = valueOf(result, 'content');
  const items: unknown[] = Array.isArray(content) ? content : [];
  return items.map(fieldsOf).filter((item) => item !== undefined);
}

const textsOf = (content: readonly Fields[]): readonly string[] =>
  content.map((item) => textOf(item, 'text')).filter((text) => text !== '');

function toolRefusal(name: string, text: string, answer: RouteAnswer): ServiceError {
  const detail = answered(ACTION, answer);
  const words = quoted(textOf(fieldsOf(opened(text)), 'error', 'message') || text);
  if (words.includes(TASK_GONE)) {
    const message = 'AgentBay no longer knows this task: it has ended, or never was in this session.';
    return new ServiceError('notFound', message, { ...detail, subject: 'task' });
  }
  if (words.includes(TASK_BUSY)) {
    const message = `${TASK_BUSY} in this session. Wait for it, terminate it, or use another session.`;
    return new ServiceError('service', message, detail);
  }
  return new ServiceError('service', words === '' ? `AgentBay refused ${name} without a reason.` : words, detail);
}

/** An answer that came but is not what the tool promises. */
export function unreadableAnswer(name: string, answer: ToolAnswer, what: string): ServiceError {
  const { text } = answer;
  const begins = text === '' ? 'it is empty' : `it begins: ${firstWords(text)}`;
  const message = `AgentBay's answer to ${name} ${what} (${begins}).`;
  return new ServiceError('badReply', message, answered(ACTION, answer));
}
