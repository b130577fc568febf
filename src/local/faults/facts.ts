import { jsonObject } from '../server/action';
import type { Accesses } from '../server/access';
import { directCall, sessionOf } from '../server/directRoute';
import { actionOf, type ReadRequest } from '../server/request';
import type { Facts } from './plan';

/** What the conditions of a fault plan see of a request, by whichever route it came. */
export function factsOf({ path, parameters, headers, body }: ReadRequest, access: Accesses): Facts {
  const session = sessionOf(path, access);
  if (session) {
    const { tool, args } = directCall(body) ?? {};
    return { action: '', path, tool: text(tool), sessionId: session.id, task: taskIn(args) };
  }
  const isGateway = path === '/';
  return {
    action: isGateway ? actionOf(parameters, headers) : '',
    path,
    tool: text(parameters.get('Name')),
    sessionId: text(parameters.get('SessionId')),
    task: taskIn(jsonObject(parameters.get('Args'))),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const taskIn = (args: unknown): string =>
  typeof args === 'object' && args !== null && 'task' in args ? text(args.task) : '';
