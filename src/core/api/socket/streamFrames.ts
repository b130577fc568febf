import { socketNames } from '../../../protocol/wire';
import { type Picture, pictureIn } from '../session/picture';
import { type Fields, fieldsOf, flagOf, opened, shownText, textOf, valueOf } from '../wire/fields';
import { faultOf, type Frame, isOfSocket, wordOf } from './frames';

/** What a frame says of a streamed task. */
export type StreamPart =
  | { readonly type: 'reasoning' | 'content'; readonly text: string }
  | { readonly type: 'toolCall'; readonly toolCallId: string; readonly toolName: string; readonly args: unknown }
  | ToolResult
  | { readonly type: 'callForUser'; readonly toolCallId: string; readonly prompt: string }
  | { readonly type: 'fault'; readonly code: string; readonly message: string }
  /** The agent's last word. `taskResult` is absent when it is what the content pieces said. */
  | { readonly type: 'end'; readonly status: string; readonly taskResult?: string; readonly reason: string }
  /** The stream failed by the agent's own account. */
  | { readonly type: 'failed'; readonly hasPhase: boolean; readonly code: string; readonly message: string }
  /** The socket's own server ended the stream; `message` is `''` when it gave no reason. */
  | { readonly type: 'cut'; readonly message: string };

interface ToolResult {
  readonly type: 'toolResult';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly isError: boolean;
  readonly output: string;
  readonly screenshot?: Picture;
}

/**
 * Reads a frame of a stream. `undefined` for phases and events nobody has told us of, and for pieces without text: they say
 * nothing about the task. Source: official SDK 0.19, its agent streaming guide, tests and clients.
 */
export function readStreamFrame(frame: Frame): StreamPart | undefined {
  const { data, error } = frame;
  const phase = wordOf(data, 'phase');
  if (phase === 'end') return readEnd(data, error);
  if (isOfSocket(frame) && (error !== undefined || phase === ''))
    return { type: 'cut', message: faultOf(error).message };
  if (phase === 'error' || (phase === '' && error !== undefined)) {
    return { type: 'failed', hasPhase: phase === 'error', ...faultOf(error ?? valueOf(data, 'message', 'content')) };
  }
  return phase === 'event' ? readEvent(data, error) : undefined;
}

function readEvent(data: Fields, error: unknown): StreamPart | undefined {
  switch (wordOf(data, 'eventType')) {
    case 'reasoning':
      return readPiece('reasoning', data);
    case 'content':
      return readPiece('content', data);
    case 'toolcall':
      return readToolCall(data);
    case 'toolresult':
      return readToolResult(data);
    case 'error':
      return { type: 'fault', ...faultOf(error ?? valueOf(data, 'message', 'content')) };
    default:
      return undefined;
  }
}

function readPiece(type: 'reasoning' | 'content', data: Fields): StreamPart | undefined {
  const text = shownText(valueOf(data, 'content'));
  return text === '' ? undefined : { type, text };
}

function readToolCall(data: Fields): StreamPart {
  const toolCallId = textOf(data, 'toolCallId');
  const toolName = textOf(data, 'toolName');
  const args = opened(valueOf(data, 'args') ?? {});
  if (toolName !== socketNames.callForUser) return { type: 'toolCall', toolCallId, toolName, args };
  return { type: 'callForUser', toolCallId, prompt: textOf(fieldsOf(args), 'prompt', 'message', 'question') };
}

function readToolResult(data: Fields): ToolResult {
  const result = opened(valueOf(data, 'result'));
  const fields = fieldsOf(result);
  const mime = Object.entries(fieldsOfMime(valueOf(fields, 'mime')));
  const picture = mime.find(([type]) => type.toLowerCase().startsWith('image/'));
  const screenshot = pictureIn(valueOf(fields, 'screenshot')) ?? (picture && pictureIn(picture[1], picture[0]));
  const text = mime.find(([type]) => type.toLowerCase() === 'text/plain') ?? mime.find((entry) => entry !== picture);
  return {
    type: 'toolResult',
    toolCallId: textOf(data, 'toolCallId'),
    toolName: textOf(data, 'toolName'),
    isError: flagOf(fields, 'isError') ?? false,
    output: fields ? shownText(valueOf(fields, 'output', 'error') ?? text?.[1]) : shownText(result),
    ...(screenshot && { screenshot }),
  };
}

function fieldsOfMime(mime: unknown): Readonly<Record<string, unknown>> {
  return typeof mime === 'object' && mime !== null ? { ...mime } : {};
}

function readEnd(data: Fields, error: unknown): StreamPart {
  const taskResult = shownText(valueOf(data, 'taskResult', 'result', 'product'));
  return {
    type: 'end',
    status: textOf(data, 'status').trim() || 'finished',
    ...(taskResult !== '' && { taskResult }),
    reason: error === undefined ? textOf(data, 'message', 'reason') : faultOf(error).message,
  };
}
