import type { Socket } from 'node:net';

/** Answers a request to become a WebSocket with an HTTP error and closes. @param status E.g. `404 Not Found`. */
export function refuseUpgrade(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
