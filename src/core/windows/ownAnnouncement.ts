import { rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { type Attention, noAttention } from '../model/attention';
import type { Clock } from '../util/clock';
import { renameStubbornly } from '../util/files';
import { processStart } from '../util/process';
import { stopwatch } from '../util/stopwatch';
import { type Announcement, announcementFile, encodeAnnouncement, temporaryFile } from './announcement';

/** What this window says of itself, and the file it says it in. */
export class OwnAnnouncement {
  readonly #process: Pick<Announcement, 'host' | 'pid' | 'processStart'>;
  #attention = noAttention;
  #attentionAt: number;
  #beat = 0;
  #since: () => number = () => Infinity;

  constructor(
    private readonly folder: string,
    private readonly windowId: string,
    private readonly clock: Clock,
    pid: number,
  ) {
    const start = processStart(pid);
    this.#process = { host: os.hostname(), pid, ...(start !== undefined && { processStart: start }) };
    this.#attentionAt = clock.now();
  }

  get attention(): Attention {
    return this.#attention;
  }

  /** Since when the window looks at that, ms since the epoch. */
  get attentionAt(): number {
    return this.#attentionAt;
  }

  /** Measures the time since shortly before it was last written, in ms. */
  get since(): () => number {
    return this.#since;
  }

  /** @returns Whether that is different. */
  look(attention: Attention): boolean {
    if (JSON.stringify(attention) === JSON.stringify(this.#attention)) return false;
    this.#attention = attention;
    this.#attentionAt = this.clock.now();
    return true;
  }

  /** Says it to the others. @throws What the file system says. */
  async write(rest: Pick<Announcement, 'isBeating' | 'wishes' | 'done'>): Promise<void> {
    const since = stopwatch(this.clock);
    this.#beat += 1;
    const text = encodeAnnouncement({
      ...this.#process,
      ...{ beat: this.#beat, at: this.clock.now(), attention: this.#attention, attentionAt: this.#attentionAt },
      ...rest,
    });
    const { folder, windowId } = this;
    const temporary = temporaryFile(folder, windowId);
    await writeFile(temporary, text);
    await renameStubbornly(temporary, announcementFile(folder, windowId));
    this.#since = since;
  }

  /** Says no more. @throws What the file system says. */
  async withdraw(): Promise<void> {
    await rm(announcementFile(this.folder, this.windowId), { force: true });
  }
}
