import type { HttpReply, HttpRequest, Transport } from '../../../src/core/api';
import { FetchTransport } from '../../../src/core/api/wire/transport';

/** Counts what is sent from when it is given connections of its own anew. */
export class CountingTransport implements Transport {
  readonly sent: HttpRequest[] = [];
  #real = new FetchTransport();

  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    this.sent.push(request);
    return this.#real.send(request, signal);
  }

  renew(): void {
    this.#real.dispose();
    this.#real = new FetchTransport();
    this.sent.length = 0;
  }

  dispose(): void {
    this.#real.dispose();
  }
}
