import { invalid, type Action } from '../action';
import { gatewayError, ok } from '../reply';

/** How the ids of the contexts begin that Local made up. */
export const LOCAL_CONTEXT = 'SdkCtx-local-';

/**
 * Official clients of 0.13 ask for a context of their own before they create a session. Local keeps nothing beyond a
 * session, so a context is a name without content, made on the spot and never found again.
 */
export const getContext: Action = (parameters) => {
  const name = parameters.get('Name') ?? parameters.get('ContextId');
  if (name === undefined) return invalid('Name', 'is missing');
  if (parameters.get('AllowCreate') !== 'true') {
    return gatewayError(400, 'InvalidContext.NotFound', 'AgentBay Local keeps no contexts.');
  }
  const id = `${LOCAL_CONTEXT}${Buffer.from(name).toString('base64url').slice(0, 32)}`;
  return ok({ Id: id, Name: name, State: 'available', OsType: 'linux' });
};
