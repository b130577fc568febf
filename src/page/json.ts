/** Deeper levels share one indentation: a hostile `[[[[…` must not grow with the square of its depth. */
const DEEPEST_INDENT = 40;

/**
 * Lays JSON out on indented lines without reading its values, so that every number and key stays exactly as it was written
 * (parsing and writing again would round long ids).
 * @returns The text as given when it is not JSON.
 */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  let depth = 0;
  const line = (): string => '\n' + '  '.repeat(Math.min(depth, DEEPEST_INDENT));
  const out: string[] = [];
  // Strings, numbers and words in one piece; brackets and commas by themselves; white space dropped.
  const tokens = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  tokens.forEach((token, index) => {
    const previous = tokens[index - 1];
    const isEmpty = (token === '}' && previous === '{') || (token === ']' && previous === '[');
    if (token === '}' || token === ']') {
      depth -= 1;
      out.push(isEmpty ? token : line() + token);
      return;
    }
    out.push(previous === '{' || previous === '[' ? line() + token : token);
    if (token === '{' || token === '[') depth += 1;
    else if (token === ',') out.push(line());
    else if (token === ':') out.push(' ');
  });
  return out.join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // Not JSON is an answer here, not an error.
  }
}
