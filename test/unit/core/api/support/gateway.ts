import type { HttpReply, HttpRequest, Transport } from '../../../../../src/core/api';
import { Gateway, type GatewayOptions } from '../../../../../src/core/api/wire/gateway';
import type { Call } from '../../../../../src/core/api/wire/request';
import { FakeClock } from '../../../../support/fakeClock';
import { MemoryLog } from '../../../../support/log';

/** What becomes of one attempt: an answer, a failure, or silence until it is given up. */
export type Fate = HttpReply | Error | 'silence';

/** A transport on which each attempt has its fate, the last one for good. */
export class FatefulTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  /** When each was sent, in ms since the beginning. */
  readonly sentAt: number[] = [];
  isDisposed = false;
  readonly #startedAt: number;
  readonly #fates: Fate[];

  constructor(
    private readonly clock: FakeClock,
    fates: readonly Fate[],
  ) {
    this.#startedAt = clock.now();
    this.#fates = [...fates];
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    this.requests.push(request);
    this.sentAt.push(this.clock.now() - this.#startedAt);
    const fate = (this.#fates.length > 1 ? this.#fates.shift() : this.#fates[0]) ?? new Error('No fate was given.');
    if (fate instanceof Error) return Promise.reject(fate);
    if (fate !== 'silence') return Promise.resolve(fate);
    return new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new Error('the operation was aborted'))),
    );
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

export const KEY = 'akm-canary/+ 7f3a!';

export const question: Call = { action: 'GetSession', repeat: 'safe', params: { SessionId: 's-1' } };
export const creation: Call = { action: 'CreateMcpSession', repeat: 'once', params: {} };

/** A gateway whose pauses are not spread. */
export function aGateway(fates: readonly Fate[], options: Partial<GatewayOptions> = {}) {
  const clock = new FakeClock();
  const transport = new FatefulTransport(clock, fates);
  const log = new MemoryLog();
  const gateway = new Gateway({
    ...{ transport, clock, log, timeoutMs: 60_000, random: () => 0.5, apiKey: () => KEY },
    endpoint: new URL('https://gateway.example'),
    ...options,
  });
  return { gateway, clock, transport, log };
}
