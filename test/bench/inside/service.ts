/**
 * The service that the calls are made to, in a process of its own so that its CPU is not counted as the client's: it reads the
 * request to its end and answers with bytes made once, because it must never be what is waited for. Counts its connections.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

const text = JSON.stringify({ task_id: 'task-1', status: 'running', action: 'Clicking the Start button', product: '' });
const answer = Buffer.from(
  JSON.stringify({
    RequestId: '2A0D5E6C-93B7-5F0E-9C0B-6A5E2B7D1F34',
    HttpStatusCode: 200,
    Code: 'ok',
    Message: '',
    Success: true,
    Data: { isError: false, content: [{ type: 'text', text }] },
  }),
);
const headers = { 'content-type': 'application/json;charset=utf-8', 'content-length': answer.length };

let connections = 0;
const server = http.createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(answer));
});
// While one contestant is measured the others' connections rest, however slow the machine.
server.keepAliveTimeout = 60_000;
server.on('connection', () => (connections += 1));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
// Any message asks for the count.
process.on('message', () => process.send?.({ connections }));
process.on('disconnect', () => process.exit());
