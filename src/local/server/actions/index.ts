import { onSession, type Action } from '../action';
import { ok, serviceError } from '../reply';
import {
  createSession,
  deleteSession,
  getLabel,
  getSession,
  getSessionDetail,
  listSessions,
  releaseSession,
  setLabel,
} from './sessionActions';
import { getContext } from './contextActions';
import { callMcpTool, initBrowser, listMcpTools } from './toolActions';

const noDesktop = onSession(() =>
  serviceError('Desktop.NotSupported', 'AgentBay Local has no live desktop. Run it with --headed to see the browser.'),
);

const noPause = onSession(() => serviceError('Pause.NotSupported', 'AgentBay Local does not pause sessions.'));

/** Everything Local answers to; the names are the service's. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateMcpSession', createSession],
  ['GetSession', getSession],
  ['GetSessionDetail', getSessionDetail],
  ['ListSession', listSessions],
  ['DeleteSessionAsync', deleteSession],
  ['ReleaseMcpSession', releaseSession],
  ['CallMcpTool', callMcpTool],
  ['ListMcpTools', listMcpTools],
  ['InitBrowser', initBrowser],
  ['SetLabel', setLabel],
  ['GetLabel', getLabel],
  // Local releases no session for idleness, so there is no clock to start again.
  ['RefreshSessionIdleTime', onSession(() => ok())],
  ['GetMcpResource', noDesktop],
  ['PauseSessionAsync', noPause],
  ['ResumeSessionAsync', noPause],
  ['GetContext', getContext],
  ['GetContextInfo', onSession(() => ok({ ContextStatus: '[]' }))],
]);
