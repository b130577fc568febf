import type { Disposable } from '../../util/emitter';
import type { HttpRequest } from './request';

/** Looked up by their names in lower case. No copy: making one costs more than all else that is done to an answer. */
export type ReplyHeaders = Pick<ReadonlyMap<string, string>, 'get'>;

/** What came back, whole. */
export interface HttpReply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly text: string;
}

/** Carries one request to the service and its whole reply back. */
export interface Transport extends Disposable {
  /**
   * @param signal Gives up at once, wherever the request is; what is thrown then does not matter.
   * @throws {ServiceError} `network` when there is no whole reply, `badReply` when it is too large.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
}

/**
 * The real thing: node-fetch over kept-alive connections of its own. Loaded by the first request, because it is two thirds of
 * what importing this layer would cost.
 */
export class FetchTransport implements Transport {
  #loaded: Promise<Transport> | undefined;

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    this.#loaded ??= import('./fetching').then(({ Fetching }) => new Fetching());
    return this.#loaded.then((fetching) => fetching.send(request, signal));
  }

  dispose(): void {
    void this.#loaded?.then((fetching) => fetching.dispose());
  }
}
