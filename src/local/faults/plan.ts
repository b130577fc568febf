import type { Condition, Fault, FaultRule } from './rule';
import { toFaultRules } from './parse';

/** What conditions look at. What a request does not say is `''`. */
export interface Facts {
  readonly action: string;
  readonly path: string;
  readonly tool: string;
  readonly sessionId: string;
  readonly task: string;
}

interface Counted {
  readonly rule: FaultRule;
  /** Requests so far that fit the rule's condition, whether or not their turn had come. */
  fitting: number;
}

/** Decides which request meets which fault. Every rule counts for itself; the first whose turn it is has the request. */
export class FaultPlan {
  #rules: readonly Counted[] = [];

  constructor(rules: readonly FaultRule[]) {
    this.replace(rules);
  }

  /**
   * Puts other rules in force; they begin to count.
   * @throws {LocalError} when a rule contradicts itself.
   */
  replace(rules: readonly FaultRule[]): void {
    this.#rules = toFaultRules(rules).map((rule) => ({ rule, fitting: 0 }));
  }

  /** Whether there is anything to decide. */
  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** Whether to cut the connection of a request of which only the head is known. */
  cutsUnread(head: Pick<Facts, 'action' | 'path'>): boolean {
    const facts = { ...head, tool: '', sessionId: '', task: '' };
    return this.#first(facts, (kind) => kind === 'resetBeforeReading') !== undefined;
  }

  /** The fault a request meets that has been read; `undefined` when all goes well. */
  next(facts: Facts): Fault | undefined {
    return this.#first(facts, (kind) => kind !== 'resetBeforeReading');
  }

  #first(facts: Facts, isOurs: (kind: Fault['kind']) => boolean): Fault | undefined {
    let found: Fault | undefined;
    for (const counted of this.#rules) {
      const { do: fault, when = {} } = counted.rule;
      if (!isOurs(fault.kind) || !fits(when, facts)) continue;
      counted.fitting += 1;
      if (found === undefined && isTurn(when, counted.fitting)) found = fault;
    }
    return found;
  }
}

function fits({ action, tool, path, sessionId, taskContains }: Condition, facts: Facts): boolean {
  return (
    (action === undefined || action === facts.action) &&
    (tool === undefined || tool === facts.tool) &&
    (path === undefined || path === facts.path || facts.path.startsWith(`${path}/`)) &&
    (sessionId === undefined || sessionId === facts.sessionId) &&
    (taskContains === undefined || facts.task.includes(taskContains))
  );
}

function isTurn({ nth, from = 1, to = Infinity, every = 1 }: Condition, count: number): boolean {
  return (nth === undefined || count === nth) && count >= from && count <= to && (count - from) % every === 0;
}
