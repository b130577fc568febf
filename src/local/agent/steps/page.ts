import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../failure';
import type { Step } from '../../planner/steps';
import { passOn, quoted, StepFailure, type StepContext } from '../context';
import { findClickable, roleNames } from '../find/clickable';
import { openedPage } from '../navigation';
import { andFollow } from '../follow';

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;

export async function click(context: StepContext, { target }: Of<'click'>): Promise<void> {
  const text = target.text === undefined ? '' : quoted(context, target.text);
  const place =
    target.nth === undefined
      ? ''
      : context.t(
          target.nth < 0 ? 'the last ' : `no. ${target.nth} `,
          target.nth < 0 ? '最后一个' : `第${target.nth}个`,
        );
  const role = target.role === undefined ? '' : context.t(...roleNames[target.role]);
  const name = context.t(`${place}${role}${role !== '' && text !== '' ? ' ' : ''}${text}`, `${place}${text}${role}`);
  context.say(context.t(`Looking for ${name}`, `正在查找${name}`));
  const found = await findClickable(context, target);
  context.say(context.t(`Clicking ${name}`, `正在点击${name}`));
  try {
    await andFollow(context, () => found.click({ timeout: context.limits.elementMs, noWaitAfter: true }));
  } catch (error) {
    passOn(context, error);
    if (error instanceof StepFailure) throw error;
    throw new StepFailure(
      context.t(`${name} cannot be clicked: ${whyNot(error, 'en')}.`, `无法点击${name}：${whyNot(error, 'zh')}。`),
      { cause: error },
    );
  }
}

function whyNot(error: unknown, language: 'en' | 'zh'): string {
  const text = error instanceof Error ? error.message : '';
  const known: readonly (readonly [RegExp, string, string])[] = [
    [/intercepts pointer events/u, 'something else covers it', '它被其他内容遮住了'],
    [/element is not enabled/u, 'it is disabled', '它被禁用了'],
    [/element is not stable/u, 'it keeps moving', '它一直在移动'],
    [/not attached|detached/u, 'it went away', '它已经消失'],
    [/Timeout \d+ms exceeded/u, 'the page did not respond in time', '页面没有及时响应'],
  ];
  const reason = known.find(([sign]) => sign.test(text));
  return reason ? reason[language === 'en' ? 1 : 2] : messageOf(error);
}

export async function press(context: StepContext, { keys, times }: Of<'press'>): Promise<void> {
  const often = times === 1 ? '' : context.t(` ${times} times`, ` ${times} 次`);
  context.say(context.t(`Pressing ${keys}${often}`, `正在按 ${keys}${often}`));
  await openedPage(context);
  await andFollow(context, async (page) => {
    for (let pressed = 0; pressed < times; pressed++) {
      context.signal.throwIfAborted();
      await page.keyboard.press(keys);
    }
  });
}

export async function scroll(context: StepContext, { to, times }: Of<'scroll'>): Promise<void> {
  const sayings: Readonly<Record<typeof to, readonly [en: string, zh: string]>> = {
    up: ['Scrolling up', '向上滚动'],
    down: ['Scrolling down', '向下滚动'],
    top: ['Scrolling to the top', '滚动到顶部'],
    bottom: ['Scrolling to the bottom', '滚动到底部'],
  };
  context.say(context.t(...sayings[to]));
  const page = await openedPage(context);
  await page.evaluate(
    ([where, screens]) => {
      const all = document.documentElement.scrollHeight;
      if (where === 'top' || where === 'bottom') window.scrollTo(0, where === 'top' ? 0 : all);
      else window.scrollBy(0, (where === 'up' ? -0.8 : 0.8) * window.innerHeight * screens);
    },
    [to, times] as const,
  );
}

export async function scrollToText(context: StepContext, { text }: Of<'scrollToText'>): Promise<void> {
  context.say(context.t(`Scrolling to ${quoted(context, text)}`, `正在滚动到${quoted(context, text)}`));
  const page = await context.page();
  const found = page.getByText(text).filter({ visible: true }).first();
  try {
    await found.scrollIntoViewIfNeeded({ timeout: context.limits.elementMs });
  } catch (error) {
    passOn(context, error);
    throw new StepFailure(notThere(context, text), { cause: error });
  }
}

export async function waitForText(context: StepContext, { text }: Of<'waitForText'>): Promise<void> {
  context.say(context.t(`Waiting for ${quoted(context, text)}`, `正在等待出现${quoted(context, text)}`));
  const page = await context.page();
  try {
    await page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: context.limits.textMs });
  } catch (error) {
    passOn(context, error);
    throw new StepFailure(notThere(context, text, context.limits.textMs / 1000), { cause: error });
  }
}

export async function waitForLoad(context: StepContext): Promise<void> {
  context.say(context.t('Waiting for the page to load', '正在等待页面加载'));
  const page = await context.page();
  await page.waitForLoadState('load', { timeout: context.limits.navigationMs });
}

export async function wait(context: StepContext, { seconds }: Of<'wait'>): Promise<void> {
  context.say(context.t(`Waiting ${seconds} s`, `等待 ${seconds} 秒`));
  await sleep(seconds * 1000, undefined, { signal: context.signal });
}

function notThere(context: StepContext, text: string, seconds?: number): string {
  const what = quoted(context, text);
  return seconds === undefined
    ? context.t(`The text ${what} is not on the page.`, `页面上没有${what}。`)
    : context.t(`The text ${what} did not appear within ${seconds} seconds.`, `${what}在 ${seconds} 秒内没有出现。`);
}
