import fs from 'node:fs';
import path from 'node:path';
import type { Session } from '../../src/core/model/session';
import type { Task, TimelineEntry } from '../../src/core/model/task';

/** What the driver is to do in this life of the extension host. */
export interface Order {
  readonly life: number;
  readonly seed: number;
  /** Timelines and products are wanted of the tasks that something happened to since, ms since the epoch. */
  readonly since: number;
  /** `day`: works until it is killed. `evening`: ends what runs for ever, waits for the rest, reports. */
  readonly part: 'day' | 'evening';
}

/** What the extension knows, as its API tells it. */
export interface Report {
  readonly life: number;
  readonly tasks: readonly Task[];
  readonly sessions: readonly Session[];
  /** By our task id, of those that were wanted. */
  readonly details: Readonly<Record<string, Detail>>;
}

export interface Detail {
  readonly timeline: readonly TimelineEntry[];
  readonly product?: string;
}

/** The folder that the driver and whoever drives it share. */
export class Exchange {
  constructor(readonly folder: string) {}

  get notes(): string {
    return path.join(this.folder, 'notes.jsonl');
  }

  give(order: Order): void {
    write(this.#order, order);
  }

  taken(): Order {
    return JSON.parse(fs.readFileSync(this.#order, 'utf8')) as Order;
  }

  /** The driver of this life is there. */
  begin(life: number): void {
    write(this.#begun(life), {});
  }

  isBegun(life: number): boolean {
    return fs.existsSync(this.#begun(life));
  }

  report(report: Report): void {
    write(this.#report(report.life), report);
  }

  /** The report of a life; `undefined` while there is none. */
  reported(life: number): Report | undefined {
    const file = this.#report(life);
    return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Report) : undefined;
  }

  get #order(): string {
    return path.join(this.folder, 'order.json');
  }

  #begun(life: number): string {
    return path.join(this.folder, `begun-${life}.json`);
  }

  #report(life: number): string {
    return path.join(this.folder, `report-${life}.json`);
  }
}

/** The whole file or none. */
function write(file: string, value: unknown): void {
  fs.writeFileSync(`${file}.part`, JSON.stringify(value));
  fs.renameSync(`${file}.part`, file);
}
