import type { HttpReply, HttpRequest, Transport } from '../../../../../src/core/api';
import { ServiceError } from '../../../../../src/core/api';

/** One scripted answer: `Data` of a good envelope, a whole reply, or a failure of the way there. */
export type Step = { readonly data: unknown } | HttpReply | ServiceError | (() => HttpReply);

/** A transport that answers from a list, in order, and keeps what it was asked. */
export class ScriptedTransport implements Transport {
  /** Action, or tool name, of each request. */
  readonly asked: string[] = [];
  readonly forms: URLSearchParams[] = [];
  readonly #steps: Step[];

  constructor(...steps: readonly Step[]) {
    this.#steps = [...steps];
  }

  send({ url, body }: HttpRequest): Promise<HttpReply> {
    const form = new URLSearchParams(body);
    this.forms.push(form);
    this.asked.push(form.get('Name') ?? new URL(url).searchParams.get('Action') ?? '');
    const step = this.#steps.shift() ?? new Error('Nothing more was scripted.');
    if (step instanceof Error) return Promise.reject(step);
    if (typeof step === 'function') return Promise.resolve(step());
    return Promise.resolve('data' in step ? reply(200, { RequestId: 'R', Code: 'ok', Data: step.data }) : step);
  }

  dispose(): void {
    // Holds nothing.
  }
}

export const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers: new Map(Object.entries(headers)),
  text: JSON.stringify(body),
});

/** What a tool says. */
export const said = (content: unknown): Step => ({
  data: { content: [{ type: 'text', text: JSON.stringify(content) }] },
});

export const toolError = (text: string): Step => ({ data: { isError: true, content: [{ type: 'text', text }] } });

export const refused = (code: string, status = 400): HttpReply =>
  reply(status, { RequestId: 'R', Code: code, Message: code });

export const sessionGone = refused('InvalidMcpSession.NotFound');

export const cut = new ServiceError('network', 'The connection was cut.', { requestSent: true });
