/** Every id that `package.json` and the code share, once. */
export const ids = {
  tree: 'agentbay.sessions',
  taskPage: 'agentbay.task',
  /** Context key: which service new work goes to. */
  connection: 'agentbay.connection',
  /** Context key: whether any task is at work. */
  isBusy: 'agentbay.isBusy',
  /** Scheme of the read-only documents that hold a task's result. */
  resultScheme: 'agentbay-result',
  /** Secret: the API key of the cloud. */
  apiKey: 'agentbay.apiKey',
} as const;
