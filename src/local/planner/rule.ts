import { ADDRESS, QUOTE, type Masked } from './mask';
import { BARE_ADDRESS, FOREIGN_ADDRESS } from './address';
import { KEYS_EN, KEYS_ZH } from './keys';
import type { Language, Refusal, Step } from './steps';

/** What a rule makes of its words: steps, a refusal with its reason, or nothing, and the next rule is tried. */
export type Reading = readonly Step[] | Refusal | undefined;

/** The words a rule caught, by name. */
export interface Words {
  /** What was meant, without enclosing quotes; empty when the group caught nothing. */
  get(name: string): string;
  /** The same, still masked, for rules that take it further apart; see {@link value}. */
  raw(name: string): string;
  /** What a piece of masked text means. */
  value(masked: string): string;
  has(name: string): boolean;
  /** Whether it is one quotation and nothing else. */
  isQuoted(name: string): boolean;
  /** Whether there is a quotation in it. */
  hasQuotation(name: string): boolean;
  /** All that the rule matched, as written. */
  readonly all: string;
}

/** A way to say something, and what it means. The pattern covers the whole clause. */
export interface Rule {
  readonly language: Language;
  readonly pattern: RegExp;
  readonly read: (words: Words) => Reading;
}

/** Parts of patterns, written `{name}` in a rule. */
const parts: Readonly<Record<string, string>> = {
  quote: QUOTE,
  address: `(?:${ADDRESS}|${QUOTE}|${FOREIGN_ADDRESS}|${BARE_ADDRESS})`,
  engine: String.raw`(?:microsoft |微软)?(?:baidu|bing|google|百度|必应|谷歌)(?:\.com)?(?: search)?`,
  browser: String.raw`(?:google |microsoft |谷歌|微软)?(?:chrome|chromium|edge|web browser|internet browser|browser|浏览器)(?: ?browser| ?浏览器)?`,
  // A name with an ending, or anything in quotes.
  file: String.raw`(?:${QUOTE}|[^\s，。；：:,;]*[\p{L}\p{N}_-]\.[A-Za-z][A-Za-z0-9]{0,7})`,
  nth: String.raw`(?:1st|2nd|3rd|\d{1,3}th|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)`,
  nthzh: String.raw`(?:第[一二两三四五六七八九十\d]{1,3}[个张条项]|最后一?[个张条项])`,
  field: String.raw`(?:input field|input box|text field|text box|text area|field|box|input|textbox|textarea)`,
  fieldzh: String.raw`(?:输入框|文本框|编辑框|对话框|字段|一栏|栏|框)`,
  keys: KEYS_EN,
  keyszh: KEYS_ZH,
};

/**
 * Makes a rule. `pattern` is a regular expression for the whole clause, in which `{name}` stands for one of the parts above
 * and named groups catch words.
 */
export function rule(language: Language, pattern: string, read: (words: Words) => Reading): Rule {
  const expanded = pattern.replace(/\{([a-z]+)\}/gu, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`No pattern part is called ${name}.`);
    return part;
  });
  return { language, pattern: new RegExp(`^(?:${expanded})$`, 'iu'), read };
}

/** Tries one rule on a clause. */
export function applyRule({ pattern, read }: Rule, clause: string, masked: Masked): Reading {
  const match = pattern.exec(clause);
  if (!match) return undefined;
  const raw = (name: string): string => match.groups?.[name]?.trim() ?? '';
  return read({
    get: (name) => masked.value(raw(name)),
    raw,
    value: (text) => masked.value(text),
    has: (name) => raw(name) !== '',
    isQuoted: (name) => new RegExp(`^${QUOTE}$`, 'u').test(raw(name)),
    hasQuotation: (name) => new RegExp(QUOTE, 'u').test(raw(name)),
    all: masked.restore(clause),
  });
}
