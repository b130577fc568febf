const words: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  once: 1,
  two: 2,
  twice: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  half: 0.5,
  半: 0.5,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** Reads `3`, `three`, `third`, `3rd`, `三`, `十五`, `二十`; `undefined` for anything else. */
export function toNumber(text: string): number | undefined {
  const plain = text.toLowerCase().trim();
  const digits = /^(\d+(?:\.\d+)?)(?:st|nd|rd|th)?$/u.exec(plain)?.[1];
  if (digits !== undefined) return Number(digits);
  const tens = /^([二三四五六七八九])?十([一二三四五六七八九])?$/u.exec(plain);
  if (tens) return (words[tens[1] ?? '一'] ?? 1) * 10 + (tens[2] === undefined ? 0 : (words[tens[2]] ?? 0));
  return words[plain];
}

/** Reads a place in a row: 1 is the first, -1 the last; `undefined` when none was named. */
export function toNth(text: string): number | undefined {
  if (/^(?:last|最后)/iu.test(text)) return -1;
  return toNumber(text.replace(/^第|[个张条项]$/gu, ''));
}
