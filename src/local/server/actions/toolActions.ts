import { LocalError } from '../../failure';
import { agentsOf, DEFAULT_IMAGE } from '../../sessions/images';
import { invalid, jsonObject, onSession, type Action } from '../action';
import { ok, serviceError } from '../reply';
import { callTool, describeTools } from '../tools';

export const callMcpTool = onSession((session, parameters, setup) => {
  const name = parameters.get('Name');
  if (name === undefined) return invalid('Name', 'is missing');
  const args = jsonObject(parameters.get('Args'));
  if (!args) return invalid('Args', 'must be a JSON object');
  return callTool(session, name, args, setup);
});

export const listMcpTools: Action = (parameters) =>
  ok(JSON.stringify(describeTools(agentsOf(parameters.get('ImageId') ?? DEFAULT_IMAGE) ?? [])));

export const initBrowser = onSession(async (session) => {
  if (!session.agents.includes('browser')) {
    return serviceError('Browser.NotSupported', `The image ${session.imageId} has no browser agent.`);
  }
  try {
    await session.browser.page();
  } catch (error) {
    if (error instanceof LocalError) return serviceError('Browser.NotStarted', error.message);
    throw error;
  }
  // Clients know success by the presence of a port. In the cloud it is one inside the session, out of reach from here;
  // Local's browser is driven through a pipe and has none.
  return ok({ Port: 9222 });
});
