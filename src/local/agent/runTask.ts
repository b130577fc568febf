import { messageOf, LocalError } from '../failure';
import { plan, type Plan } from '../planner/plan';
import type { SessionBrowser } from '../browser/sessionBrowser';
import type { ScratchFiles } from '../sessions/scratchFiles';
import { bounded } from './bounded';
import { isBrowserGone, StepFailure, type EngineAddresses, type Limits, type StepContext } from './context';
import type { Finding } from './findings';
import { toMarkdown } from './markdown/document';
import { pageNote } from './pageNote';
import { runStep } from './runStep';
import type { Schema } from './schema';
import { toStructured } from './structured';
import { broughtToAnEnd } from './within';

/** What pages do beyond this goes unmentioned: one may show messages without end. */
const MOST_PAGE_NOTES = 20;

/** What a task asks for. */
export interface TaskRequest {
  readonly agent: 'computer' | 'browser';
  readonly text: string;
  /** What the result must look like; absent for Markdown. */
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

/** How a task ended. `product` is Markdown text, or an object after the schema; `error` is empty unless it says why not. */
export interface Verdict {
  readonly status: 'finished' | 'failed' | 'unsupported';
  readonly product: unknown;
  readonly error: string;
}

/**
 * Plans a task and does it, step by step. Does nothing of a task that it does not understand whole.
 * @param say Hears of each step before it is done.
 * @throws only the reason of `signal` when that aborts; whatever else goes wrong is in the verdict.
 */
export async function runTask(
  request: TaskRequest,
  workplace: Workplace,
  signal: AbortSignal,
  say: (action: string) => void,
): Promise<Verdict> {
  const planned = plan(request.text);
  if (planned.kind === 'unsupported') return { status: 'unsupported', product: '', error: planned.reason };
  const findings: Finding[] = [];
  const actions: string[] = [];
  const context = contextOf(planned, request, workplace, signal, findings, (action) => {
    actions.push(action);
    say(action);
  });
  let notes = 0;
  const stopListening = workplace.browser.listen((event) => {
    if (notes++ < MOST_PAGE_NOTES) findings.push(pageNote(event, context));
  });
  const markdown = (): string => toMarkdown(findings, actions, planned.language);
  try {
    for (const step of planned.steps) await broughtToAnEnd(context, workplace.browser, runStep(context, step));
    const { schema } = request;
    const product = schema
      ? await broughtToAnEnd(context, workplace.browser, structuredProduct(schema, context, actions))
      : markdown();
    return { status: 'finished', product, error: '' };
  } catch (error) {
    signal.throwIfAborted();
    return { status: 'failed', product: markdown(), error: reasonFor(error, context) };
  } finally {
    stopListening();
  }
}

function contextOf(
  { language }: Plan,
  { fullPageScreenshots }: TaskRequest,
  { browser, files, engines, limits }: Workplace,
  signal: AbortSignal,
  findings: Finding[],
  say: (action: string) => void,
): StepContext {
  return {
    language,
    signal,
    limits,
    engines,
    files,
    browser,
    fullPageScreenshots,
    findings,
    t: (en, zh) => (language === 'zh' ? zh : en),
    say: (action) => {
      signal.throwIfAborted();
      say(action);
    },
    add: (finding) => findings.push(bounded(finding)),
    page: async () => {
      signal.throwIfAborted();
      const page = await browser.page();
      signal.throwIfAborted();
      return page;
    },
  };
}

/** @throws {StepFailure} naming the field that could not be filled. */
async function structuredProduct(schema: Schema, context: StepContext, steps: readonly string[]): Promise<unknown> {
  const { browser, findings, language, t } = context;
  const page = browser.isOpen ? await context.page() : undefined;
  const shown = page && page.url() !== 'about:blank' ? { title: await page.title(), url: page.url() } : undefined;
  const fitted = toStructured(schema, { findings, steps, language, page: shown });
  if (fitted.ok) return fitted.value;
  const { field, wants } = fitted;
  throw new StepFailure(
    wants === ''
      ? t(`The field "${field}" of the output schema was not found.`, `没有找到输出结构要求的字段“${field}”。`)
      : t(
          `The field "${field}" of the output schema should be of type ${wants}, and what was found is not.`,
          `输出结构的字段“${field}”应为 ${wants} 类型，但找到的内容不是。`,
        ),
  );
}

/** What to tell the person about whatever went wrong in a step. */
function reasonFor(error: unknown, { t }: StepContext): string {
  if (error instanceof LocalError) return error.message;
  if (isBrowserGone(error)) {
    return t('The browser was closed or crashed while the task ran.', '任务运行时浏览器被关闭或崩溃。');
  }
  const message = messageOf(error);
  return t(`The step did not succeed: ${message}`, `步骤没有成功：${message}`);
}
