import { onSession, type Action } from '../action';
import { ok } from '../reply';
import { initBrowser } from './browserActions';
import { getContext } from './contextActions';
import { createSession } from './createSession';
import { deleteSession, pauseSession, refreshIdleTime, releaseSession, resumeSession } from './lifeActions';
import { getAdbLink, getCdpLink, getLink } from './linkActions';
import { getLabel, getMcpResource, getSession, getSessionDetail, listSessions, setLabel } from './sessionActions';
import { callMcpTool, listMcpTools } from './toolActions';

/** Everything Local answers to; the names are the service's. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateMcpSession', createSession],
  ['GetSession', getSession],
  ['GetSessionDetail', getSessionDetail],
  ['ListSession', listSessions],
  ['DeleteSessionAsync', deleteSession],
  ['ReleaseMcpSession', releaseSession],
  ['PauseSessionAsync', pauseSession],
  ['ResumeSessionAsync', resumeSession],
  ['RefreshSessionIdleTime', refreshIdleTime],
  ['CallMcpTool', callMcpTool],
  ['ListMcpTools', listMcpTools],
  ['InitBrowser', initBrowser],
  ['SetLabel', setLabel],
  ['GetLabel', getLabel],
  ['GetMcpResource', getMcpResource],
  ['GetLink', getLink],
  ['GetCdpLink', getCdpLink],
  ['GetAdbLink', getAdbLink],
  ['GetContext', getContext],
  ['GetContextInfo', onSession(() => ok({ ContextStatus: '[]' }))],
]);
