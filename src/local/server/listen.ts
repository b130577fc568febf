import type { Server } from 'node:net';
import { LocalError } from '../failure';

/**
 * Listens on 127.0.0.1.
 * @param port 0 lets the system pick.
 * @returns The port.
 * @throws {LocalError} when the port is taken or not allowed.
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program; choose another, or 0.`
          : error.code === 'EACCES'
            ? `Port ${port} may not be used by this user; choose one above 1023, or 0.`
            : `Cannot listen on port ${port}: ${error.message}`;
      reject(new LocalError(why, { cause: error }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
