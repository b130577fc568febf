import type { Socket } from 'node:net';

/**
 * Answers a request to become a WebSocket with an HTTP error and closes.
 * @param status E.g. `404 Not Found`.
 * @param error Why, for a person; it goes as JSON, as on the direct route.
 */
export function refuseUpgrade(socket: Socket, status: string, error: string): void {
  const body = JSON.stringify({ error });
  const head = `Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`, () => socket.destroy());
}
