import { agentTools } from '../../../protocol/wire';
import type { SessionContext } from '../session/context';
import { type PreparedTask, TaskAgent } from './taskAgent';

/** The agent that works a whole computer. Lives on the image `windows_latest`. */
export class Computer extends TaskAgent {
  constructor(context: SessionContext) {
    super(context, agentTools.computer);
  }

  protected override prepare(task: string): Promise<PreparedTask> {
    return Promise.resolve({ args: { task } });
  }
}
