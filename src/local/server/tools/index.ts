import { agentServers, agentTools, type AgentName } from '../../../protocol/wire';
import type { Session } from '../../sessions/session';
import type { ActionSetup } from '../action';
import { LocalError } from '../../failure';
import { toolReply, type Reply } from '../reply';
import { toolsOfSessions } from './sessionTools';
import { execute, initialize, status, terminate } from './taskTools';
import type { Args, Tool } from './tool';

const text = { type: 'string' };
const yesOrNo = { type: 'boolean' };
const object = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
): Tool['inputSchema'] => ({
  type: 'object',
  properties,
  required,
});
const oneTask = object({ task_id: text }, ['task_id']);
const mobileTask = { task: text, max_steps: { type: 'integer', minimum: 1 } };
const browserTask = { task: text, use_vision: yesOrNo, output_schema: text, full_page_screenshot: yesOrNo };

const begin = 'Begins a task described in plain language.';
const ask = 'Tells how a task stands, what is being done and what was found.';
const stop = 'Stops a task.';

const { computer, browser, mobile } = agentTools;

/** Every tool there is, by name. */
const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  [computer.execute, toolOf('computer', begin, object({ task: text }, ['task']), execute('computer'))],
  [computer.status, toolOf('computer', ask, oneTask, status('computer'))],
  [computer.terminate, toolOf('computer', stop, oneTask, terminate('computer'))],
  [browser.execute, toolOf('browser', begin, object(browserTask, ['task']), execute('browser'))],
  [browser.status, toolOf('browser', ask, oneTask, status('browser'))],
  [browser.terminate, toolOf('browser', stop, oneTask, terminate('browser'))],
  [mobile.execute, toolOf('mobile', begin, object(mobileTask, ['task']), execute('mobile'))],
  [mobile.status, toolOf('mobile', ask, oneTask, status('mobile'))],
  [mobile.terminate, toolOf('mobile', stop, oneTask, terminate('mobile'))],
  [
    browser.initialize,
    toolOf(
      'browser',
      'Sets options for the tasks to come.',
      object({ use_vision: yesOrNo, output_schema: text }),
      initialize,
    ),
  ],
  ...toolsOfSessions,
]);

function toolOf(agent: AgentName, description: string, inputSchema: Tool['inputSchema'], call: Tool['call']): Tool {
  return { agent, server: agentServers[agent], description, inputSchema, call };
}

/**
 * Calls a tool in a session, whichever route asked for it; the session counts as in use. That its image lacks the tool, that
 * it is paused, and whatever a {@link LocalError} says is the tool's error, not the call's.
 */
export const callTool = (session: Session, name: string, args: Args, setup: ActionSetup): Promise<Reply> =>
  session.serve(() => call(session, name, args, setup));

async function call(session: Session, name: string, args: Args, setup: ActionSetup): Promise<Reply> {
  const tool = tools.get(name);
  if (!tool) return toolReply(`There is no tool ${name} in AgentBay Local.`, true);
  if (tool.agent !== undefined && !session.agents.includes(tool.agent)) {
    return toolReply(`The image ${session.imageId} has no ${tool.agent} agent, and so no tool ${name}.`, true);
  }
  try {
    session.checkRunning();
    return await tool.call(session, args, setup);
  } catch (error) {
    if (error instanceof LocalError) return toolReply(error.message, true);
    throw error;
  }
}

/** The tools of an image with these agents, as `ListMcpTools` and a session's `ToolList` describe them. */
export function describeTools(agents: readonly AgentName[]): readonly Readonly<Record<string, unknown>>[] {
  return [...tools]
    .filter(([, { agent }]) => agent === undefined || agents.includes(agent))
    .map(([name, { server, description, inputSchema }]) => ({ name, description, inputSchema, server, tool: name }));
}
