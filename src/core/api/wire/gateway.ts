import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/emitter';
import { ServiceError } from '../errors';
import type { CallOptions } from '../results';
import { Attempts, type AttemptsOptions, type CallFacts, type Route } from './attempts';
import { noteCall } from './callLog';
import { type Envelope, openEnvelope } from './envelope';
import { aborted, keyUnfit, keyUnknown, withDetail } from './failures';
import { buildRequest, type Call, encoded } from './request';

export interface GatewayOptions extends AttemptsOptions {
  readonly endpoint: URL;
  /** Read anew for each call. Time spent on it is the person's, not the call's. */
  readonly apiKey: () => string | Promise<string>;
}

/** The way to the service: puts the key in and opens the answer; how often, and within what time, is up to `Attempts`. */
export class Gateway implements Disposable {
  readonly #options: GatewayOptions;
  readonly #attempts: Attempts;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options);
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Limit for a call that has none of its own, in ms. */
  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  /** @throws {ServiceError} whatever keeps the call from a good answer, with its action and the number of attempts. */
  async call(call: Call, options: CallOptions = {}): Promise<Envelope> {
    const { endpoint, clock } = this.#options;
    const key = await this.#key(call, options.signal);
    const route: Route<Envelope> = {
      host: endpoint.host,
      request: () => buildRequest(call, endpoint, key, clock.now()),
      read: (reply, attempt) => ({
        ...openEnvelope({ ...reply, text: withoutKey(reply.text, key) }, clock.now()),
        attempts: attempt,
      }),
    };
    return this.run(call, route, options);
  }

  /**
   * For a route on which the key does not travel: who has none has signed out, and asks nothing by any route.
   * @throws {ServiceError} `unauthorised` without a key, `aborted` when the caller's signal, or `dispose`, ended the reading.
   */
  async requireKey(call: CallFacts, signal?: AbortSignal): Promise<void> {
    await this.#key(call, signal);
  }

  /**
   * Makes a call by a route other than the gateway's: with the same limits, attempts and log, and without the key.
   * @throws {ServiceError} what the last attempt came to.
   */
  run<T extends { readonly requestId: string }>(call: CallFacts, route: Route<T>, options?: CallOptions): Promise<T> {
    return this.#attempts.run(call, route, options);
  }

  /** Ends what is under way; later calls fail without a request. */
  dispose(): void {
    this.#attempts.dispose();
    this.#options.transport.dispose();
  }

  async #key(call: CallFacts, signal: AbortSignal | undefined): Promise<string> {
    const { clock, log } = this.#options;
    const since = clock.now();
    try {
      return await this.#readKey(signal);
    } catch (error) {
      const reason = error instanceof ServiceError ? error : keyUnknown(error);
      noteCall(log, call, clock.now() - since, undefined, undefined, reason);
      throw withDetail(reason, { action: call.action, requestSent: false });
    }
  }

  async #readKey(signal: AbortSignal | undefined): Promise<string> {
    const given = this.#options.apiKey();
    const read =
      typeof given === 'string' ? given : await this.#attempts.whileOpen((end) => unless(given, end), signal);
    const key = read.trim();
    if (key === '') throw keyUnknown();
    if (!/^[\x20-\x7e]+$/.test(key)) throw keyUnfit();
    return key;
  }
}

/** What is promised, unless the signal comes first. */
const unless = <T>(promised: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    promised,
    new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(aborted(false)))),
  ]);

/** A service that quotes the key back, plainly, as it was sent, or as some write it in JSON, must not carry it into a message. */
function withoutKey(text: string, key: string): string {
  if (key.length < 8) return text;
  const forms = new Set([key, encoded(key), encodeURIComponent(key), key.replaceAll('/', '\\/')]);
  return [...forms].reduce((rest, form) => rest.replaceAll(form, '[API key]'), text);
}
