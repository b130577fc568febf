import { socketNames } from '../../../protocol/wire';
import { type Fields, fieldsOf, opened, shownText, textOf, valueOf } from '../wire/fields';

/** What every frame from the service says about itself, and what it carries. */
export interface Frame {
  /** Which of our requests it belongs to; `''` when it names none. */
  readonly invocationId: string;
  /** Who speaks: an agent's server, or `WEBSOCKET_SERVER`. */
  readonly source: string;
  readonly target: string;
  /** The opened `data`; empty when there was none. */
  readonly data: Fields;
  /** What is said to have gone wrong, in `data` or beside it; `undefined` when nothing is. */
  readonly error: unknown;
  /** Its length, in characters. */
  readonly size: number;
}

/**
 * Reads a frame. `undefined` for what is none: no JSON object, or a sign of life of the socket itself (`{"type":"ping"}`).
 * The id may be called `requestId`, `data` may be JSON text, and names may come in any case.
 * Source: official SDK 0.19, its WebSocket clients.
 */
export function readFrame(text: string): Frame | undefined {
  const fields = fieldsOf(opened(text));
  if (!fields) return undefined;
  const invocationId = textOf(fields, 'invocationId', 'requestId');
  const source = textOf(fields, 'source');
  if (invocationId === '' && source === '') return undefined;
  const data = fieldsOf(opened(valueOf(fields, 'data'))) ?? new Map<string, unknown>();
  const error = valueOf(data, 'error') ?? valueOf(fields, 'error');
  return {
    invocationId,
    source,
    target: textOf(fields, 'target'),
    data,
    error: error === '' ? undefined : error,
    size: text.length,
  };
}

/** A frame of ours. */
export function writeFrame(invocationId: string, target: string, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ invocationId, source: socketNames.client, target, data });
}

/** Whether it is the socket's own word and not an agent's. */
export const isOfSocket = ({ source }: Frame): boolean => source.toUpperCase() === socketNames.server;

/** Names of phases and events, whatever their case and style: `tool_call` is `toolcall`. */
export const wordOf = (data: Fields, name: string): string =>
  textOf(data, name).trim().toLowerCase().replace(/[_-]/g, '');

/** What a frame says went wrong: text, or an object with `code` and `message`. */
export function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  const fields = fieldsOf(error);
  return { code: textOf(fields, 'code'), message: textOf(fields, 'message', 'msg', 'error') || shownText(error) };
}
