/** Whether a process of this id runs on this machine. */
export function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks; it works on Windows too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
