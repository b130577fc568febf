import type { AgentName } from '../../protocol/wire';
import { messageOf, LocalError } from '../failure';
import { plan, type Plan } from '../planner/plan';
import type { SessionBrowser } from '../browser/sessionBrowser';
import type { ScratchFiles } from '../sessions/scratchFiles';
import { bounded } from './bounded';
import { isBrowserGone, StepFailure, type EngineAddresses, type Limits, type StepContext } from './context';
import type { Finding } from './findings';
import { toMarkdown } from './markdown/document';
import { pageNote } from './pageNote';
import type { ProgressEvent } from './progress';
import { runStep } from './runStep';
import type { Schema } from './schema';
import { toStructured } from './structured';
import { broughtToAnEnd } from './within';
import type { Verdict, Work } from './work';

/** What pages do beyond this goes unmentioned: one may show messages without end. */
const MOST_PAGE_NOTES = 20;

/** What a task asks for. */
export interface TaskRequest {
  readonly agent: AgentName;
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

/** The work of Local's own agent: a task planned and done in the session's browser. */
export const inBrowser = (request: TaskRequest, workplace: Workplace): Work => ({
  run: (signal, report) => runTask(request, workplace, signal, report),
  abandon: () => workplace.browser.abandon(),
});

/** Plans a task and does it, step by step. Does nothing of a task that it does not understand whole. */
async function runTask(
  request: TaskRequest,
  workplace: Workplace,
  signal: AbortSignal,
  report: (event: ProgressEvent) => void,
): Promise<Verdict> {
  const planned = plan(request.text);
  if (planned.kind === 'unsupported') return { status: 'unsupported', product: '', error: planned.reason };
  const findings: Finding[] = [];
  const actions: string[] = [];
  const context = contextOf(planned, request, workplace, signal, findings, (action) => {
    actions.push(action);
    report({ type: 'action', text: action });
    report({ type: 'content', text: `${action}\n` });
  });
  let notes = 0;
  const stopListening = workplace.browser.listen((event) => {
    if (notes++ < MOST_PAGE_NOTES) findings.push(pageNote(event, context));
  });
  const markdown = (): string => toMarkdown(findings, actions, planned.language);
  try {
    for (const [index, step] of planned.steps.entries()) {
      const { do: toolName, ...args } = step;
      await asToolCall({ toolCallId: `step-${index + 1}`, toolName, args }, context, report, () =>
        broughtToAnEnd(context, workplace.browser, runStep(context, step)),
      );
    }
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

/** Does a step and tells of it as of a tool that is used: its kind, what it is to do, and whether it succeeded. */
async function asToolCall(
  call: { readonly toolCallId: string; readonly toolName: string; readonly args: unknown },
  context: StepContext,
  report: (event: ProgressEvent) => void,
  doStep: () => Promise<void>,
): Promise<void> {
  const { toolCallId, toolName } = call;
  report({ type: 'toolCall', ...call });
  const end = (isError: boolean, output: string): void =>
    report({ type: 'toolResult', toolCallId, toolName, result: { isError, output } });
  try {
    await doStep();
    end(false, 'ok');
  } catch (error) {
    end(true, reasonFor(error, context));
    throw error;
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
