import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock';

export interface TicketRules {
  /** How long a ticket is good from its issue, or from its last renewal. */
  readonly lifeMs: number;
  /** More than this are not kept; the oldest go first. */
  readonly most: number;
  readonly clock: Clock;
}

interface Ticket<T> {
  readonly value: T;
  readonly until: number;
}

/** Things that are reached by a secret word in an address: nobody can guess one, and each runs out. */
export class Tickets<T> {
  readonly #tickets = new Map<string, Ticket<T>>();
  readonly #rules: TicketRules;

  constructor(rules: TicketRules) {
    this.#rules = rules;
  }

  /** @returns The word, fit for a path. */
  issue(value: T): string {
    const word = randomBytes(24).toString('base64url');
    this.#put(word, value);
    return word;
  }

  /** What the word stands for, for this once. */
  take(word: string): T | undefined {
    const value = this.get(word);
    this.#tickets.delete(word);
    return value;
  }

  get(word: string): T | undefined {
    const ticket = this.#tickets.get(word);
    return ticket && ticket.until > this.#rules.clock.now() ? ticket.value : undefined;
  }

  /** As {@link get}; the ticket's life starts again. */
  renew(word: string): T | undefined {
    const value = this.get(word);
    if (value !== undefined) this.#put(word, value);
    return value;
  }

  /** Drops those whose value fits. */
  forget(fits: (value: T) => boolean): void {
    for (const [word, { value }] of this.#tickets) if (fits(value)) this.#tickets.delete(word);
  }

  #put(word: string, value: T): void {
    const { lifeMs, most, clock } = this.#rules;
    const now = clock.now();
    // Taken out and put in, so that the map stays in the order in which tickets run out.
    this.#tickets.delete(word);
    this.#tickets.set(word, { value, until: now + lifeMs });
    for (const [oldest, { until }] of this.#tickets) {
      if (until > now && this.#tickets.size <= most) break;
      this.#tickets.delete(oldest);
    }
  }
}
