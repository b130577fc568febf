import type { Page } from 'playwright-core';
import type { Engine, Step } from '../../planner/steps';
import { quoted, StepFailure, type StepContext } from '../context';
import { readResults, RESULT_LINKS } from '../inPage/results';
import { readText } from '../inPage/reading';
import { readSteadily } from '../follow';
import { navigate } from '../navigation';
import { goTo } from './browser';

/** How each engine is called in either language. */
export const engineNames: Readonly<Record<Engine, readonly [en: string, zh: string]>> = {
  baidu: ['Baidu', '百度'],
  bing: ['Bing', '必应'],
  google: ['Google', '谷歌'],
};

/** Signs of a page that wants a person first: an address, or words of a title or a short page. */
const barrierAddress =
  /wappass\.baidu\.com|\/captcha|google\.[a-z.]+\/sorry\/|consent\.(?:google|youtube)\.|\/turing\/|challenges\.cloudflare\.com/iu;
const barrierWords =
  /百度安全验证|安全验证|请输入验证码|unusual traffic|are you a robot|not a robot|verify (?:that )?you(?:'re| are) (?:a )?human|one last step|before you continue|solve the challenge/iu;
const nothingFound = /no results|did not match any|no documents|没有找到|未找到|抱歉/iu;

export async function openEngine(context: StepContext, engine: Engine): Promise<void> {
  await goTo(context, `${new URL(context.engines[engine].replace('{query}', '')).origin}/`);
}

export async function search(context: StepContext, step: Extract<Step, { do: 'search' }>): Promise<void> {
  const name = context.t(...engineNames[step.engine]);
  if (!step.chosen) {
    context.add({
      kind: 'note',
      text: context.t(`No search engine was named, so ${name} was used.`, `没有指定搜索引擎，使用了${name}。`),
    });
  }
  const query = quoted(context, step.query);
  context.say(context.t(`Searching ${name} for ${query}`, `正在用${name}搜索${query}`));
  const address = context.engines[step.engine].replace('{query}', () => encodeURIComponent(step.query));
  await navigate(context, address);
  context.say(context.t(`Reading the results of ${name}`, `正在读取${name}的搜索结果`));
  await readSteadily(context, (steady) => addResults(context, steady, step));
}

/** Reads the results on the page into a finding. @throws {StepFailure} when a barrier or nothing readable is there. */
export async function addResults(
  context: StepContext,
  page: Page,
  {
    engine,
    query = '',
    most,
  }: { readonly engine?: Engine; readonly query?: string; readonly most?: number | undefined },
): Promise<void> {
  // Engines fill their pages in after loading; a heading that is a link is the first sign of a result.
  await page
    .locator(RESULT_LINKS)
    .first()
    .waitFor({ timeout: Math.min(5_000, context.limits.elementMs) })
    .catch(() => undefined); // None: what the page says instead is read below.
  context.signal.throwIfAborted();
  const items = (await readResults(page)).slice(0, most);
  const name = engine === undefined ? context.t('The page', '页面') : context.t(...engineNames[engine]);
  const text = items.length === 0 ? await readText(page) : '';
  const title = await page.title();
  if (
    items.length === 0 &&
    (barrierAddress.test(page.url()) || barrierWords.test(`${title} ${text.slice(0, 2_000)}`))
  ) {
    throw new StepFailure(
      context.t(
        `${name} asks for a captcha or for consent first, which needs a person.`,
        `${name}要求先完成验证或同意条款，需要人工操作。`,
      ),
    );
  }
  if (items.length === 0 && !nothingFound.test(text)) {
    throw new StepFailure(
      context.t(`${name} showed no results that could be read.`, `${name}没有显示可以读取的搜索结果。`),
    );
  }
  context.add({ kind: 'results', engine, query, items });
}
