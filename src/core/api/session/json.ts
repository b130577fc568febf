import { badInput } from '../wire/failures';

/**
 * JSON text of what a caller gave us, for a field that holds it.
 * @throws {ServiceError} `badInput` for a value that has no JSON form, such as one that contains itself.
 */
export function jsonOf(value: unknown, what: string): string {
  // Stays so for a function or a symbol, whatever the type says.
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // The reason names only JavaScript's own troubles; the sentence below says what matters.
  }
  if (text === undefined) throw badInput(`${what} cannot be written as JSON.`);
  return text;
}
