import { Secret } from '../secret';
import { type ToolAnswer, unreadableAnswer } from '../tool/callTool';
import { type Fields, fieldsOf, opened, textOf } from '../wire/fields';

/** A picture: its bytes, or the address they are at. */
export interface Picture {
  /** E.g. `image/png`; `''` when it comes as an address that does not tell. */
  readonly mimeType: string;
  readonly data?: Uint8Array;
  /** Good for about an hour (official SDK 0.19, its guides). Lets in whoever has it. */
  readonly url?: Secret;
  /** In pixels, where the service tells it. */
  readonly width?: number;
  /** In pixels, where the service tells it. */
  readonly height?: number;
}

/** How the Base64 of each kind of picture begins. */
const beginnings: readonly (readonly [beginning: string, mimeType: string])[] = [
  ['iVBOR', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['UklGR', 'image/webp'],
];

/**
 * Reads a picture in whichever form it comes: an address, JSON with Base64, bare Base64, or an item of its own beside the text
 * (official SDK 0.19, its source and tests).
 * @throws {ServiceError} `badReply` when there is none.
 */
export function readPicture(tool: string, answer: ToolAnswer): Picture {
  const picture = inItems(answer) ?? pictureIn(answer.text);
  if (picture) return picture;
  // The text may hold part of a picture, or an address: only its length is told.
  const told = { ...answer, text: answer.text === '' ? '' : `${answer.text.length} characters` };
  throw unreadableAnswer(tool, told, 'holds no picture');
}

function inItems({ content }: ToolAnswer): Picture | undefined {
  for (const item of content) {
    const picture = inFields(item);
    if (picture) return picture;
  }
  return undefined;
}

/**
 * A picture in a value of the service's: an address, Base64, or an object (or JSON text of one) with either; `undefined` for
 * anything else.
 * @param told The kind of picture by the service's word, e.g. `image/png`; without one it is read off the first bytes.
 */
export function pictureIn(value: unknown, told = ''): Picture | undefined {
  const fields = fieldsOf(opened(value));
  if (fields) return inFields(fields);
  const text = typeof value === 'string' ? value.trim() : '';
  return atAddress(text) ?? inBase64(text, told);
}

function inFields(fields: Fields): Picture | undefined {
  const mimeType = textOf(fields, 'mime_type');
  const picture =
    inBase64(textOf(fields, 'data', 'blob').trim(), mimeType) ?? atAddress(textOf(fields, 'url', 'image_url').trim());
  if (!picture) return undefined;
  const width = size(fields, 'width');
  const height = size(fields, 'height');
  return { ...picture, ...(width > 0 && { width }), ...(height > 0 && { height }) };
}

const size = (fields: Fields, name: string): number => Math.max(0, Math.round(Number(textOf(fields, name)) || 0));

function atAddress(text: string): Picture | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const ending = /\.(png|jpe?g|webp)$/i.exec(new URL(text).pathname)?.[1]?.toLowerCase() ?? '';
  const mimeType = ending === '' ? '' : `image/${ending === 'jpg' ? 'jpeg' : ending}`;
  return { mimeType, url: new Secret(text) };
}

function inBase64(text: string, told: string): Picture | undefined {
  const base64 = text.replace(/^data:[^,]*;base64,/i, '').replace(/\s/g, '');
  const mimeType = beginnings.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? told;
  if (!mimeType.startsWith('image/') || !/^[\w+/-]+={0,2}$/.test(base64)) return undefined;
  return { mimeType, data: new Uint8Array(Buffer.from(base64, 'base64')) };
}
