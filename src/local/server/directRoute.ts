import { socketNames } from '../../protocol/wire';
import { isObject, objectOf } from '../json';
import type { Session } from '../sessions/session';
import type { ActionSetup } from './action';
import type { Accesses } from './access';
import { refuse, type Answer, type Reply } from './reply';
import type { ReadRequest } from './request';
import { callTool } from './tools';

const CALL_TOOL = '/callTool';

/** A tool call as the direct route carries it, unread. */
export interface DirectCall {
  readonly tool?: unknown;
  readonly args?: unknown;
  readonly token?: unknown;
}

/**
 * Calls a tool of the session whose `LinkUrl` the path begins with. The session's token opens it; the API key is not asked for.
 * Source: official SDK 0.15 to 0.19, which sends the token in a header and in the body, and reads nothing but `data` of a good
 * answer; any status but 2xx is a failure to it, whatever it says.
 * @returns `undefined` when no session has such a `LinkUrl`.
 */
export async function callDirectly(request: ReadRequest, setup: ActionSetup): Promise<Answer | undefined> {
  const session = sessionOf(request.path, setup.access);
  if (!session) return undefined;
  if (request.method !== 'POST') return refuse(405, 'Tools are called by POST.');
  const call = directCall(request.body);
  if (!isAllowed(request, call, session, setup.access)) return refuse(401, 'The access token is missing or wrong.');
  if (!call) return refuse(400, 'The body must be a JSON object.');
  const { tool, args } = call;
  if (typeof tool !== 'string' || tool === '') return refuse(400, '"tool" is missing.');
  if (!isObject(args)) return refuse(400, '"args" must be an object.');
  if (session.status === 'DELETING') return refuse(404, 'The session is gone.');
  return asLinkAnswer(await callTool(session, tool, args, setup));
}

/** The session a path of the direct route is about. */
export function sessionOf(path: string, access: Accesses): Session | undefined {
  return path.endsWith(CALL_TOOL) ? access.byLink(path.slice(0, -CALL_TOOL.length)) : undefined;
}

/** The call in a body; `undefined` when it is no JSON object. */
export const directCall = (body: string): DirectCall | undefined => objectOf(body);

function isAllowed(
  { headers }: ReadRequest,
  call: DirectCall | undefined,
  session: Session,
  access: Accesses,
): boolean {
  const header = headers[socketNames.tokenHeader.toLowerCase()];
  const { token = header } = call ?? {};
  return [header, token].every((given) => typeof given === 'string' && access.opens(session, given));
}

function asLinkAnswer({ status, fields }: Reply): Answer {
  if (status !== 200 || fields['Success'] !== true) {
    const message = fields['Message'];
    return refuse(status === 200 ? 400 : status, typeof message === 'string' ? message : 'The tool was not called.');
  }
  return { status, body: JSON.stringify({ data: JSON.stringify({ result: fields['Data'] }) }) };
}
