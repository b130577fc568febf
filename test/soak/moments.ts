import type { Call, Told } from './call';
import type { Point, Witness } from './cloud';
import type { Random } from './random';

/** When the extension host is to be killed. */
export type Moment =
  /** So long after its process is there, still starting as it may be. */
  | { readonly type: 'start'; readonly afterMs: number }
  /** So long after the driver went to work. */
  | { readonly type: 'work'; readonly afterMs: number }
  /** When the so-many-th call of this kind comes to this point, or a moment later. */
  | {
      readonly type: 'call';
      readonly call: 'execute' | 'end' | 'terminate';
      readonly point: Point;
      readonly nth: number;
      readonly afterMs: number;
      /** Whether the call, or its answer, is lost with the host. */
      readonly isLost: boolean;
    };

export function momentOf(random: Random): Moment {
  const kind = random.weighted([
    [15, 'start'],
    [30, 'work'],
    [20, 'execute'],
    [25, 'end'],
    [10, 'terminate'],
  ] as const);
  if (kind === 'start') return { type: 'start', afterMs: random.between(0, 2_000) };
  if (kind === 'work' || kind === undefined) return { type: 'work', afterMs: random.between(0, 4_000) };
  const point = random.pick(['arrives', 'isAnswered', 'isTold'] as const) ?? 'arrives';
  return {
    type: 'call',
    call: kind,
    point,
    nth: random.between(1, 5),
    afterMs: random.next() < 0.4 ? 0 : random.between(0, 30),
    isLost: random.next() < 0.5,
  };
}

export function describeMoment(moment: Moment): string {
  if (moment.type !== 'call') return `${moment.afterMs} ms into its ${moment.type}`;
  const { call, point, nth, afterMs, isLost } = moment;
  return `${call} ${nth} ${point}${isLost ? ', lost' : ''}, +${afterMs} ms`;
}

const settled = ['finished', 'failed', 'unsupported'];

const isMeant = (wanted: 'execute' | 'end' | 'terminate', call: Call, { status = '' }: Told, point: Point): boolean =>
  wanted === 'end' ? call.type === 'status' && (point === 'arrives' || settled.includes(status)) : call.type === wanted;

/** A witness that calls `kill` when the moment has come. */
export function witnessOf({ call, point, nth, afterMs, isLost }: Moment & { type: 'call' }, kill: () => void): Witness {
  let count = 0;
  return (at, passing, told) => {
    if (at !== point || !isMeant(call, passing, told, point) || ++count !== nth) return undefined;
    if (afterMs === 0) kill();
    else setTimeout(kill, afterMs);
    return isLost && point !== 'isTold' ? 'lose' : undefined;
  };
}
