import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator, Page } from 'playwright-core';
import type { ClickTarget } from '../planner/steps';
import { quoted, StepFailure, type StepContext } from './context';

const LOOK_AGAIN_MS = 150;
const MOST_FRAMES = 8;

/** Ways to find something, the best first; each is tried in the page and in its frames. */
type Ways = (within: Frame) => readonly Locator[];

/**
 * Looks for the first thing that one of the ways finds, until it is there.
 * @param nth Which of several is meant: 1 is the first, -1 the last.
 * @returns `undefined` when nothing has shown up within `forMs`.
 */
async function look(context: StepContext, ways: Ways, nth: number, forMs: number): Promise<Locator | undefined> {
  const until = performance.now() + forMs;
  for (;;) {
    const page = await context.page();
    for (const frame of page.frames().slice(0, MOST_FRAMES)) {
      for (const way of ways(frame)) {
        const visible = way.filter({ visible: true });
        const count = await visible.count().catch(() => 0); // The frame went away or is being navigated.
        const index = nth < 0 ? count + nth : nth - 1;
        if (index >= 0 && index < count) return visible.nth(index);
      }
    }
    context.signal.throwIfAborted();
    if (performance.now() >= until) return undefined;
    await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal });
  }
}

const clickRoles = ['button', 'link', 'tab', 'menuitem', 'checkbox', 'radio', 'switch', 'option'] as const;

function waysToClick({ text, role }: ClickTarget): Ways {
  return (frame) => {
    if (role === 'result') {
      const results = frame.locator(':is(h2, h3) a[href], a[href]:has(h2, h3)');
      return [text === undefined ? results : results.filter({ hasText: text })];
    }
    if (role === 'image') {
      return text === undefined
        ? [frame.getByRole('img')]
        : [frame.getByRole('img', { name: text, exact: true }), frame.getByRole('img', { name: text })];
    }
    if (text === undefined) return [frame.getByRole(role ?? 'button')];
    const roles = role === undefined ? clickRoles : [role, ...clickRoles.filter((other) => other !== role)];
    return [
      ...roles.map((one) => frame.getByRole(one, { name: text, exact: true })),
      ...roles.map((one) => frame.getByRole(one, { name: text })),
      frame.getByLabel(text, { exact: true }),
      frame.getByText(text, { exact: true }),
      frame.getByTitle(text, { exact: true }),
      ...(role === undefined ? [frame.getByText(text)] : []),
    ];
  };
}

/** Finds what is to be clicked. @throws {StepFailure} naming what there is instead. */
export async function findToClick(context: StepContext, target: ClickTarget): Promise<Locator> {
  const found = await look(context, waysToClick(target), target.nth ?? 1, context.limits.elementMs);
  if (found) return found;
  const page = await context.page();
  const what = target.text === undefined ? '' : quoted(context, target.text);
  const en = `${target.role ?? 'button or link'}${what === '' ? '' : ` ${what}`}`;
  const zh = `${what}${zhRoles[target.role ?? ''] ?? '按钮或链接'}`;
  throw new StepFailure(
    context.t(`There is no ${en}`, `没有找到${zh}`) +
      (await onThisPage(context, page)) +
      (await instead(context, page)),
  );
}

const zhRoles: Readonly<Record<string, string>> = {
  button: '按钮',
  link: '链接',
  tab: '标签页',
  checkbox: '复选框',
  menuitem: '菜单项',
  image: '图片',
  result: '搜索结果',
};

async function onThisPage(context: StepContext, page: Page): Promise<string> {
  const title = await page.title();
  const name = title === '' ? '' : quoted(context, title);
  if (page.url() === 'about:blank') return context.t(': no page has been opened', '：还没有打开任何网页');
  return name === '' ? context.t(' on this page', '') : context.t(` on ${name}`, `（页面${name}）`);
}

const MOST_NAMED = 8;

async function instead(context: StepContext, page: Page): Promise<string> {
  const names = await page.evaluate((most) => {
    const found = new Set<string>();
    const clickable = 'button,[role=button],input[type=submit],input[type=button],a[href]';
    for (const element of document.querySelectorAll<HTMLElement>(clickable)) {
      const value = element instanceof HTMLInputElement ? element.value : element.innerText;
      const name = (value || element.ariaLabel || element.title).replace(/\s+/g, ' ').trim().slice(0, 40);
      if (name !== '' && element.checkVisibility({ visibilityProperty: true })) found.add(name);
      if (found.size === most) break;
    }
    return [...found];
  }, MOST_NAMED);
  if (names.length === 0) return context.t('.', '。');
  return context.t(`; there are: ${names.join(', ')}.`, `；页面上有：${names.join('、')}。`);
}

const textField =
  'input:not([type]),input[type=text],input[type=search],input[type=email],input[type=url],input[type=tel],input[type=password],input[type=number],input[type=date],input[type=time],textarea,[contenteditable=""],[contenteditable=true],[role=textbox],[role=searchbox]';
const searchField =
  'input[type=search],[role=searchbox],[role=search] input:not([type=hidden]),input[name=q],input[name=wd],textarea[name=q],input[name=query],input[name=search],input[placeholder*=search i],input[placeholder*=搜索]';

