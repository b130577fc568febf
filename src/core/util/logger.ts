/** Where the core writes what happened. VS Code's `LogOutputChannel` is one. Never receives a key or a URL with a token. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
