import { setTimeout as sleep } from 'node:timers/promises';
import { socketNames, type AgentName } from '../../protocol/wire';
import type { ProgressEvent } from '../agent/progress';
import type { Verdict, Work } from '../agent/work';
import type { Pushes } from '../sessions/pushes';
import { Questions } from './questions';
import type { Scenario, Script, ScriptStep } from './script';

/** A task that is to be played. */
export interface ScriptedTask {
  readonly agent: AgentName;
  readonly text: string;
  /** Whether somebody listens who could answer the agent's questions. */
  readonly isStreamed: boolean;
}

/** The scenario that a task follows; `undefined` when none fits. */
export function scenarioFor(script: Script, task: Pick<ScriptedTask, 'agent' | 'text'>): Scenario | undefined {
  return script.find(
    ({ agent = task.agent, task: wanted = '' }) =>
      agent === task.agent &&
      (typeof wanted === 'string'
        ? task.text.toLowerCase().includes(wanted.toLowerCase())
        : // A pattern with `g` or `y` would remember where it was.
          new RegExp(wanted.source, wanted.flags.replace(/[gy]/gu, '')).test(task.text)),
  );
}

/** The work of a scripted agent: plays the scenario that fits the task, in real time. */
export function scripted(script: Script, task: ScriptedTask, pushes: Pushes): Work {
  const scenario = scenarioFor(script, task);
  if (!scenario) {
    const error = `No scenario of the script fits this task for the ${task.agent} agent.`;
    return {
      run: () => Promise.resolve({ status: 'unsupported', product: '', error }),
      abandon: () => Promise.resolve(),
    };
  }
  const questions = new Questions();
  return {
    run: (signal, report) => new Play({ scenario, task, pushes, questions, signal, report }).run(),
    abandon: () => sleep(scenario.stopAfterMs ?? 0),
    resume: (toolCallId, response) => questions.answer(toolCallId, response),
    onTerminate: scenario.onTerminate,
  };
}

interface Stage {
  readonly scenario: Scenario;
  readonly task: ScriptedTask;
  readonly pushes: Pushes;
  readonly questions: Questions;
  readonly signal: AbortSignal;
  readonly report: (event: ProgressEvent) => void;
}

/** One performance of a scenario. */
class Play {
  readonly #stage: Stage;
  #answer = '';
  #calls = 0;
  #pushed = 0;
  #lastCall = { toolCallId: '', toolName: '' };

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** @throws the reason of the signal when that aborts. */
  async run(): Promise<Verdict> {
    const { steps = [], end } = this.#stage.scenario;
    for (const step of steps) {
      await this.#pause(step.afterMs);
      await this.#do(step);
    }
    if (end === 'never') return this.#forGood();
    await this.#pause(end.afterMs);
    const { status, product = '', error = '' } = end;
    return { status, product: typeof product === 'string' ? this.#filled(product) : product, error };
  }

  async #do(step: ScriptStep): Promise<void> {
    const { report } = this.#stage;
    const { action, reasoning, content, fault, frame, drop } = step;
    if (action !== undefined) report({ type: 'action', text: this.#filled(action) });
    if (reasoning !== undefined) report({ type: 'reasoning', text: this.#filled(reasoning) });
    if (content !== undefined) report({ type: 'content', text: this.#filled(content) });
    this.#useTool(step);
    if (step.callForUser) await this.#ask(step.callForUser);
    if (fault) report({ type: 'fault', ...fault });
    if (step.push) await this.#push(step.push);
    if (frame) report({ type: 'frame', frame });
    if (drop) report({ type: 'drop', how: drop });
  }

  #useTool({ toolCall, toolResult }: ScriptStep): void {
    const { report } = this.#stage;
    if (toolCall) {
      const { toolName, args = {}, toolCallId = this.#nextCallId() } = toolCall;
      this.#lastCall = { toolCallId, toolName };
      report({ type: 'toolCall', toolCallId, toolName, args });
    }
    if (toolResult) {
      const { toolCallId = this.#lastCall.toolCallId, toolName = this.#lastCall.toolName, mime } = toolResult;
      const { isError = false, output = '', screenshot } = toolResult;
      const result = mime ?? { isError, output, ...(screenshot !== undefined && { screenshot }) };
      report({ type: 'toolResult', toolCallId, toolName, result });
    }
  }

  async #ask({
    prompt,
    toolCallId = this.#nextCallId(),
    atMostMs,
  }: NonNullable<ScriptStep['callForUser']>): Promise<void> {
    const { task, questions, signal, report } = this.#stage;
    const answer = task.isStreamed ? questions.ask(toolCallId, atMostMs, signal) : Promise.resolve('');
    report({ type: 'callForUser', toolCallId, prompt });
    this.#answer = await answer;
  }

  async #push(push: NonNullable<ScriptStep['push']>): Promise<void> {
    const { pushes, signal } = this.#stage;
    const { channel = socketNames.browserPush, id = ++this.#pushed, code, maxWaitTimeSeconds } = push;
    const { message = '', action = '', waits = false } = push;
    const done = waits ? pushes.done(id, signal) : Promise.resolve();
    pushes.send({ channel, id, code, message, action, maxWaitTimeSeconds });
    await done;
  }

  #nextCallId(): string {
    return `call-${++this.#calls}`;
  }

  #filled(text: string): string {
    return text.replaceAll('{answer}', () => this.#answer);
  }

  /** The timer is also what lets other work in between steps without a pause, and a terminate take effect. */
  #pause(afterMs = 0): Promise<void> {
    return sleep(afterMs, undefined, { signal: this.#stage.signal });
  }

  #forGood(): Promise<never> {
    const { signal } = this.#stage;
    return new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }
}
