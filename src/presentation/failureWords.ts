import { ServiceError } from '../core/api';

/** What a person can do about a failure, as a command and the words on its button. */
export interface Remedy {
  readonly label: string;
  readonly command: string;
  readonly argument?: string;
}

/** A failure in one sentence, with at most one thing to do about it. */
export interface FailureWords {
  readonly message: string;
  readonly remedy?: Remedy;
}

/** Words for whatever was thrown; `undefined` for a stop that somebody asked for. */
export function failureWords(error: unknown): FailureWords | undefined {
  if (!(error instanceof ServiceError)) {
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    return { message: error instanceof Error ? error.message : String(error), remedy: showLog };
  }
  const remedy = remedies[error.kind];
  if (error.kind === 'aborted') return undefined;
  return { message: error.message, ...(remedy && { remedy }) };
}

export const setApiKeyRemedy: Remedy = { command: 'agentbay.setApiKey', label: 'Set API Key' };
const showLog: Remedy = { command: 'agentbay.showLog', label: 'Show Log' };

const remedies: Partial<Record<ServiceError['kind'], Remedy>> = {
  unauthorised: setApiKeyRemedy,
  network: showLog,
  timeout: showLog,
  service: showLog,
  badReply: { command: 'workbench.action.openSettings', argument: 'agentbay.endpoint', label: 'Check Endpoint' },
};
