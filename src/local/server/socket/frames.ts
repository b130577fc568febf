import { socketNames } from '../../../protocol/wire';
import type { ProgressEvent } from '../../agent/progress';
import type { LocalTask } from '../../agent/task';
import { isObject, objectOf, type JsonObject } from '../../json';
import type { Push } from '../../sessions/pushes';

/** The `data` of a frame. */
export type FrameData = JsonObject;

/** What a client sent. */
export interface ClientFrame {
  readonly invocationId: string;
  readonly target: string;
  readonly data: FrameData;
}

/** Reads a client's frame. @returns `undefined` for what is none: not JSON, a heartbeat, or without the fields of one. */
export function readFrame(text: string): ClientFrame | undefined {
  // Garbage is no reason to end the streams of whoever sent it.
  const { invocationId, requestId, target, data } = objectOf(text) ?? {};
  const id = invocationId ?? requestId;
  if (typeof id !== 'string' || id === '' || typeof target !== 'string' || !isObject(data)) return undefined;
  return { invocationId: id, target, data };
}

/** An event as `data`; `undefined` for those that no frame tells. @param seq Its number in the stream, from 1. */
export function eventData(event: ProgressEvent, seq: number, round: number): FrameData | undefined {
  const fields = eventFields(event);
  return fields && { phase: 'event', seq, round, ...fields };
}

function eventFields(event: ProgressEvent): FrameData | undefined {
  switch (event.type) {
    case 'reasoning':
    case 'content':
      return { eventType: event.type, content: event.text };
    case 'toolCall': {
      const { toolCallId, toolName, args } = event;
      return { eventType: 'tool_call', toolCallId, toolName, args };
    }
    case 'toolResult': {
      const { toolCallId, toolName, result } = event;
      return { eventType: 'tool_result', toolCallId, toolName, result };
    }
    case 'callForUser': {
      const { toolCallId, prompt } = event;
      return { eventType: 'tool_call', toolCallId, toolName: socketNames.callForUser, args: { prompt } };
    }
    case 'fault':
      return { eventType: 'error', error: { code: event.code, message: event.message } };
    case 'action':
    case 'frame':
    case 'drop':
      return undefined;
  }
}

/** The last `data` of a stream. An object as the product goes as JSON text: clients of this route know only text. */
export function endData({ verdict, isTerminated }: LocalTask): FrameData {
  if (isTerminated || !verdict) return { phase: 'end', status: 'cancelled', taskResult: '' };
  const { status, product } = verdict;
  return { phase: 'end', status, taskResult: typeof product === 'string' ? product : JSON.stringify(product) };
}

export const pushData = ({ id, code, message, action, maxWaitTimeSeconds }: Push): FrameData => ({
  type: 'call-for-user',
  id,
  code,
  message,
  action,
  ...(maxWaitTimeSeconds !== undefined && { extraParams: { max_wait_time: maxWaitTimeSeconds } }),
});
