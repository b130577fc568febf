import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOfStream } from 'node:stream/consumers';
import { startLocal } from '../../src/local/local';
import { parseOptions } from '../../src/local/options';
import type { Script } from '../../src/local/script/script';
import { atEnd, ScriptError } from '../host/ending';
import { type Call, readAnswer, readCall, type Told } from './call';
import { Truth } from './truth';

/** A point on the way of a call: it has arrived; the service has answered; the answer has left. */
export type Point = 'arrives' | 'isAnswered' | 'isTold';

/** Sees each call pass. `lose` at a point: it goes no further, and the connection is cut. */
export type Witness = (point: Point, call: Call, told: Told) => 'lose' | undefined;

/** The service in the cloud: AgentBay Local's own server outside VS Code, with a witness before its door. */
export interface Cloud {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly truth: Truth;
  /** One at a time. */
  watch(witness: Witness | undefined): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Starts the service; it plays `script`. It ends with `close`, at the latest with the script. */
export async function startCloud(script: Script): Promise<Cloud> {
  const usual = parseOptions([], {});
  if (usual === 'help') throw new ScriptError('Nobody asked for help.');
  // Sessions tell of no other way than the gateway, so that everything passes the witness.
  const local = await startLocal({ ...usual, script, routes: [] }, () => undefined);
  const truth = new Truth();
  let witness: Witness | undefined;
  const agent = new http.Agent({ keepAlive: true });

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const body = await textOfStream(request);
    const call = readCall(request.url ?? '/', body);
    truth.heard(call);
    if (witness?.('arrives', call, {}) === 'lose') return void response.destroy();
    const answer = await forward(local.endpoint, request, body, agent);
    const told = readAnswer(answer.body);
    truth.answered(call, told);
    if (witness?.('isAnswered', call, told) === 'lose') return void response.destroy();
    const { 'transfer-encoding': _framing, connection: _hop, ...headers } = answer.headers;
    response.writeHead(answer.status, headers);
    truth.told(call, told);
    response.end(answer.body, () => witness?.('isTold', call, told));
  };
  const server = http.createServer((request, response) => {
    // A client that is killed in the middle of its request leaves a stream that ends in an error.
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = atEnd(async () => {
    server.closeAllConnections();
    server.close();
    agent.destroy();
    await local.stop();
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    apiKey: local.apiKey,
    truth,
    watch: (next) => (witness = next),
    close,
  };
}

function forward(
  endpoint: string,
  { method, url, headers }: http.IncomingMessage,
  body: string,
  agent: http.Agent,
): Promise<Answer> {
  const { host } = new URL(endpoint);
  const { 'transfer-encoding': _framing, connection: _hop, ...rest } = headers;
  const length = { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL(url ?? '/', endpoint),
      { method, agent, headers: { ...rest, ...length, host } },
      (response) => {
        textOfStream(response).then(
          (text) => resolve({ status: response.statusCode ?? 502, headers: response.headers, body: text }),
          reject,
        );
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}
