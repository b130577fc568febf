import type { OutputSchema } from './outputSchema';

/** How many tasks an agent keeps in mind. One at a time runs in a session; the others are over, and may be asked about again. */
export const MOST_NOTES = 32;

/** What an agent keeps in mind of a task that it handed over, or was asked to end. */
export interface TaskNotes {
  /** When the service took the task, in ms since the epoch; absent for a task handed over elsewhere. */
  readonly acceptedAt?: number;
  /** What its product shall follow. */
  readonly schema?: OutputSchema;
  /** Its end was asked for here, or may have been: the answer is not in yet, or was lost. */
  isEndAsked: boolean;
}

/** The notes of one agent, by task id. The oldest go when there are too many. */
export class TaskMemory {
  readonly #notes = new Map<string, TaskNotes>();

  /** Begins the notes of a task just accepted. */
  accept(taskId: string, acceptedAt: number, schema: OutputSchema | undefined): void {
    this.#put(taskId, { acceptedAt, isEndAsked: false, ...(schema && { schema }) });
  }

  /** The notes of a task, if there are any. */
  peek(taskId: string): TaskNotes | undefined {
    return this.#notes.get(taskId);
  }

  /** The notes of a task; kept from here on if there were none. Whoever holds them sees later changes. */
  of(taskId: string): TaskNotes {
    return this.#notes.get(taskId) ?? this.#put(taskId, { isEndAsked: false });
  }

  get size(): number {
    return this.#notes.size;
  }

  #put(taskId: string, notes: TaskNotes): TaskNotes {
    this.#notes.set(taskId, notes);
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > MOST_NOTES && oldest !== undefined) this.#notes.delete(oldest);
    return notes;
  }
}
