import type { Locator } from 'playwright-core';
import type { ClickRole, ClickTarget } from '../../planner/steps';
import { quoted, type StepContext } from '../context';
import { readResults, RESULT_LINKS } from '../inPage/results';
import { look, type Ways } from './look';
import { clickableNames, notFound } from './wording';

/** What the roles are called. */
export const roleNames: Readonly<Record<ClickRole, readonly [en: string, zh: string]>> = {
  button: ['button', '按钮'],
  link: ['link', '链接'],
  tab: ['tab', '标签页'],
  checkbox: ['checkbox', '复选框'],
  menuitem: ['menu item', '菜单项'],
  image: ['image', '图片'],
  result: ['search result', '搜索结果'],
};

const clickRoles = ['button', 'link', 'tab', 'menuitem', 'checkbox', 'radio', 'switch', 'option'] as const;

function waysTo({ text, role }: ClickTarget): Ways {
  return (frame) => {
    const ariaRole = role === 'image' ? 'img' : role === 'result' ? 'link' : role;
    if (text === undefined) return [frame.getByRole(ariaRole ?? 'button')];
    // A person's "button" may be a link to the page, and the other way round.
    const roles = ariaRole === undefined ? clickRoles : ([ariaRole, ...clickRoles] as const);
    return [
      ...roles.map((one) => frame.getByRole(one, { name: text, exact: true })),
      ...roles.map((one) => frame.getByRole(one, { name: text })),
      frame.getByLabel(text, { exact: true }),
      frame.getByTitle(text, { exact: true }),
      frame.getByText(text, { exact: true }),
      ...(role === undefined ? [frame.getByText(text)] : []),
    ];
  };
}

/** Search results are counted as they are read: without advertisements. */
async function findResult(context: StepContext, { text, nth = 1 }: ClickTarget): Promise<Locator | undefined> {
  const entries: Ways = (frame) => [frame.locator(RESULT_LINKS)];
  if (!(await look(context, entries))) return undefined;
  const page = await context.page();
  const results = await readResults(page);
  const fitting = results.filter((one) => text === undefined || one.text.includes(text));
  const wanted = fitting.at(nth < 0 ? nth : nth - 1);
  if (!wanted) return undefined;
  const links = page.locator(RESULT_LINKS);
  const addresses = await links.evaluateAll((elements) =>
    elements.map((element) => (element instanceof HTMLAnchorElement ? element.href : '')),
  );
  const index = addresses.indexOf(wanted.url);
  // -1 would be the last link: the page has changed between the two looks.
  return index < 0 ? undefined : links.nth(index);
}

/** Finds what is to be clicked. @throws {StepFailure} naming what there is instead. */
export async function findClickable(context: StepContext, target: ClickTarget): Promise<Locator> {
  const found =
    target.role === 'result' ? await findResult(context, target) : await look(context, waysTo(target), target.nth);
  if (found) return found;
  const [en, zh] = target.role === undefined ? ['button or link', '按钮或链接'] : roleNames[target.role];
  const text = target.text === undefined ? '' : quoted(context, target.text);
  const nth = target.nth ?? 1;
  throw await notFound(
    context,
    {
      en: `${nth > 1 ? `${nth}th `.replace(/^2th/u, '2nd').replace(/^3th/u, '3rd') : ''}${en}${text && ` ${text}`}`,
      zh: `${nth > 1 ? `第${nth}个` : ''}${text}${zh}`,
    },
    await clickableNames(await context.page()),
  );
}
