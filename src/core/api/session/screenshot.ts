import { sessionTools } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import type { ApiResult, CallOptions } from '../results';
import { callTool, isUnknownTool, type ToolAnswer } from '../tool/callTool';
import { badInput } from '../wire/failures';
import type { SessionContext } from './context';
import { type Picture, readPicture } from './picture';

/** Which picture is taken. */
export interface ScreenshotOptions {
  /** `png` unless told. A picture that comes as an address has the service's own format. */
  readonly format?: 'png' | 'jpeg';
  /** Phones only: one long picture of up to so many screens, from 2; the service scrolls to take it. */
  readonly longScreens?: number;
  /** Of a long picture as `jpeg`, 1 to 100. */
  readonly quality?: number;
}

/** The answer to taking a screenshot. */
export interface ScreenshotResult extends ApiResult {
  /** Present if and only if a picture was taken. */
  readonly screenshot?: Picture;
}

interface Tool {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Takes a picture of what a session shows. Sessions with a link of their own, and phones, send the picture itself; others give an
 * address (official SDK 0.19, its source). Where one tool is missing the other is tried, and whatever comes is taken.
 * @throws {ServiceError} `badInput` for wrong options, `service` when the tool says no, `badReply` when it gives no picture.
 */
export async function takeScreenshot(
  context: SessionContext,
  options: ScreenshotOptions = {},
  call?: CallOptions,
): Promise<ScreenshotResult> {
  const tools = toolsFor(context, options);
  const { tool, answer } = await firstThere(context, tools, call);
  return {
    success: true,
    requestId: answer.requestId,
    screenshot: readPicture(tool.name, answer),
    errorMessage: '',
  };
}

/** The tools to try, in this order. */
function toolsFor(context: SessionContext, options: ScreenshotOptions): readonly [Tool, ...Tool[]] {
  const { format = 'png', longScreens, quality } = options;
  if (!['png', 'jpeg'].includes(format)) throw badInput('The format of a screenshot is png or jpeg.');
  if (longScreens !== undefined) {
    if (!Number.isInteger(longScreens) || longScreens < 2) {
      throw badInput('A long screenshot has a whole number of screens, at least 2.');
    }
    if (quality !== undefined && !(quality >= 1 && quality <= 100)) {
      throw badInput('The quality of a screenshot is 1 to 100.');
    }
    const args = { max_screens: longScreens, format, ...(quality !== undefined && { quality }) };
    return [{ name: sessionTools.longScreenshot, args }];
  }
  const picture: Tool = { name: sessionTools.screenshot, args: { format } };
  const link: Tool = { name: sessionTools.systemScreenshot, args: {} };
  const sendsPictures = context.access().linkUrl !== undefined || context.imageId()?.startsWith('mobile') === true;
  return sendsPictures ? [picture, link] : [link, picture];
}

async function firstThere(
  context: SessionContext,
  [tool, ...others]: readonly [Tool, ...Tool[]],
  call: CallOptions | undefined,
): Promise<{ readonly tool: Tool; readonly answer: ToolAnswer }> {
  try {
    return { tool, answer: await callTool(context, tool.name, tool.args, 'safe', call) };
  } catch (error) {
    const [next, ...rest] = others;
    if (!next || !(error instanceof ServiceError && isUnknownTool(error, tool.name))) throw error;
    return await firstThere(context, [next, ...rest], call);
  }
}
