import { agentServers, socketNames, TASK_BUSY, type AgentName } from '../../../protocol/wire';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import { isObject } from '../../json';
import type { ClientFrame, FrameData } from './frames';
import { Stream } from './stream';
import type { Line } from './line';

/** A request that is refused, with the reason as its message. */
class Refused extends LocalError {}

/** The tasks that one connection follows. Its end lets go of them; they go on. */
export class Streams {
  readonly #session: Session;
  readonly #line: Line;
  readonly #streams = new Map<string, Stream>();

  constructor(session: Session, line: Line) {
    this.#session = session;
    this.#line = line;
  }

  /** Does what a frame asks for, if it asks for something. */
  take({ invocationId, target, data: { method, params } }: ClientFrame): void {
    if (typeof method !== 'string') return;
    try {
      const given = isObject(params) ? params : {};
      if (method === socketNames.executeTask) this.#execute(invocationId, target, given);
      else if (method === socketNames.resumeTask) this.#resume(invocationId, given);
      else throw new Refused(`AgentBay Local has no method "${method}" here.`);
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      this.#line.send(invocationId, target, { error: error.message });
    }
  }

  /** Follows nothing more. */
  close(): void {
    for (const stream of this.#streams.values()) stream.letGo();
  }

  #execute(invocationId: string, target: string, params: FrameData): void {
    const { task: text, output_schema: outputSchema, full_page_screenshot: fullPage } = params;
    const agent = this.#agentAt(target);
    if (typeof text !== 'string' || text.trim() === '') throw new Refused('The task is empty.');
    if (this.#session.isBusy || this.#streams.has(invocationId)) throw new Refused(TASK_BUSY);
    const manners = this.#session.mannersFor(agent, text);
    this.#line.behave(manners);
    if (manners.dropsExec === true) {
      this.#line.drop('cut');
      return;
    }
    const fullPageScreenshots = fullPage === true;
    const task = this.#session.run({ agent, text, outputSchema, fullPageScreenshots, isStreamed: true });
    const forget = (): void => void this.#streams.delete(invocationId);
    this.#streams.set(invocationId, new Stream(this.#line, invocationId, target, task, forget));
  }

  #resume(invocationId: string, { toolCallId, response }: FrameData): void {
    // Clients without anybody to ask answer with nothing, and an answer may come after the end.
    const stream = this.#streams.get(invocationId);
    if (typeof toolCallId === 'string') stream?.task.resume(toolCallId, typeof response === 'string' ? response : '');
  }

  #agentAt(target: string): AgentName {
    const agent = agentNames.find((name) => agentServers[name] === target);
    if (!agent) throw new Refused(`AgentBay Local has no agent "${target}".`);
    const { agents, imageId } = this.#session;
    if (!agents.includes(agent)) throw new Refused(`The image ${imageId} has no ${agent} agent.`);
    return agent;
  }
}

const agentNames: readonly AgentName[] = ['computer', 'browser', 'mobile'];
