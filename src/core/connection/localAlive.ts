import net from 'node:net';
import type { Session } from '../model/session';
import { isProcess } from '../util/process';

const PATIENCE_MS = 1_000;

/**
 * Whether the AgentBay Local that a session was made on still runs: its process is there, and its port is not closed. Who is only
 * slow to answer, or whose answer we are slow to hear, is not gone.
 */
export async function isLocalAlive({ localPid, endpoint }: Session): Promise<boolean> {
  // A process id alone proves little: another process may have got it since.
  return (
    localPid !== undefined && isProcess(localPid) && URL.canParse(endpoint) && !(await isClosed(new URL(endpoint)))
  );
}

function isClosed({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port), timeout: PATIENCE_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(false));
    socket.once('error', (error) => end('code' in error && error.code === 'ECONNREFUSED'));
    socket.once('timeout', () => end(false));
  });
}
