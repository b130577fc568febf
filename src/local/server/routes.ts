import type { ActionSetup } from './action';
import { callDirectly } from './directRoute';
import { callAction } from './gateway';
import { gatewayError, type Answer, type Reply } from './reply';
import type { ReadRequest } from './request';

/** What the paths of the server lead to. */
export interface RouteSetup extends ActionSetup {
  /** Read at each request, because a key can be revoked; `undefined` accepts none. */
  readonly apiKey: () => string | undefined;
}

/** Answers a request by its path. */
export async function route(request: ReadRequest, setup: RouteSetup): Promise<Reply | Answer> {
  if (request.path === '/') return callAction(request, setup.apiKey(), setup);
  const direct = await callDirectly(request, setup);
  if (direct) return direct;
  const { method, path, headers } = request;
  const seen =
    method === 'GET' ? (setup.pictures.answer(path) ?? (await setup.views.answer(path, headers))) : undefined;
  if (seen) return seen;
  return gatewayError(404, 'InvalidPath.NotFound', 'Nothing is served at this path.');
}
