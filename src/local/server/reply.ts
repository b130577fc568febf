import { randomUUID } from 'node:crypto';

/** The gateway's answer: the HTTP status and the envelope's fields, to which the server adds id and status. */
export interface Reply {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An answer as it goes out. `content-type` is JSON unless the headers, with names in lower case, say otherwise. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Success. `beside` are fields next to `Data`, where some actions keep theirs. */
export const ok = (data: unknown = {}, beside: Readonly<Record<string, unknown>> = {}): Reply => ({
  status: 200,
  fields: { Code: 'ok', Message: '', Success: true, ...beside, Data: data },
});

/** The gateway's refusal: an HTTP error with a code. */
export const gatewayError = (status: number, code: string, message: string): Reply => ({
  status,
  fields: { Code: code, Message: message, Success: false, Data: {} },
});

/** The service's refusal: the call arrived, but what it asks for is not done. */
export const serviceError = (code: string, message: string, data: unknown = {}): Reply => ({
  status: 200,
  fields: { HttpStatusCode: 400, Code: code, Message: message, Success: false, Data: data },
});

/** What a tool says. `isError` is the tool's failure, not the call's. */
export const toolReply = (text: string, isError = false): Reply => ok({ isError, content: [{ type: 'text', text }] });

/** A refusal beside the gateway, where there is no envelope. @param error Why, for a person. */
export const refuse = (status: number, error: string): Answer => ({ status, body: JSON.stringify({ error }) });

/** Puts a reply into its envelope; errors name the host, as the service's do. */
export function sealed({ status, fields }: Reply, host: string): Answer {
  const envelope = {
    RequestId: randomUUID().toUpperCase(),
    ...(status !== 200 && { HostId: host }),
    HttpStatusCode: status,
    ...fields,
  };
  return { status, body: JSON.stringify(envelope) };
}

/** What goes out: a reply in its envelope, anything else as it is. */
export const toAnswer = (made: Reply | Answer, host: string): Answer => ('fields' in made ? sealed(made, host) : made);
