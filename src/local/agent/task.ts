import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionBrowser } from '../browser/sessionBrowser';
import { LocalError, messageOf } from '../failure';
import { plan } from '../planner/plan';
import type { Language } from '../planner/steps';
import type { ScratchFiles } from '../sessions/scratchFiles';
import { isBrowserGone, StepFailure, type EngineAddresses, type Limits, type StepContext } from './context';
import type { Finding } from './findings';
import { toMarkdown } from './markdown/document';
import { runStep } from './runStep';
import type { Schema } from './schema';
import { toStructured, type Outcome } from './structured';

export type TaskStatus = 'running' | 'finished' | 'failed' | 'unsupported';

/** What a task asks for. */
export interface TaskRequest {
  readonly agent: 'computer' | 'browser';
  readonly text: string;
  readonly schema: Schema | undefined;
  readonly fullPageScreenshots: boolean;
}

/** What a task works with: all of it belongs to the session. */
export interface Workplace {
  readonly browser: SessionBrowser;
  readonly files: ScratchFiles;
  readonly engines: EngineAddresses;
  readonly limits: Limits;
}

/** A step that takes longer than any of its own limits allow has met a page that does not answer at all. */
const STEP_MS = 150_000;

/** How long a terminated task may take to come to rest before it is no longer waited for. */
const REST_MS = 900;

/** One piece of work, begun when it is made. */
export class LocalTask {
  readonly id = `task-${randomBytes(8).toString('hex')}`;
  readonly agent: TaskRequest['agent'];
  #status: TaskStatus = 'running';
  #action = '';
  #product: unknown = '';
  #error = '';
  #terminated = false;
  readonly #steps: string[] = [];
  readonly #findings: Finding[] = [];
  readonly #abort = new AbortController();
  readonly #workplace: Workplace;
  readonly #done: Promise<void>;

  constructor(request: TaskRequest, workplace: Workplace) {
    this.agent = request.agent;
    this.#workplace = workplace;
    this.#done = this.#run(request);
  }

  get status(): TaskStatus {
    return this.#status;
  }

  /** What is being done; empty once the task has ended. */
  get action(): string {
    return this.#status === 'running' ? this.#action : '';
  }

  /** Markdown text, or an object after the task's schema; empty while the task runs. */
  get product(): unknown {
    return this.#product;
  }

  /** Why the task failed or was not begun; else empty. */
  get error(): string {
    return this.#error;
  }

  get isRunning(): boolean {
    return this.#status === 'running' && !this.#terminated;
  }

  get isTerminated(): boolean {
    return this.#terminated;
  }

  /** Stops the work within a second, whatever it is doing, and leaves the session usable. */
  async terminate(): Promise<void> {
    if (!this.isRunning) return;
    this.#terminated = true;
    this.#abort.abort();
    await this.#workplace.browser.abandon();
    await Promise.race([this.#done, sleep(REST_MS)]);
  }

  async #run({ text, schema, fullPageScreenshots }: TaskRequest): Promise<void> {
    const planned = plan(text);
    if (planned.kind === 'unsupported') {
      this.#error = planned.reason;
      this.#status = 'unsupported';
      return;
    }
    const { language, steps } = planned;
    const { browser } = this.#workplace;
    const context = this.#context(language, fullPageScreenshots);
    browser.onPageEvent = (event) => {
      if (this.#terminated) return;
      const note =
        event.type === 'dialog'
          ? context.t(
              `The page showed a message, which was dismissed: "${event.message}"`,
              `页面弹出了消息，已关闭：“${event.message}”`,
            )
          : context.t(`A download was refused: ${event.name}`, `已拒绝下载：${event.name}`);
      this.#findings.push({ kind: 'note', text: note });
    };
    try {
      for (const step of steps) {
        this.#abort.signal.throwIfAborted();
        await this.#within(STEP_MS, runStep(context, step), context);
      }
      this.#abort.signal.throwIfAborted();
      await this.#finish(schema, context);
    } catch (error) {
      this.#fail(error, context);
    }
  }

  /** Waits for a step, but not beyond a terminate, and not for ever: after `ms` milliseconds it is broken off and has failed. */
  async #within(ms: number, step: Promise<void>, { t }: StepContext): Promise<void> {
    step.catch(() => undefined); // Broken off: its failure concerns nobody any more.
    const timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, this.#abort.signal]);
    const late = sleep(ms, 'late', { signal }).catch(() => 'called off');
    const first = await Promise.race([step, late]).finally(() => timer.abort());
    this.#abort.signal.throwIfAborted();
    if (first !== 'late') return;
    this.#abort.abort();
    await this.#workplace.browser.abandon();
    throw new StepFailure(t(`The page has not responded for ${ms / 1000} seconds.`, `页面 ${ms / 1000} 秒没有响应。`));
  }

  #context(language: Language, fullPageScreenshots: boolean): StepContext {
    const { browser, files, engines, limits } = this.#workplace;
    const { signal } = this.#abort;
    return {
      language,
      signal,
      limits,
      engines,
      files,
      browser,
      fullPageScreenshots,
      findings: this.#findings,
      t: (en, zh) => (language === 'zh' ? zh : en),
      say: (action) => {
        signal.throwIfAborted();
        this.#action = action;
        this.#steps.push(action);
      },
      add: (finding) => this.#findings.push(finding),
      page: async () => {
        signal.throwIfAborted();
        const page = await browser.page();
        signal.throwIfAborted();
        return page;
      },
    };
  }

  async #finish(schema: Schema | undefined, context: StepContext): Promise<void> {
    if (schema) {
      const fitted = toStructured(schema, await this.#outcome(context));
      if (!fitted.ok) throw new StepFailure(whyNotFilled(context, fitted.field, fitted.wants));
      this.#end('finished', fitted.value);
    } else {
      this.#end('finished', toMarkdown(this.#findings, this.#steps, context.language));
    }
  }

  async #outcome(context: StepContext): Promise<Outcome> {
    const { language, browser } = context;
    const open = browser.isOpen ? await context.page() : undefined;
    const outcome: Outcome = { findings: this.#findings, steps: this.#steps, language };
    if (!open || open.url() === 'about:blank') return outcome;
    return { ...outcome, page: { title: await open.title(), url: open.url() } };
  }

  #fail(error: unknown, context: StepContext): void {
    if (this.#terminated) {
      this.#end('failed', '');
      this.#error = context.t('The task was terminated.', '任务已终止。');
      return;
    }
    this.#error = reasonFor(error, context);
    this.#end('failed', toMarkdown(this.#findings, this.#steps, context.language));
  }

  #end(status: TaskStatus, product: unknown): void {
    this.#product = product;
    this.#status = status;
    this.#workplace.browser.onPageEvent = undefined;
  }
}

function whyNotFilled({ t }: StepContext, field: string, wants: string): string {
  return wants === ''
    ? t(`The field "${field}" of the output schema was not found.`, `没有找到输出结构要求的字段“${field}”。`)
    : t(
        `The field "${field}" of the output schema should be of type ${wants}, and what was found is not.`,
        `输出结构的字段“${field}”应为 ${wants} 类型，但找到的内容不是。`,
      );
}

/** What to tell the person about whatever went wrong in a step. */
function reasonFor(error: unknown, { t }: StepContext): string {
  if (error instanceof LocalError) return error.message;
  const message = messageOf(error);
  if (isBrowserGone(error)) {
    return t('The browser was closed or crashed while the task ran.', '任务运行时浏览器被关闭或崩溃。');
  }
  return t(`The step did not succeed: ${message}`, `步骤没有成功：${message}`);
}
