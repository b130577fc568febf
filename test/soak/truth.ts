import type { Call, Told } from './call';

/** What the service knows of a task that it took. */
export interface Fate {
  readonly taskId: string;
  readonly text: string;
  readonly sessionId: string;
  /** Each status it told, once. */
  readonly told: ReadonlySet<string>;
  readonly questions: number;
  readonly isTerminateAsked: boolean;
}

/** One request to take a task. Refused only when the extension was told so. */
interface Sending {
  isRefused: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** All that passed between the extension and the service. */
export class Truth {
  readonly #sent = new Map<string, Sending[]>();
  readonly #fates = new Map<string, Mutable<Fate> & { readonly told: Set<string> }>();
  readonly #deleted = new Set<string>();

  /** How often a task of this text arrived, but for those times that the service said it would not take it. */
  timesSent(text: string): number {
    return this.#sent.get(text)?.filter(({ isRefused }) => !isRefused).length ?? 0;
  }

  /** The tasks of this text that the service took. */
  taken(text: string): readonly Fate[] {
    return [...this.#fates.values()].filter((fate) => fate.text === text);
  }

  fate(taskId: string): Fate | undefined {
    return this.#fates.get(taskId);
  }

  isDeleted(sessionId: string): boolean {
    return this.#deleted.has(sessionId);
  }

  heard(call: Call): void {
    if (call.type === 'execute')
      this.#sent.set(call.text, [...(this.#sent.get(call.text) ?? []), { isRefused: false }]);
    if (call.type === 'deleteSession') this.#deleted.add(call.sessionId);
    if (call.type !== 'status' && call.type !== 'terminate') return;
    const fate = this.#fates.get(call.taskId);
    if (!fate) return;
    if (call.type === 'terminate') fate.isTerminateAsked = true;
    else fate.questions++;
  }

  answered(call: Call, { taskId, status }: Told): void {
    if (call.type === 'execute' && taskId !== undefined) {
      const { text, sessionId } = call;
      this.#fates.set(taskId, { taskId, text, sessionId, told: new Set(), questions: 0, isTerminateAsked: false });
    }
    if (call.type === 'status' && status !== undefined) this.#fates.get(call.taskId)?.told.add(status);
  }

  /** The answer has left. */
  told(call: Call, { taskId }: Told): void {
    const sending = call.type === 'execute' && taskId === undefined ? this.#sent.get(call.text)?.at(-1) : undefined;
    if (sending) sending.isRefused = true;
  }
}
