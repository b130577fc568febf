import type { OddFrame } from '../agent/progress';
import type { Reader } from '../reader';
import type { ScriptPush, ScriptQuestion, ScriptStep, ScriptToolCall, ScriptToolResult } from './script';

/** @throws {LocalError} that names the place and what is wrong there. */
export function toStep(from: Reader): ScriptStep {
  from.only(...names);
  return {
    afterMs: from.number('afterMs'),
    action: from.text('action'),
    reasoning: from.text('reasoning'),
    content: from.text('content'),
    toolCall: from.object('toolCall', toToolCall),
    toolResult: from.object('toolResult', toToolResult),
    callForUser: from.object('callForUser', toQuestion),
    fault: from.object('fault', toFault),
    push: from.object('push', toPush),
    frame: from.object('frame', toFrame),
    drop: from.oneOf('drop', ['cut', 'close']),
  };
}

const names: readonly (keyof ScriptStep)[] = [
  'afterMs',
  'action',
  'reasoning',
  'content',
  'toolCall',
  'toolResult',
  'callForUser',
  'fault',
  'push',
  'frame',
  'drop',
];

function toToolCall(from: Reader): ScriptToolCall {
  from.only('toolName', 'args', 'toolCallId');
  const toolName = from.needed('toolName', from.text('toolName'));
  return { toolName, args: from.value('args'), toolCallId: from.text('toolCallId') };
}

function toToolResult(from: Reader): ScriptToolResult {
  from.only('toolName', 'toolCallId', 'isError', 'output', 'screenshot', 'mime');
  return {
    toolName: from.text('toolName'),
    toolCallId: from.text('toolCallId'),
    isError: from.yesOrNo('isError'),
    output: from.text('output'),
    screenshot: from.text('screenshot'),
    mime: from.object('mime', (mime) => Object.fromEntries(mime.names.map((name) => [name, mime.value(name)]))),
  };
}

function toQuestion(from: Reader): ScriptQuestion {
  from.only('prompt', 'toolCallId', 'atMostMs');
  const prompt = from.needed('prompt', from.text('prompt'));
  return { prompt, toolCallId: from.text('toolCallId'), atMostMs: from.number('atMostMs') };
}

function toFault(from: Reader): NonNullable<ScriptStep['fault']> {
  from.only('code', 'message');
  return { code: from.needed('code', from.text('code')), message: from.needed('message', from.text('message')) };
}

function toPush(from: Reader): ScriptPush {
  from.only('code', 'channel', 'id', 'message', 'action', 'maxWaitTimeSeconds', 'waits');
  return {
    code: from.needed('code', from.number('code')),
    channel: from.text('channel'),
    id: from.number('id'),
    message: from.text('message'),
    action: from.text('action'),
    maxWaitTimeSeconds: from.number('maxWaitTimeSeconds'),
    waits: from.yesOrNo('waits'),
  };
}

function toFrame(from: Reader): OddFrame {
  from.only('raw', 'bytes', 'data', 'source');
  const raw = from.text('raw');
  if (raw !== undefined) return { raw };
  const bytes = from.number('bytes');
  if (bytes !== undefined) return { bytes };
  const source = from.text('source');
  return { data: from.needed('data', from.value('data')), ...(source !== undefined && { source }) };
}
