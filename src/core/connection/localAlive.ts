import net from 'node:net';
import type { Session } from '../model/session';

const PATIENCE_MS = 1_000;

/** Whether the AgentBay Local that a session was made on still runs: its process is there, and its port is open. */
export async function isLocalAlive({ localPid, endpoint }: Session): Promise<boolean> {
  // A process id alone proves little: another process may have got it since.
  return localPid !== undefined && isProcess(localPid) && URL.canParse(endpoint) && isOpen(new URL(endpoint));
}

/** Whether a process of this id runs on this machine. */
export function isProcess(pid: number): boolean {
  try {
    // Signal 0 only asks; it works on Windows too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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
