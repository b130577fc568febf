import type { BrowserLook } from '../../browser/launch';
import { LocalError, messageOf } from '../../failure';
import { invalid, jsonObject, onSession, sessionGone, type ActionSetup } from '../action';
import type { Session } from '../../sessions/session';
import { ok, serviceError, type Reply } from '../reply';

/** A page that is only to be there when work begins is not waited for longer. */
const FIRST_PAGE_MS = 15_000;

/**
 * Opens the browser before its first task. Of `BrowserOption`, `viewport`, `userAgent` and `defaultNavigateUrl` are heeded,
 * the first two only when the browser is not open yet; of the others the log says that they are not. `PersistentPath` means
 * nothing here: the profile is the session's own.
 */
export const initBrowser = onSession((session, parameters, { sessions, warn }) => {
  const options = jsonObject(parameters.get('BrowserOption'));
  if (!options) return invalid('BrowserOption', 'must be a JSON object');
  if (!session.agents.includes('browser')) {
    return serviceError('Browser.NotSupported', `The image ${session.imageId} has no browser agent.`);
  }
  const { viewport, userAgent, defaultNavigateUrl, ...others } = options;
  const look = lookOf(viewport, userAgent);
  if (!look) return invalid('BrowserOption', 'has a viewport or userAgent that is none');
  const first = webAddress(defaultNavigateUrl);
  if (first === 'none') return invalid('BrowserOption', 'has a defaultNavigateUrl that is no web address');
  const unheeded = Object.keys(others).filter((name) => !isAbsent(others[name]) && others[name] !== false);
  if (unheeded.length > 0) warn(`AgentBay Local does not heed these options of a browser: ${unheeded.join(', ')}.`);
  return session.serve(() =>
    answer(session, () => (sessions.isScripted ? undefined : open(session, look, first, warn))),
  );
});

/** Opens the browser, and in it the first page if there is to be one. */
async function open(
  session: Session,
  look: BrowserLook,
  first: string | undefined,
  warn: ActionSetup['warn'],
): Promise<void> {
  if (!session.browser.dress(look)) warn('The browser is open already, so it keeps its viewport and user agent.');
  const page = await session.browser.page();
  if (first === undefined || session.isBusy) return;
  await page.goto(first, { timeout: FIRST_PAGE_MS, waitUntil: 'domcontentloaded' }).catch((error: unknown) => {
    // Its address may hold a secret.
    const why = messageOf(error).replace(/https?:\/\/[^\s"]*/giu, 'its address');
    warn(`The first page of a session did not open: ${why}`);
  });
}

/** Tells what came of opening the browser, unless the session was deleted or paused over it. */
async function answer(session: Session, opening: () => Promise<void> | undefined): Promise<Reply> {
  try {
    session.checkRunning();
    await opening();
    session.checkRunning();
    // Clients know success by the presence of a port. In the cloud it is one inside the session, out of reach from here;
    // Local's browser is driven through a pipe and has none.
    return ok({ Port: 9222 });
  } catch (error) {
    if (session.status === 'DELETING') return sessionGone();
    if (error instanceof LocalError) return serviceError('Browser.NotStarted', error.message);
    throw error;
  }
}

/** `undefined` when something in it is not what it should be. */
function lookOf(viewport: unknown, userAgent: unknown): BrowserLook | undefined {
  const size = isAbsent(viewport) ? undefined : sizeOf(viewport);
  if (!isAbsent(viewport) && !size) return undefined;
  if (isAbsent(userAgent)) return { ...(size && { viewport: size }) };
  if (typeof userAgent !== 'string' || !/^[\x20-\x7e]{1,500}$/u.test(userAgent)) return undefined;
  return { ...(size && { viewport: size }), userAgent };
}

/** Clients write an option that is not set as `null` or leave it out. */
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

function sizeOf(value: unknown): BrowserLook['viewport'] | undefined {
  if (typeof value !== 'object' || value === null || !('width' in value) || !('height' in value)) return undefined;
  const { width, height } = value;
  return isSize(width) && isSize(height) ? { width, height } : undefined;
}

const isSize = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 4_000;

function webAddress(value: unknown): string | undefined {
  if (isAbsent(value) || value === '') return undefined;
  if (typeof value !== 'string' || !/^https?:\/\//iu.test(value) || !URL.canParse(value)) return 'none';
  return value;
}
