import net from 'node:net';
import type { Session } from '../model/session';
import { isProcess } from '../util/process';

const PATIENCE_MS = 1_000;

/** Whether the AgentBay Local that a session was made on still runs: its process is there, and its port is open. */
export async function isLocalAlive({ localPid, endpoint }: Session): Promise<boolean> {
  // A process id alone proves little: another process may have got it since.
  return localPid !== undefined && isProcess(localPid) && URL.canParse(endpoint) && isOpen(new URL(endpoint));
}

function isOpen({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port), timeout: PATIENCE_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
