import type { Page } from 'playwright-core';
import type { Step } from '../../planner/steps';
import type { StepContext } from '../context';

/** A picture is made smaller until its JPEG is below this. */
const MOST_BYTES = 400_000;
const QUALITY = 70;
const SCALES = [1, 0.75, 0.5, 0.35, 0.25] as const;
/** CSS pixels; what lies further down a full page is cut off. */
const TALLEST = 8_000;
/** Pictures that a result shows; later ones of the same task are only saved. */
const MOST_SHOWN = 5;

export async function screenshot(context: StepContext, step: Extract<Step, { do: 'screenshot' }>): Promise<void> {
  const fullPage = step.fullPage || context.fullPageScreenshots;
  context.say(
    fullPage
      ? context.t('Taking a screenshot of the whole page', '正在截取整个页面')
      : context.t('Taking a screenshot', '正在截图'),
  );
  const page = await context.page();
  const jpeg = await capture(page, fullPage);
  const file = step.file === undefined ? await freeName(context) : withEnding(step.file);
  await context.files.write(file, jpeg);
  const shown = context.findings.filter(({ kind }) => kind === 'screenshot').length < MOST_SHOWN;
  context.add({
    kind: 'screenshot',
    file,
    ...(shown && { dataUri: `data:image/jpeg;base64,${jpeg.toString('base64')}` }),
  });
}

/** A JPEG of the page below {@link MOST_BYTES}, or as near to it as the smallest scale gets. */
async function capture(page: Page, fullPage: boolean): Promise<Buffer> {
  const { width, height, left, top } = await page.evaluate((whole) => {
    const root = document.documentElement;
    return {
      width: whole ? Math.max(root.scrollWidth, window.innerWidth) : window.innerWidth,
      height: whole ? Math.max(root.scrollHeight, window.innerHeight) : window.innerHeight,
      left: whole ? 0 : window.scrollX,
      top: whole ? 0 : window.scrollY,
    };
  }, fullPage);
  const session = await page.context().newCDPSession(page);
  try {
    let jpeg = Buffer.alloc(0);
    for (const scale of SCALES) {
      const { data } = await session.send('Page.captureScreenshot', {
        format: 'jpeg',
        quality: QUALITY,
        captureBeyondViewport: fullPage,
        clip: { x: left, y: top, width: Math.min(width, TALLEST), height: Math.min(height, TALLEST), scale },
      });
      jpeg = Buffer.from(data, 'base64');
      if (jpeg.length <= MOST_BYTES) break;
    }
    return jpeg;
  } finally {
    await session.detach().catch(() => undefined); // The page went away and took the session along.
  }
}

const withEnding = (name: string): string =>
  /\.jpe?g$/iu.test(name) ? name : `${name.replace(/\.(?:png|webp|gif)$/iu, '')}.jpg`;

async function freeName(context: StepContext): Promise<string> {
  const taken = new Set((await context.files.list()).map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = `screenshot-${number}.jpg`;
    if (!taken.has(name)) return name;
  }
}
