/** Something the person should read as it stands: why Local, a session or a task could not do what was asked. */
export class LocalError extends Error {
  override readonly name = 'LocalError';
}

/** The message of whatever was thrown, its first line only. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
