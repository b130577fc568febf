import { agentServers, socketNames, TASK_BUSY, type AgentName } from '../../../protocol/wire';
import type { TimedEvent } from '../../agent/progress';
import type { LocalTask } from '../../agent/task';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import { endData, eventData, isObject, type ClientFrame, type FrameData } from './frames';
import type { Wire } from './wire';

/** The tasks that one connection follows. Its end lets go of them; they go on. */
export class Streams {
  readonly #session: Session;
  readonly #wire: Wire;
  readonly #tasks = new Map<string, LocalTask>();
  readonly #following = new Set<() => void>();

  constructor(session: Session, wire: Wire) {
    this.#session = session;
    this.#wire = wire;
  }

  /** Does what a frame asks for, if it asks for something. */
  take({ invocationId, target, data }: ClientFrame): void {
    const { method, params } = data;
    if (typeof method !== 'string') return;
    const given = isObject(params) ? params : {};
    if (method === socketNames.executeTask) {
      this.#execute(invocationId, target, given);
      return;
    }
    if (method === socketNames.resumeTask) {
      this.#resume(invocationId, given);
      return;
    }
    this.#wire.refuse(invocationId, target, `AgentBay Local has no method "${method}" here.`);
  }

  /** Stops following. */
  close(): void {
    for (const end of this.#following) end();
  }

  #execute(invocationId: string, target: string, params: FrameData): void {
    const refuse = (why: string): void => this.#wire.refuse(invocationId, target, why);
    const { task: text, output_schema: outputSchema, full_page_screenshot: fullPage } = params;
    const agent = agentNames.find((name) => agentServers[name] === target);
    if (!agent) {
      refuse(`AgentBay Local has no agent "${target}".`);
      return;
    }
    if (!this.#session.agents.includes(agent)) {
      refuse(`The image ${this.#session.imageId} has no ${agent} agent.`);
      return;
    }
    if (typeof text !== 'string' || text.trim() === '') {
      refuse('The task is empty.');
      return;
    }
    if (this.#session.isBusy || this.#tasks.has(invocationId)) {
      refuse(TASK_BUSY);
      return;
    }
    const manners = this.#session.mannersFor(agent, text);
    this.#wire.behave(manners);
    if (manners.dropsExec === true) {
      this.#wire.drop('cut');
      return;
    }
    try {
      const fullPageScreenshots = fullPage === true;
      const task = this.#session.run({ agent, text, outputSchema, fullPageScreenshots, isStreamed: true });
      this.#follow(invocationId, target, task);
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      refuse(error.message);
    }
  }

  #resume(invocationId: string, { toolCallId, response }: FrameData): void {
    if (typeof toolCallId !== 'string') return;
    // Clients without anybody to ask answer with nothing.
    this.#tasks.get(invocationId)?.resume(toolCallId, typeof response === 'string' ? response : '');
  }

  #follow(invocationId: string, source: string, task: LocalTask): void {
    let seq = 0;
    const send = (data: FrameData): void => this.#wire.send(invocationId, source, data);
    const tell = ({ event, round, atMs }: TimedEvent): void => {
      if (event.type === 'drop') {
        this.#wire.drop(event.how);
        return;
      }
      if (event.type === 'frame' && 'raw' in event.frame) {
        this.#wire.sendText(event.frame.raw);
        return;
      }
      if (event.type === 'frame' && 'data' in event.frame) {
        this.#wire.send(invocationId, event.frame.source ?? source, event.frame.data);
        return;
      }
      const plain = event.type === 'frame' && 'bytes' in event.frame ? long(event.frame.bytes) : event;
      const data = eventData({ event: plain, round, atMs }, seq + 1);
      if (!data) return;
      seq++;
      send(data);
    };
    this.#tasks.set(invocationId, task);
    const end = task.progress.follow(tell);
    const letGo = (): void => {
      end();
      this.#following.delete(letGo);
      this.#tasks.delete(invocationId);
    };
    this.#following.add(letGo);
    void task.ended.then(() => {
      if (!this.#following.has(letGo)) return;
      letGo();
      // The last frame has no place for a reason.
      const { status = '', error = '' } = task.verdict ?? {};
      const fault = { type: 'fault', code: status, message: error } as const;
      if (error !== '') tell({ event: fault, round: task.progress.events.at(-1)?.round ?? 1, atMs: Date.now() });
      send(endData(task));
    });
  }
}

const agentNames: readonly AgentName[] = ['computer', 'browser', 'mobile'];

const long = (bytes: number) => ({ type: 'content', text: 'x'.repeat(bytes) }) as const;
