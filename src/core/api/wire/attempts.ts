import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/emitter';
import type { Logger } from '../../util/logger';
import { mayHaveBeenAccepted, ServiceError } from '../errors';
import type { CallOptions } from '../results';
import { noteCall } from './callLog';
import { aborted, badInput, closed, timedOut, withDetail } from './failures';
import { limited } from './limited';
import type { Call, HttpRequest } from './request';
import { attemptLimitMs, DEFAULT_ATTEMPTS, pauseBeforeNext } from './retry';
import type { HttpReply, Transport } from './transport';

export interface AttemptsOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Limit for one call with all its attempts and pauses, headers and body, in ms; a call may have its own. */
  readonly timeoutMs: number;
  readonly log?: Logger | undefined;
  /** Spreads the pauses; 0 to 1, as `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** What is said of a call, whatever its route. */
export type CallFacts = Pick<Call, 'action' | 'label' | 'repeat'>;

/** How an attempt is made, and its answer read. */
export interface Route<T> {
  /** Where it leads, for messages: host and port. */
  readonly host: string;
  /** Makes the request of one attempt. */
  readonly request: () => HttpRequest;
  /**
   * @param attempt Which attempt was answered, from 1.
   * @throws {ServiceError} when the answer is not a good one.
   */
  readonly read: (reply: HttpReply, attempt: number) => T;
}

/** What has become of a call so far. */
interface Tally {
  readonly startedAt: number;
  made: number;
  earlierUnclear: boolean;
}

/** The one place where calls are limited in time, tried again, counted and logged. */
export class Attempts implements Disposable {
  readonly #options: AttemptsOptions;
  /** The attempts and pauses under way. */
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call, and makes it again as `pauseBeforeNext` allows, within the call's time.
   * @throws {ServiceError} what the last attempt came to, with the action and the number of attempts.
   */
  async run<T extends { readonly requestId: string }>(
    call: CallFacts,
    route: Route<T>,
    { signal, timeoutMs = this.#options.timeoutMs, attempts = DEFAULT_ATTEMPTS }: CallOptions = {},
  ): Promise<T> {
    const { clock, random = Math.random } = this.#options;
    const { repeat } = call;
    const tally: Tally = { startedAt: clock.now(), made: 0, earlierUnclear: false };
    const remainingMs = (): number => tally.startedAt + timeoutMs - clock.now();
    for (;;) {
      try {
        checkOptions(timeoutMs, attempts);
        const limitMs = attemptLimitMs(repeat, attempts - tally.made, timeoutMs, remainingMs());
        return await this.#attempt(call, route, tally, limitMs, signal);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const { made } = tally;
        const pauseMs = pauseBeforeNext(error, { repeat, made, attempts, remainingMs: remainingMs(), random });
        if (pauseMs === undefined) throw this.#final(error, call, route.host, tally);
        tally.earlierUnclear ||= mayHaveBeenAccepted(error);
        await this.#pause(pauseMs, signal).catch((stop: unknown) => {
          throw stop instanceof ServiceError ? this.#final(stop, call, route.host, tally) : stop;
        });
      }
    }
  }

  /**
   * Does something that belongs to a call, and ends with it.
   * @throws {ServiceError} `aborted` when the caller's signal, or `dispose`, ended it.
   */
  async whileOpen<T>(work: (giveUp: AbortSignal) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#isClosed) throw closed(false);
    return limited(work, { clock: this.#options.clock, signal, open: this.#open });
  }

  /** Ends what is under way; later calls fail without a request. */
  dispose(): void {
    this.#isClosed = true;
    for (const phase of this.#open) phase.abort(closed(true));
  }

  async #attempt<T extends { readonly requestId: string }>(
    call: CallFacts,
    { host, request, read }: Route<T>,
    tally: Tally,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { transport, clock, log } = this.#options;
    const since = clock.now();
    let reply: HttpReply | undefined;
    try {
      if (this.#isClosed) throw closed(false);
      reply = await limited(
        (giveUp) => {
          tally.made += 1;
          return transport.send(request(), giveUp);
        },
        { clock, limitMs, timedOut: () => timedOut(host, limitMs), signal, open: this.#open },
      );
      const answer = read(reply, tally.made);
      noteCall(log, call, clock.now() - since, reply.status, answer.requestId);
      return answer;
    } catch (error) {
      if (error instanceof ServiceError) {
        noteCall(log, call, clock.now() - since, reply?.status, error.detail.requestId, error);
      }
      throw error;
    }
  }

  /** Between two attempts nothing is on its way. */
  #pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const rest = async (giveUp: AbortSignal): Promise<void> => {
      await this.#options.clock.sleep(ms, giveUp);
      if (giveUp.aborted) throw aborted(false);
    };
    return this.whileOpen(rest, signal);
  }

  /** A failure as the caller gets it, with what is known of the whole call. */
  #final(
    error: ServiceError,
    { action }: CallFacts,
    host: string,
    { startedAt, made, earlierUnclear }: Tally,
  ): ServiceError {
    const whole = error.kind === 'timeout' ? timedOut(host, this.#options.clock.now() - startedAt, made) : error;
    return withDetail(whole, {
      ...error.detail,
      action,
      ...(made > 0 && { attempts: made }),
      ...(earlierUnclear && { earlierUnclear }),
    });
  }
}

function checkOptions(timeoutMs: number, attempts: number): void {
  if (!(timeoutMs > 0)) throw badInput('The time limit of a call must be more than 0 ms.');
  if (!Number.isInteger(attempts) || attempts < 1) {
    throw badInput('The number of attempts must be a whole number, at least 1.');
  }
}
