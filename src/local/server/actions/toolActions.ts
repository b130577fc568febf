import { DEFAULT_IMAGE } from '../../sessions/images';
import { invalid, jsonObject, onSession, type Action } from '../action';
import { ok } from '../reply';
import { callTool, describeTools } from '../tools';

export const callMcpTool = onSession((session, parameters, setup) => {
  const name = parameters.get('Name');
  if (name === undefined) return invalid('Name', 'is missing');
  const args = jsonObject(parameters.get('Args'));
  if (!args) return invalid('Args', 'must be a JSON object');
  return callTool(session, name, args, setup);
});

/** An image that does not exist has no tools. */
export const listMcpTools: Action = (parameters, { sessions }) => {
  const agents = sessions.agentsOf(parameters.get('ImageId') ?? DEFAULT_IMAGE);
  return ok(JSON.stringify(agents ? describeTools(agents) : []));
};
