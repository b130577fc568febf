import { createHash } from 'node:crypto';

export const JOURNAL_ENDING = '.jsonl';
const LONGEST = 100;
const READABLE_PART = 40;
/** In no plain name, so a hashed one can be told from it. */
const HASH_SIGN = '~';
const isPlain = (id: string): boolean => /^[a-z0-9_-]{1,100}$/.test(id);
/** Names that Windows keeps for its devices, whatever ending follows. */
const isDevice = (name: string): boolean => /^(con|prn|aux|nul|com\d|lpt\d)$/.test(name);

/**
 * The file name, without ending, for an id. Ids of sessions come from the service: none may leave the folder, be another one on
 * a disk that knows no capitals, or be too long for a name. Long and odd ones are hashed; the lines of such a journal name the id.
 */
export function fileStem(id: string): string {
  if (isPlain(id) && !isDevice(id)) return id;
  const escaped = escape(id);
  if (escaped !== '' && escaped.length <= LONGEST && idOfStem(escaped) === id) return escaped;
  const hash = createHash('sha256').update(JSON.stringify(id)).digest('hex').slice(0, 32);
  return `${escaped.slice(0, READABLE_PART)}${HASH_SIGN}${hash}`;
}

/** The id that a file is named after; `undefined` when the name does not tell. */
export function idOfStem(stem: string): string | undefined {
  if (stem.includes(HASH_SIGN)) return undefined;
  try {
    return decodeURIComponent(stem);
  } catch {
    return undefined; // Not a name that we gave.
  }
}

/** All but small letters, digits, `_` and `-` as `%` and two digits. */
function escape(id: string): string {
  const escaped = [...Buffer.from(id)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return isPlain(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  return isDevice(escaped) ? `%${escaped.charCodeAt(0).toString(16)}${escaped.slice(1)}` : escaped;
}
