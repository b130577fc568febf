/**
 * Hides what must not be taken apart: quoted text and addresses with a scheme. Each becomes one character from a private
 * plane of Unicode, so that rules can name it and separators within it go unseen.
 */
export interface Masked {
  readonly text: string;
  /** The text as it was written, quotes included. */
  restore(text: string): string;
  /** What the person meant: a text that is one quotation loses its quotes, any other is as written. */
  value(text: string): string;
}

const FIRST_QUOTE = 0xf0000;
const FIRST_ADDRESS = 0x100000;
const PER_PLANE = 0xfffd;

/** For rules: any one quotation, any one address. */
export const QUOTE = String.raw`[\u{F0000}-\u{FFFFD}]`;
export const ADDRESS = String.raw`[\u{100000}-\u{10FFFD}]`;

const privatePlanes = /[\u{F0000}-\u{10FFFF}]/gu;

/** An apostrophe within a word opens no quotation, and one followed by a letter closes none. */
const quotations = [
  String.raw`\u0060\u0060\u0060(?:\w*\n)?(?<fence>[\s\S]*?)\n?\u0060\u0060\u0060`,
  String.raw`"(?<double>[^"]*)"`,
  String.raw`“(?<curly>[^”]*)”`,
  String.raw`「(?<corner>[^」]*)」`,
  String.raw`『(?<corners>[^』]*)』`,
  String.raw`《(?<title>[^》]*)》`,
  String.raw`\u0060(?<code>[^\u0060\n]*)\u0060`,
  String.raw`‘(?<single>[^’]*)’(?![A-Za-z])`,
  String.raw`(?<![A-Za-z0-9])'(?<plain>[^'\n]*(?:(?<=[A-Za-z])'(?=[A-Za-z])[^'\n]*)*)'(?![A-Za-z0-9])`,
];

/** Chinese may follow an `=` in an address as people paste it; elsewhere it ends the address, as does Chinese punctuation. */
const address = String.raw`\b[a-z][a-z0-9+.-]*:\/\/(?:(?<==)[\p{Script=Han}]+|[^\s<>"'\u0060\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF“”‘’])+`;

const hidden = new RegExp(`${quotations.join('|')}|(?<address>${address})`, 'giu');

/** Hides quotations and addresses; see {@link Masked}. */
export function mask(written: string): Masked {
  const originals = new Map<string, { readonly written: string; readonly inner: string }>();
  let quotes = 0;
  let addresses = 0;
  const text = written.replace(privatePlanes, '').replace(hidden, (match: string, ...rest: unknown[]) => {
    const groups = Object.entries(rest.at(-1) as Record<string, string | undefined>);
    const [kind, inner] = groups.find(([, value]) => value !== undefined) ?? ['plain', match];
    const isAddress = kind === 'address';
    if ((isAddress ? addresses : quotes) >= PER_PLANE) return match;
    const key = String.fromCodePoint(isAddress ? FIRST_ADDRESS + addresses++ : FIRST_QUOTE + quotes++);
    // What ends a sentence is not part of the address before it.
    const whole = isAddress ? match.replace(/[.,;:!?)\]}]+$/u, '') : match;
    originals.set(key, { written: whole, inner: isAddress ? whole : (inner ?? '') });
    return key + match.slice(whole.length);
  });
  const restore = (part: string): string => part.replace(privatePlanes, (key) => originals.get(key)?.written ?? '');
  return {
    text,
    restore,
    value: (part) => originals.get(part.trim())?.inner ?? restore(part).trim(),
  };
}
