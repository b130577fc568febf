import type { ProgressEvent, TimedEvent } from '../../agent/progress';
import type { LocalTask } from '../../agent/task';
import { endData, eventData } from './frames';
import type { Line } from './line';

/** Tells one task's events, from its first to its end, as the frames of one invocation. */
export class Stream {
  readonly task: LocalTask;
  readonly #line: Line;
  readonly #invocationId: string;
  readonly #source: string;
  readonly #stop: () => void;
  #isFollowing = true;
  /** Events told so far. */
  #told = 0;

  /** @param onEnd Called after the last frame. */
  constructor(line: Line, invocationId: string, source: string, task: LocalTask, onEnd: () => void) {
    this.#line = line;
    this.#invocationId = invocationId;
    this.#source = source;
    this.task = task;
    this.#stop = task.progress.follow((event) => this.#tell(event));
    void task.ended.then(() => {
      if (!this.#isFollowing) return;
      this.letGo();
      this.#end();
      onEnd();
    });
  }

  /** Tells nothing more; the task goes on. */
  letGo(): void {
    this.#isFollowing = false;
    this.#stop();
  }

  #tell({ event, round }: Omit<TimedEvent, 'atMs'>): void {
    if (event.type === 'drop') this.#line.drop(event.how);
    else if (event.type === 'frame') this.#misbehave(event, round);
    else this.#send(eventData(event, this.#told + 1, round));
  }

  #misbehave({ frame }: Extract<ProgressEvent, { type: 'frame' }>, round: number): void {
    if ('raw' in frame) this.#line.sendText(frame.raw);
    else if ('data' in frame) this.#line.send(this.#invocationId, frame.source ?? this.#source, frame.data);
    else this.#tell({ event: { type: 'content', text: 'x'.repeat(frame.bytes) }, round });
  }

  #end(): void {
    const { verdict, progress } = this.task;
    // The last frame has no place for a reason.
    if (verdict && verdict.error !== '') {
      const fault = { type: 'fault', code: verdict.status, message: verdict.error } as const;
      this.#tell({ event: fault, round: progress.events.at(-1)?.round ?? 1 });
    }
    this.#line.send(this.#invocationId, this.#source, endData(this.task));
  }

  #send(data: ReturnType<typeof eventData>): void {
    if (!data) return;
    this.#told++;
    this.#line.send(this.#invocationId, this.#source, data);
  }
}
