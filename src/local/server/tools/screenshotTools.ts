import { takePicture, type Picture, type PictureFormat } from '../../browser/picture';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import { toolReply } from '../reply';
import type { Tool } from './tool';

/** The picture itself, as JSON: how the tool answers on the direct route of the cloud; here, on every route. */
export const screenshot: Tool['call'] = async (session, { format = 'png' }) => {
  if (format !== 'png' && format !== 'jpeg') return toolReply('The format must be "png" or "jpeg".', true);
  const { mimeType, width, height, data } = await pictureOf(session, format);
  return toolReply(
    JSON.stringify({ type: 'image', mime_type: mimeType, width, height, data: data.toString('base64') }),
  );
};

/** The picture's address, good for an hour or until the session ends. */
export const systemScreenshot: Tool['call'] = async (session, _, { pictures }) =>
  toolReply(pictures.keep(session, await pictureOf(session, 'png')));

/** @throws {LocalError} when there is nothing to see; a blank picture would be taken for the truth. */
async function pictureOf({ browser }: Session, format: PictureFormat): Promise<Picture> {
  const page = browser.shown;
  if (!page) throw new LocalError('No browser is open in this session yet, so there is nothing to see.');
  return takePicture(page, format);
}

/** The screens of a phone, one below the other; Local has no phone, and a script draws none. */
export const longScreenshot: Tool['call'] = () =>
  toolReply('AgentBay Local has no phone whose screens could be pictured.', true);
