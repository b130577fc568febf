import { type QueryResult, ServiceError } from '../api';
import type { TaskFact } from '../ledger/records';
import type { SettledState, Task, TaskState } from '../model/task';

type Verdict = Extract<SettledState, 'finished' | 'failed' | 'unsupported' | 'terminated'>;
const verdicts: ReadonlySet<TaskState> = new Set<Verdict>(['finished', 'failed', 'unsupported', 'terminated']);
const isVerdict = (state: TaskState): state is Verdict => verdicts.has(state);

const FORGOTTEN = 'AgentBay no longer knows this task: it has ended, but how it ended cannot be told.';

/**
 * What is new in an answer to "how is it?", for the ledger: nothing, when all is as before. A failed question leaves the task as
 * it was.
 * @param askedAt When the question was asked, ms since the epoch.
 */
export function factsOf(task: Task, answer: QueryResult, askedAt: number): TaskFact[] {
  if (answer.error) return failureFacts(task, answer.error, answer.errorMessage, askedAt);
  const facts: TaskFact[] = [];
  if (task.problem) facts.push({ type: 'heard' });
  const { taskStatus: status, taskAction: text, taskProduct: product } = answer;
  // The service tells only what the agent does now: we keep the history, one entry for each time it is something else.
  if (text !== '' && text !== task.lastAction?.text) facts.push({ type: 'action', text });
  if (status === 'terminating' && task.state !== 'terminating') facts.push({ type: 'terminating' });
  if (!isVerdict(status)) return facts;
  if (product !== '') facts.push({ type: 'product', text: product });
  return [...facts, settled(endState(task, status, product), answer.errorMessage)];
}

/** That questions about a task fail: nothing, when that is known. */
export function problemFacts(task: Task, message: string, askedAt: number): TaskFact[] {
  if (task.problem?.message === message) return [];
  return [{ type: 'problem', message, since: task.problem?.since ?? askedAt }];
}

/** The answer to a question that was given up on. */
export function noAnswer(): QueryResult {
  const error = new ServiceError('timeout', 'AgentBay did not answer in time.');
  return {
    ...{ success: false, requestId: '', taskId: '', taskStatus: 'unknown', rawStatus: '', taskAction: '' },
    ...{ taskProduct: '', errorMessage: error.message, error },
  };
}

function failureFacts(task: Task, { kind, detail }: ServiceError, message: string, askedAt: number): TaskFact[] {
  if (kind === 'aborted') return [];
  if (kind !== 'notFound' || detail.subject === undefined) return problemFacts(task, message, askedAt);
  // That the session is gone is a fact about the session, and what follows for its tasks is decided elsewhere.
  if (detail.subject === 'session') return [];
  // After a terminate this is how the service confirms it.
  return [task.state === 'terminating' ? settled('terminated') : settled('unknown', FORGOTTEN)];
}

/** A task we asked to end may say `finished` with nothing to show for it: that is our doing, not a result. */
const endState = (task: Task, verdict: Verdict, product: string): Verdict =>
  task.state === 'terminating' && verdict === 'finished' && product === '' ? 'terminated' : verdict;

const settled = (state: SettledState, reason = ''): TaskFact => ({
  type: 'settled',
  state,
  ...(reason !== '' && { reason }),
});
