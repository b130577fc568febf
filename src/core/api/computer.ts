import { agentTools } from '../../protocol/wire';
import { type AgentContext, TaskAgent } from './agent';

/** The agent that works a whole computer. Lives on the image `windows_latest`. */
export class Computer extends TaskAgent {
  constructor(context: AgentContext) {
    super(context, agentTools.computer);
  }
}
