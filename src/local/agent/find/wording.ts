import type { Page } from 'playwright-core';
import { quoted, StepFailure, type StepContext } from '../context';

const MOST_NAMED = 8;
const LONGEST_NAME = 40;

/** "There is no ... on ...; there are: ...": what was looked for, where, and what is there instead. */
export async function notFound(
  context: StepContext,
  what: { readonly en: string; readonly zh: string },
  instead: readonly string[],
): Promise<StepFailure> {
  const { t } = context;
  const page = await context.page();
  if (page.url() === 'about:blank') {
    return new StepFailure(
      t(`There is no ${what.en}: no page has been opened.`, `没有找到${what.zh}：还没有打开任何网页。`),
    );
  }
  const title = await page.title();
  const where = title === '' ? t('this page', '') : quoted(context, title);
  return new StepFailure(
    t(
      `There is no ${what.en} on ${where}${listed(context, instead)}`,
      `${where === '' ? '' : `页面${where}上`}没有找到${what.zh}${listed(context, instead)}`,
    ),
  );
}

/** The end of a sentence: what there is. */
export function listed({ t }: StepContext, names: readonly string[]): string {
  const some = names
    .slice(0, MOST_NAMED)
    .map((name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name));
  if (some.length === 0) return t('.', '。');
  return t(`; there are: ${some.join(', ')}.`, `；有：${some.join('、')}。`);
}

/** The names of what can be clicked on a page, in order, each once. */
export function clickableNames(page: Page): Promise<readonly string[]> {
  return page.evaluate((most) => {
    const found = new Set<string>();
    const clickable = 'button,[role=button],input[type=submit],input[type=button],a[href]';
    for (const element of document.querySelectorAll<HTMLElement>(clickable)) {
      const shown = element instanceof HTMLInputElement ? element.value : element.innerText;
      const names = [shown, element.ariaLabel ?? '', element.title].map((name) => name.replace(/\s+/g, ' ').trim());
      const name = names.find((one) => one !== '');
      if (name !== undefined && element.checkVisibility({ visibilityProperty: true })) found.add(name);
      if (found.size === most) break;
    }
    return [...found];
  }, MOST_NAMED);
}
