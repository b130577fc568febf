/** What happens in a task while it runs, in the terms in which every route tells it. */
export type ProgressEvent =
  /** What is being done now (`task_action`); it stands until the next one. */
  | { readonly type: 'action'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'content'; readonly text: string }
  | { readonly type: 'toolCall'; readonly toolCallId: string; readonly toolName: string; readonly args: unknown }
  | {
      readonly type: 'toolResult';
      readonly toolCallId: string;
      readonly toolName: string;
      /** As it goes over the wire: `isError` and `output`, with a `screenshot` in base64 or a `mime` map where there is one. */
      readonly result: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'callForUser'; readonly toolCallId: string; readonly prompt: string }
  | { readonly type: 'fault'; readonly code: string; readonly message: string }
  /** Only a script asks for these: how the route that streams is to misbehave. Other routes take no notice. */
  | { readonly type: 'frame'; readonly frame: OddFrame }
  | { readonly type: 'drop'; readonly how: 'cut' | 'close' };

/** A frame that no healthy service sends: `raw` text or a `content` event of so many `bytes`, or `data` as `source`. */
export type OddFrame =
  { readonly raw: string } | { readonly bytes: number } | { readonly data: unknown; readonly source?: string };

/** An event with its place in the task. */
export interface TimedEvent {
  readonly event: ProgressEvent;
  /** Milliseconds since 1970; different for each event of a task, since clients tell fragments apart by it. */
  readonly atMs: number;
  /** The agent's turn, from 1: it thinks and speaks, uses tools, and looks at what came of it. */
  readonly round: number;
}

/** Events that are kept; the oldest go first. */
export const MOST_EVENTS = 1_000;

/** What has happened in a task so far, for those who ask and those who follow. */
export class Progress {
  readonly #events: TimedEvent[] = [];
  readonly #listeners = new Set<(event: TimedEvent) => void>();
  #action = '';

  /** What is being done; empty before anything is. */
  get action(): string {
    return this.#action;
  }

  /** The last {@link MOST_EVENTS}, oldest first. */
  get events(): readonly TimedEvent[] {
    return this.#events;
  }

  report(event: ProgressEvent): void {
    if (event.type === 'action') this.#action = event.text;
    const last = this.#events.at(-1);
    const timed = {
      event,
      atMs: Math.max(Date.now(), (last?.atMs ?? 0) + 1),
      round: (last?.round ?? 1) + (last && beginsRound(last.event, event) ? 1 : 0),
    };
    this.#events.push(timed);
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
    for (const listener of this.#listeners) listener(timed);
  }

  /** Tells the listener all there has been and all that comes. @returns Ends that. */
  follow(listener: (event: TimedEvent) => void): () => void {
    for (const event of this.#events) listener(event);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Words after a tool, or a tool after another one's result, begin the agent's next turn. */
function beginsRound(before: ProgressEvent, { type }: ProgressEvent): boolean {
  if (before.type === 'toolResult') return type !== 'toolResult';
  return before.type === 'toolCall' && (type === 'reasoning' || type === 'content');
}
