import { ServiceError } from '../errors';
import type { CallOptions } from '../results';
import { quoted } from '../wire/failures';
import { type Fields, fieldsOf, opened, textOf, valueOf } from '../wire/fields';
import { askUntil, isFinal, type Pace } from './askUntil';
import type { SessionContext } from './context';
import { callSession } from './sessionCall';

/** A context (files that outlive a session) to mount at a path. */
export interface SessionContextMount {
  readonly contextId: string;
  /** Where inside the session. */
  readonly path: string;
  /** How it is synchronised, in the service's own form. */
  readonly policy?: Readonly<Record<string, unknown>>;
}

/** What came of mounting a context. */
export interface MountedContext {
  readonly contextId: string;
  readonly path: string;
  /** `unknown`: the service has not said, in the time there was. */
  readonly status: 'mounted' | 'failed' | 'unknown';
  /** Why it failed, or why that is not known; `''` when it is mounted. */
  readonly errorMessage: string;
}

/** As the official SDK asks (0.13 to 0.19, seen on the wire): after 0.5 s, a tenth longer each time up to 5 s, 50 times. */
const PACE: Pace = { firstMs: 500, growth: 1.1, atMostMs: 5_000, withinMs: 180_000 };

/**
 * Waits until the service says of each context whether it is mounted. Contexts that fail, and questions that do, are part of the
 * result: the session is there, and its caller must get it.
 */
export async function awaitContexts(
  context: SessionContext,
  asked: readonly SessionContextMount[],
  call: CallOptions = {},
): Promise<readonly MountedContext[]> {
  const last = await askUntil(
    context.gateway.clock,
    PACE,
    call,
    async (question) => {
      const { data } = await callSession(context, 'GetContextInfo', {}, question);
      return readMounts(valueOf(fieldsOf(data), 'ContextStatus'), asked);
    },
    (answer) =>
      answer instanceof ServiceError
        ? answer.kind === 'notFound' || isFinal(answer)
        : answer.every(({ status }) => status !== 'unknown'),
  );
  if (!(last instanceof ServiceError)) return last;
  return asked.map((one) => mounted(one, 'unknown', `It is not known whether it is mounted: ${last.message}`));
}

/** A sentence about the contexts that are not mounted; `''` when all are. */
export function mountTroubles(contexts: readonly MountedContext[]): string {
  const missing = contexts.filter(({ status }) => status !== 'mounted');
  if (missing.length === 0) return '';
  const reasons = missing.map(({ contextId, errorMessage }) => `${contextId}: ${errorMessage}`).join(' ');
  return `The session is there, but ${missing.length} of ${contexts.length} contexts are not mounted. ${reasons}`;
}

/** The answer is a list in JSON text, whose items hold a list in JSON text of their own. */
function readMounts(status: unknown, asked: readonly SessionContextMount[]): readonly MountedContext[] {
  const told = listOf(status)
    .flatMap((group) => listOf(valueOf(group, 'data')))
    // What is uploaded is no matter of mounting.
    .filter((item) => textOf(item, 'taskType').toLowerCase() !== 'upload');
  return asked.map((one) => {
    const item = told.find(
      (fields) => textOf(fields, 'contextId') === one.contextId && ['', one.path].includes(textOf(fields, 'path')),
    );
    switch (textOf(item, 'status').toLowerCase()) {
      case 'success':
        return mounted(one, 'mounted', '');
      case 'failed':
        return mounted(one, 'failed', quoted(textOf(item, 'errorMessage')) || 'AgentBay gave no reason.');
      default:
        return mounted(one, 'unknown', 'AgentBay has not said that it is mounted.');
    }
  });
}

const mounted = (
  { contextId, path }: SessionContextMount,
  status: MountedContext['status'],
  errorMessage: string,
): MountedContext => ({ contextId, path, status, errorMessage });

function listOf(value: unknown): readonly Fields[] {
  const list = opened(value);
  return (Array.isArray(list) ? (list as unknown[]) : []).map(fieldsOf).filter((item) => item !== undefined);
}
