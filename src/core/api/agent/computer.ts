import { agentTools } from '../../../protocol/wire';
import type { SessionContext } from '../session/context';
import type { SessionSocket } from '../socket/sessionSocket';
import { type PreparedTask, TaskAgent } from './taskAgent';

/** The agent that works a whole computer. Lives on the image `windows_latest`. */
export class Computer extends TaskAgent {
  constructor(context: SessionContext, socket: SessionSocket) {
    super(context, agentTools.computer, socket);
  }

  protected override prepare(task: string): Promise<PreparedTask> {
    return Promise.resolve({ args: { task } });
  }
}
