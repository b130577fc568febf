import type { TaskAttention } from '../model/attention';
import type { ConnectionKind } from '../model/task';

/** Between what two pauses the pace stays, in ms. */
export interface PaceBounds {
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** What decides how long to wait before the next question about a task. Durations in ms. */
export interface PaceFacts {
  readonly connection: ConnectionKind;
  readonly attention: TaskAttention;
  /** Since the task was handed over, or since it is to end. */
  readonly ageMs: number;
  /** Questions about it in a row that failed. */
  readonly failures: number;
  /** How many steps slower its service wants to be asked. */
  readonly slowerBy: number;
  readonly bounds: PaceBounds;
}

interface Pace {
  /** While the task is young, and from then on. */
  readonly youngMs: number;
  readonly grownMs: number;
  /** The pause is at least this share of the age: the longer nothing changes in how the task stands, the slower. */
  readonly shareOfAge: number;
}

/**
 * Who watches is told promptly for as long as tasks take, and only a page left open overnight slows down. What nobody watches is
 * told late by about a tenth of the time it took. The agent's actions count for no change: they come all the time.
 */
const paces: Readonly<Record<TaskAttention, Pace>> = {
  watched: { youngMs: 1_000, grownMs: 2_000, shareOfAge: 1 / 600 },
  visible: { youngMs: 3_000, grownMs: 3_000, shareOfAge: 1 / 5 },
  hidden: { youngMs: 5_000, grownMs: 5_000, shareOfAge: 1 / 5 },
  unfocused: { youngMs: 15_000, grownMs: 15_000, shareOfAge: 1 / 5 },
};
const YOUNG_MS = 30_000;

/** Asking AgentBay Local is loopback and costs nobody anything: short local tasks shall show their steps. */
const LOCAL_SHARE = 1 / 4;

/** How much longer each pause is after a failed question, or after one that the service refused as one too many. */
export const GROWTH = 1.6;
/** What failures slow down to; only a hint of the service goes beyond it. */
export const SLOWEST_MS = 60_000;

/** The pause before the next question, in ms, before it is spread. The bounds are those of the pace while all is well. */
export function pauseMs(facts: PaceFacts): number {
  const pause = calmPauseMs(facts);
  const grown = Math.round(pause * GROWTH ** (facts.failures + facts.slowerBy));
  return Math.max(pause, Math.min(grown, SLOWEST_MS));
}

function calmPauseMs({ connection, attention, ageMs, bounds }: PaceFacts): number {
  const { youngMs, grownMs, shareOfAge } = paces[attention];
  const wanted = Math.max(ageMs < YOUNG_MS ? youngMs : grownMs, Math.round(ageMs * shareOfAge));
  const pause = Math.min(Math.max(wanted, bounds.shortestMs), bounds.longestMs);
  return connection === 'local' ? pause * LOCAL_SHARE : pause;
}

/** The pause before the first question about a task that was just accepted: somebody has just started it. */
export const firstPauseMs = (connection: ConnectionKind, bounds: PaceBounds): number =>
  pauseMs({ connection, attention: 'watched', ageMs: 0, failures: 0, slowerBy: 0, bounds });

const FEW = 8;
const APART_MS = 300;

/**
 * Over what time the next questions about all tasks are spread when all of them become due together, as at the start, after
 * sleep, or when a service may be asked again. A few go at once.
 */
export const spreadMs = (tasks: number, pauseMs: number): number =>
  tasks <= FEW ? 0 : Math.min(tasks * APART_MS, pauseMs);

const JITTER = 0.15;

/** Spreads a pause by 15 % either way. @param draw From 0 to 1. */
export const jittered = (pauseMs: number, draw: number): number => pauseMs * (1 + JITTER * (2 * draw - 1));

/** How close an attention is: more is closer. */
export function closeness(attention: TaskAttention): number {
  return ['unfocused', 'hidden', 'visible', 'watched'].indexOf(attention);
}
