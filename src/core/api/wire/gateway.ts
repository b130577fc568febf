import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/emitter';
import type { Logger } from '../../util/logger';
import { type Envelope, openEnvelope } from './envelope';
import { ServiceError } from '../errors';
import { aborted, closed, keyUnknown, timedOut, withDetail } from './failures';
import { buildRequest, type Call } from './request';
import type { CallOptions } from '../results';
import type { HttpReply, Transport } from './transport';

export interface GatewayOptions {
  readonly endpoint: URL;
  /** Read anew for each call. */
  readonly apiKey: () => string | Promise<string>;
  /** Limit for one call, headers and body, in ms. */
  readonly timeoutMs: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log?: Logger | undefined;
}

/** The one way to the service: puts the key in, keeps the time, opens the answer, logs a line. Sends each call once. */
export class Gateway implements Disposable {
  readonly #options: GatewayOptions;
  /** The calls under way. */
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** @throws {ServiceError} whatever keeps the call from a good answer. */
  async call(call: Call, { signal }: CallOptions = {}): Promise<Envelope> {
    const { clock } = this.#options;
    const startedAt = clock.now();
    let status: number | undefined;
    try {
      const key = await this.#key();
      if (signal?.aborted) throw aborted(false);
      const reply = await this.#send(call, key, signal);
      status = reply.status;
      const envelope = openEnvelope({ ...reply, text: withoutKey(reply.text, key) });
      this.#note(call, clock.now() - startedAt, status, envelope.requestId);
      return envelope;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#note(call, clock.now() - startedAt, status, error.detail.requestId, error);
      throw withDetail(error, { action: call.action });
    }
  }

  /** Ends what is under way; later calls fail without a request. */
  dispose(): void {
    this.#isClosed = true;
    for (const call of this.#open) call.abort(closed(true));
    this.#options.transport.dispose();
  }

  async #key(): Promise<string> {
    let key: string;
    try {
      key = (await this.#options.apiKey()).trim();
    } catch (error) {
      throw error instanceof ServiceError ? withDetail(error, { requestSent: false }) : keyUnknown(error);
    }
    if (key === '') throw keyUnknown();
    return key;
  }

  async #send(call: Call, key: string, caller: AbortSignal | undefined): Promise<HttpReply> {
    const { endpoint, timeoutMs, transport, clock } = this.#options;
    if (this.#isClosed) throw closed(false);
    // Whoever gives up first says why.
    const giveUp = new AbortController();
    const answered = new AbortController();
    const onAbort = (): void => giveUp.abort(aborted(true));
    caller?.addEventListener('abort', onAbort);
    this.#open.add(giveUp);
    void clock.sleep(timeoutMs, answered.signal).then(() => {
      if (!answered.signal.aborted) giveUp.abort(timedOut(endpoint.host, timeoutMs));
    });
    try {
      return await transport.send(buildRequest(call, endpoint, key, clock.now()), giveUp.signal);
    } catch (error) {
      const reason: unknown = giveUp.signal.reason;
      throw reason instanceof ServiceError ? reason : error;
    } finally {
      answered.abort();
      caller?.removeEventListener('abort', onAbort);
      this.#open.delete(giveUp);
    }
  }

  #note({ label, action }: Call, ms: number, status?: number, requestId?: string, error?: ServiceError): void {
    const outcome = status === undefined ? 'no answer' : `HTTP ${status}`;
    // What the service sent could hold line breaks; one call is one line.
    const request = requestId ? `, request ${requestId.replace(/[^\w.:-]/g, '?').slice(0, 80)}` : '';
    const failure = error
      ? `, ${error.kind}${error.detail.code ? ` ${error.detail.code.replace(/[^\w.:-]/g, '?')}` : ''}`
      : '';
    const line = `${label ?? action}: ${outcome}${request}, ${Math.round(ms)} ms${failure}`;
    if (error && error.kind !== 'aborted') this.#options.log?.warn(line);
    else this.#options.log?.debug(line);
  }
}

/** A service that quotes the key back must not carry it into a message. */
const withoutKey = (text: string, key: string): string => (key.length < 8 ? text : text.replaceAll(key, '[API key]'));
