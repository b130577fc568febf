import type { LocalTask } from '../agent/task';

/** Ended tasks that stay readable; older ones are forgotten. */
const MOST_TASKS = 50;

/** The tasks of a session, of which at most one is at work. */
export class SessionTasks {
  readonly #tasks = new Map<string, LocalTask>();

  /** Whether one runs or is just being stopped. */
  get isBusy(): boolean {
    return [...this.#tasks.values()].some((task) => task.isBusy);
  }

  /** What the one at work says it is doing; empty when it says nothing, or none runs. */
  get action(): string {
    return [...this.#tasks.values()].find((task) => task.isRunning)?.action ?? '';
  }

  get(id: string): LocalTask | undefined {
    return this.#tasks.get(id);
  }

  add(task: LocalTask): void {
    this.#tasks.set(task.id, task);
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= MOST_TASKS) break;
      this.#tasks.delete(id);
    }
  }

  /** Ends the one at work, for good and without seeing to its browser. */
  cancel(): void {
    for (const task of this.#tasks.values()) task.cancel();
  }
}
