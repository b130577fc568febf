import { TASK_BUSY, TASK_GONE, type AgentName } from '../../../protocol/wire';
import { parseOutputSchema } from '../../agent/schema';
import type { LocalTask } from '../../agent/task';
import type { AfterTerminate } from '../../agent/work';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import { toolReply, type Reply } from '../reply';
import { tellMobileTask, tellTask } from './taskReplies';
import type { Args, Tool } from './tool';

const json = (value: object): Reply => toolReply(JSON.stringify(value));
const gone = (): Reply => toolReply(TASK_GONE, true);

function find(agent: AgentName, session: Session, args: Args): LocalTask | undefined {
  const { task_id: id } = args;
  const task = typeof id === 'string' ? session.task(id) : undefined;
  return task?.agent === agent ? task : undefined;
}

/** A reply, or as the tool's error what {@link LocalError} says. */
function orComplaint(work: () => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof LocalError) return toolReply(error.message, true);
    throw error;
  }
}

/** Begins a task and answers its id at once. */
export const execute =
  (agent: AgentName): Tool['call'] =>
  (session, args) => {
    const { task, output_schema: outputSchema, full_page_screenshot: fullPage } = args;
    if (typeof task !== 'string' || task.trim() === '') return toolReply('The task is empty.', true);
    if (session.isBusy) return toolReply(TASK_BUSY, true);
    return orComplaint(() => {
      const { id } = session.run({ agent, text: task, outputSchema, fullPageScreenshots: fullPage === true });
      return json(agent === 'mobile' ? { taskId: id, status: 'running' } : { task_id: id, status: 'running' });
    });
  };

export const status =
  (agent: AgentName): Tool['call'] =>
  (session, args, { afterTerminate }) => {
    const task = find(agent, session, args);
    if (!task || isForgotten(task, afterTerminate)) return gone();
    return json(agent === 'mobile' ? tellMobileTask(task) : tellTask(task));
  };

/** Whether the agent no longer knows a task. It does while the task is being stopped; the mobile agent's has a status of its own after. */
function isForgotten({ agent, isTerminated, isStopping, onTerminate }: LocalTask, usual: AfterTerminate): boolean {
  if (!isTerminated || (agent === 'mobile' && isStopping)) return false;
  return (onTerminate ?? (agent === 'mobile' ? 'status' : usual)) === 'gone';
}

/** Answers when the work has stopped; the mobile agent at once, and its task is `cancelling` until then. */
export const terminate =
  (agent: AgentName): Tool['call'] =>
  async (session, args) => {
    const task = find(agent, session, args);
    if (!task?.isRunning) return gone();
    const stopped = task.terminate();
    if (agent === 'mobile') return json({ taskId: task.id, status: 'cancelling' });
    await stopped;
    return json({ task_id: task.id, status: 'finished' });
  };

/** Keeps the browser agent's options for the tasks to come. Local has no model, so `use_vision` changes nothing. */
export const initialize: Tool['call'] = (session, { output_schema: outputSchema }) =>
  orComplaint(() => {
    parseOutputSchema(outputSchema);
    session.outputSchema = outputSchema;
    return json({ status: 'initialized' });
  });