function waysToField(name: string): Ways {
  const attribute = JSON.stringify(name);
  return (frame) => {
    const editable = frame.locator(textField);
    return [
      editable.and(frame.getByLabel(name, { exact: true })),
      editable.and(frame.getByPlaceholder(name, { exact: true })),
      editable.and(frame.getByLabel(name)),
      editable.and(frame.getByPlaceholder(name)),
      editable.and(frame.getByTitle(name)),
      editable.and(frame.locator(`[name=${attribute} i],[id=${attribute} i]`)),
      ...(/^(?:search|query|搜索|查询)$/iu.test(name) ? [frame.locator(searchField)] : []),
    ];
  };
}

/**
 * Finds the field to type into: by its label, placeholder or name; without one the focused field, else the only one, else a
 * search field.
 * @throws {StepFailure} naming the fields there are.
 */
export async function findField(context: StepContext, name: string | undefined): Promise<Locator> {
  const { elementMs } = context.limits;
  if (name !== undefined) {
    const found = await look(context, waysToField(name), 1, elementMs);
    if (found) return found;
  } else {
    const focused: Ways = (frame) => [frame.locator(textField).and(frame.locator(':focus'))];
    const any: Ways = (frame) => [frame.locator(textField)];
    const found = (await look(context, focused, 1, 0)) ?? (await look(context, any, 1, elementMs));
    const second =
      found && (await look(context, focused, 1, 0)) === undefined ? await look(context, any, 2, 0) : undefined;
    if (found && !second) return found;
    const search = second && (await look(context, (frame) => [frame.locator(searchField)], 1, 0));
    if (search) return search;
  }
  const page = await context.page();
  const there = await page
    .locator(textField)
    .filter({ visible: true })
    .evaluateAll((elements) =>
      elements.slice(0, 8).map((element) => {
        const label =
          element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
            ? element.labels?.[0]?.innerText
            : '';
        const name =
          label || element.getAttribute('placeholder') || element.ariaLabel || element.getAttribute('name') || '?';
        return name.replace(/\s+/g, ' ').trim();
      }),
    );
  const which = name === undefined ? '' : quoted(context, name);
  const none =
    name === undefined && there.length > 0
      ? context.t('Say which field is meant', '请说明是哪个输入框')
      : context.t(`There is no text field${which && ` ${which}`}`, `没有找到输入框${which}`) +
        (await onThisPage(context, page));
  throw new StepFailure(
    none +
      (there.length === 0
        ? context.t('.', '。')
        : context.t(`; there are: ${there.join(', ')}.`, `；页面上有：${there.join('、')}。`)),
  );
}

/** Finds a box to tick. @throws {StepFailure} when there is none of that name. */
export async function findBox(context: StepContext, name: string): Promise<Locator> {
  const ways: Ways = (frame) => {
    const boxes = frame.locator('input[type=checkbox],input[type=radio],[role=checkbox],[role=switch],[role=radio]');
    return [
      boxes.and(frame.getByLabel(name, { exact: true })),
      boxes.and(frame.getByLabel(name)),
      boxes.and(frame.locator(`[name=${JSON.stringify(name)} i]`)),
    ];
  };
  const found = await look(context, ways, 1, context.limits.elementMs);
  if (found) return found;
  const page = await context.page();
  const where = await onThisPage(context, page);
  throw new StepFailure(
    context.t(
      `There is no checkbox ${quoted(context, name)}${where}.`,
      `没有找到复选框${quoted(context, name)}${where}。`,
    ),
  );
}

/** Finds the list that has an option, or the radio button of that name. @throws {StepFailure} when there is neither. */
export async function findOption(
  context: StepContext,
  option: string,
  field: string | undefined,
): Promise<{ readonly kind: 'list' | 'radio'; readonly locator: Locator }> {
  const withOption = (frame: Frame): Locator =>
    frame.locator('select').filter({ has: frame.page().locator('option', { hasText: option }) });
  const lists: Ways = (frame) =>
    field === undefined
      ? [withOption(frame)]
      : [
          frame.locator('select').and(frame.getByLabel(field, { exact: true })),
          frame.locator('select').and(frame.getByLabel(field)),
          frame.locator(`select[name=${JSON.stringify(field)} i],select[id=${JSON.stringify(field)} i]`),
        ];
  const radios: Ways = (frame) => [
    frame.locator('input[type=radio]').and(frame.getByLabel(option, { exact: true })),
    frame.locator('input[type=radio]').and(frame.getByLabel(option)),
  ];
  const radioNow = await look(context, radios, 1, 0);
  if (radioNow && field === undefined) return { kind: 'radio', locator: radioNow };
  const list = await look(context, lists, 1, radioNow ? 0 : context.limits.elementMs);
  if (list) return { kind: 'list', locator: list };
  const radio = radioNow ?? (await look(context, radios, 1, 0));
  if (radio) return { kind: 'radio', locator: radio };
  const where = await onThisPage(context, await context.page());
  const what = quoted(context, field ?? option);
  throw new StepFailure(
    field === undefined
      ? context.t(`There is no list with an option ${what}${where}.`, `没有找到包含选项${what}的列表${where}。`)
      : context.t(`There is no list ${what}${where}.`, `没有找到下拉列表${what}${where}。`),
  );
}
