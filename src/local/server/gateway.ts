import { errorCodes } from '../../protocol/wire';
import type { ActionSetup } from './action';
import { actions } from './actions';
import { isAuthorized } from './guard';
import { gatewayError, type Reply } from './reply';
import { actionOf, type ReadRequest } from './request';

/**
 * The one address of the service's operations.
 * @param apiKey The key that is accepted; `undefined` accepts none.
 */
export async function callAction(
  { parameters, headers }: ReadRequest,
  apiKey: string | undefined,
  setup: ActionSetup,
): Promise<Reply> {
  if (apiKey === undefined || !isAuthorized(parameters.get('Authorization'), apiKey)) {
    return gatewayError(400, errorCodes.notLoggedIn, 'You are not logged in or your login token has expired.');
  }
  const name = actionOf(parameters, headers);
  const action = actions.get(name);
  if (!action) return gatewayError(404, errorCodes.actionNotFound, `AgentBay Local has no action "${name}".`);
  return action(parameters, setup);
}
