import { agentTools, TASK_BUSY, TASK_GONE } from '../../protocol/wire';
import { parseOutputSchema } from '../agent/schema';
import type { LocalTask } from '../agent/task';
import { LocalError } from '../failure';
import type { AgentName } from '../sessions/images';
import type { Session } from '../sessions/session';
import { toolReply, type Reply } from './reply';

type Args = Readonly<Record<string, unknown>>;

interface Tool {
  readonly agent: AgentName;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly call: (session: Session, args: Args, afterTerminate: 'gone' | 'status') => Reply | Promise<Reply>;
}

const text = { type: 'string' };
const yesOrNo = { type: 'boolean' };
const object = (properties: Readonly<Record<string, unknown>>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
});

const execute =
  (agent: AgentName): Tool['call'] =>
  (session, args) => {
    const task = args['task'];
    if (typeof task !== 'string' || task.trim() === '') return toolReply('The task is empty.', true);
    if (session.isBusy) return toolReply(TASK_BUSY, true);
    try {
      const started = session.run({
        agent,
        text: task,
        outputSchema: args['output_schema'],
        fullPageScreenshots: args['full_page_screenshot'] === true,
      });
      return toolReply(JSON.stringify({ task_id: started.id, status: 'running' }));
    } catch (error) {
      if (error instanceof LocalError) return toolReply(error.message, true);
      throw error;
    }
  };

const find = (agent: AgentName, session: Session, args: Args): LocalTask | undefined => {
  const id = args['task_id'];
  const task = typeof id === 'string' ? session.task(id) : undefined;
  return task?.agent === agent ? task : undefined;
};

const status =
  (agent: AgentName): Tool['call'] =>
  (session, args, afterTerminate) => {
    const task = find(agent, session, args);
    if (!task || (task.isTerminated && afterTerminate === 'gone')) return toolReply(TASK_GONE, true);
    if (task.isTerminated) {
      return toolReply(JSON.stringify({ task_id: task.id, status: 'finished', action: '', product: '' }));
    }
    return toolReply(
      JSON.stringify({
        task_id: task.id,
        status: task.status,
        action: task.action,
        product: task.product,
        ...(task.error !== '' && { error: task.error }),
      }),
    );
  };

const terminate =
  (agent: AgentName): Tool['call'] =>
  async (session, args) => {
    const task = find(agent, session, args);
    if (!task?.isRunning) return toolReply(TASK_GONE, true);
    await task.terminate();
    return toolReply(JSON.stringify({ task_id: task.id, status: 'finished' }));
  };

const initialize: Tool['call'] = (session, args) => {
  try {
    const { output_schema: schema } = args;
    parseOutputSchema(schema);
    session.outputSchema = schema;
    return toolReply(JSON.stringify({ status: 'initialized' }));
  } catch (error) {
    if (error instanceof LocalError) return toolReply(error.message, true);
    throw error;
  }
};

const byId = object({ task_id: text }, ['task_id']);
const { computer, browser } = agentTools;

/** Every tool there is, by name. */
const tools: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  [
    computer.execute,
    {
      agent: 'computer',
      description: 'Begins a task.',
      inputSchema: object({ task: text }, ['task']),
      call: execute('computer'),
    },
  ],
  [
    computer.status,
    { agent: 'computer', description: 'Tells how a task stands.', inputSchema: byId, call: status('computer') },
  ],
  [
    computer.terminate,
    { agent: 'computer', description: 'Stops a task.', inputSchema: byId, call: terminate('computer') },
  ],
  [
    browser.execute,
    {
      agent: 'browser',
      description: 'Begins a task in the browser.',
      inputSchema: object({ task: text, use_vision: yesOrNo, output_schema: text, full_page_screenshot: yesOrNo }, [
        'task',
      ]),
      call: execute('browser'),
    },
  ],
  [
    browser.status,
    { agent: 'browser', description: 'Tells how a task stands.', inputSchema: byId, call: status('browser') },
  ],
  [
    browser.terminate,
    { agent: 'browser', description: 'Stops a task.', inputSchema: byId, call: terminate('browser') },
  ],
  [
    browser.initialize,
    {
      agent: 'browser',
      description: 'Sets the options of the tasks to come.',
      inputSchema: object({ use_vision: yesOrNo, output_schema: text }),
      call: initialize,
    },
  ],
]);

/** Calls a tool in a session. A tool that its image does not have is the tool's error, not the call's. */
export async function callTool(
  session: Session,
  name: string,
  args: Args,
  afterTerminate: 'gone' | 'status',
): Promise<Reply> {
  const tool = tools.get(name);
  if (!tool) return toolReply(`There is no tool ${name} in AgentBay Local.`, true);
  if (!session.agents.includes(tool.agent)) {
    return toolReply(`The image ${session.imageId} has no ${tool.agent} agent, and so no tool ${name}.`, true);
  }
  return tool.call(session, args, afterTerminate);
}

/** The tools of an image with these agents, as `ListMcpTools` describes them. */
export function describeTools(agents: readonly AgentName[]): readonly Readonly<Record<string, unknown>>[] {
  const servers: Readonly<Record<AgentName, string>> = {
    computer: 'wuying_computer_agent',
    browser: 'wuying_browseruse',
  };
  return [...tools]
    .filter(([, { agent }]) => agents.includes(agent))
    .map(([name, { agent, description, inputSchema }]) => ({
      name,
      description,
      inputSchema,
      server: servers[agent],
      tool: name,
    }));
}
