import type { Step } from '../../planner/steps';
import { shownAddress, StepFailure, type StepContext } from '../context';
import { settle } from '../follow';
import { navigate } from '../navigation';

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;

export async function openBrowser(context: StepContext): Promise<void> {
  const { browser } = context;
  const wasOpen = browser.isOpen;
  context.say(
    wasOpen
      ? context.t('Bringing the browser to the front', '切换到浏览器')
      : context.t('Starting the browser', '正在启动浏览器'),
  );
  const page = await context.page();
  await page.bringToFront();
  const { version } = browser;
  context.add({
    kind: 'note',
    text: wasOpen
      ? context.t(`The browser is open (${version}).`, `浏览器已经打开（${version}）。`)
      : context.t(`The browser has been opened (${version}).`, `浏览器已打开（${version}）。`),
  });
}

export async function closeBrowser(context: StepContext): Promise<void> {
  context.say(context.t('Closing the browser', '正在关闭浏览器'));
  await context.browser.close();
  context.add({ kind: 'note', text: context.t('The browser has been closed.', '浏览器已关闭。') });
}

export async function goTo(context: StepContext, url: string): Promise<void> {
  const at = shownAddress(url);
  context.say(context.t(`Opening ${at}`, `正在打开 ${at}`));
  const page = await navigate(context, url);
  const title = await page.title();
  const landed = shownAddress(page.url());
  const name = title === '' ? landed : context.t(`"${title}" (${landed})`, `“${title}”（${landed}）`);
  context.add({ kind: 'note', text: context.t(`Opened ${name}.`, `已打开${name}。`) });
}

export async function moveThroughHistory(context: StepContext, { way }: Of<'history'>): Promise<void> {
  const sayings: Readonly<Record<typeof way, readonly [en: string, zh: string]>> = {
    back: ['Going back', '返回上一页'],
    forward: ['Going forward', '前进到下一页'],
    reload: ['Reloading the page', '刷新页面'],
  };
  context.say(context.t(...sayings[way]));
  const page = await context.page();
  const options = { waitUntil: 'domcontentloaded', timeout: context.limits.navigationMs } as const;
  const before = page.url();
  const response = await (way === 'back'
    ? page.goBack(options)
    : way === 'forward'
      ? page.goForward(options)
      : page.reload(options));
  if (response === null && way !== 'reload' && page.url() === before) {
    throw new StepFailure(context.t('There is no page to go to.', '没有可以前往的页面。'));
  }
  await settle(page);
}
