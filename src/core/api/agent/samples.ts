import type { TaskState } from '../../model/task';
import type { QueryResult, TaskFragment } from '../results';
import type { TaskEvent } from './events';

/** Tells what changed from one answer about a task to the next. */
export class Samples {
  #status: TaskState | undefined;
  #word = '';
  #action = '';
  /** What the fragments told so far are known by. */
  readonly #told = new Set<string>();

  /** The events of an answer that was given; a question that failed is none of its business. */
  *read({ taskStatus, rawStatus, taskAction, taskStream }: QueryResult): Generator<TaskEvent, void, undefined> {
    // No word is no change.
    if (taskStatus !== 'unknown' && (taskStatus !== this.#status || rawStatus !== this.#word)) {
      this.#status = taskStatus;
      this.#word = rawStatus;
      yield { type: 'status', taskStatus, rawStatus };
    }
    for (const [index, fragment] of (taskStream ?? []).entries()) yield* this.#fragment(fragment, index);
    if (taskAction !== '' && taskAction !== this.#action) {
      this.#action = taskAction;
      yield { type: 'action', taskAction };
    }
  }

  /** The agent's list is repeated with every answer; a fragment is known by its moment, or else by its place. */
  *#fragment({ at, reasoning, content }: TaskFragment, index: number): Generator<TaskEvent, void, undefined> {
    const name = at === undefined ? `place ${index}` : `moment ${at}`;
    if (this.#told.has(name)) return;
    this.#told.add(name);
    if (reasoning !== '') yield { type: 'reasoning', text: reasoning };
    if (content !== '') yield { type: 'content', text: content };
  }
}
