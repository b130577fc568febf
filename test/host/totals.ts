/** How the tests of a stage, or of all of them, went. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Nothing has been tested. */
export const none: Totals = { passed: 0, failed: 0, skipped: 0 };

/** One more failure: something went wrong outside of any test. */
export const oneFailed: Totals = { ...none, failed: 1 };

export const sum = (all: readonly Totals[]): Totals =>
  all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    none,
  );

/** The closing line, e.g. `12 passed, 0 failed, 1 skipped`. */
export const describeTotals = ({ passed, failed, skipped }: Totals): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Reads totals as the reporters write them, a line of JSON each; sums several.
 * @throws {SyntaxError} When a line is not JSON.
 */
export function parseTotals(lines: string): Totals {
  const each = lines.split('\n').filter((line) => line !== '');
  return sum(each.map((line) => decodeTotals(JSON.parse(line))));
}

function decodeTotals(value: unknown): Totals {
  if (typeof value === 'object' && value !== null && 'passed' in value && 'failed' in value && 'skipped' in value) {
    const { passed, failed, skipped } = value;
    if (typeof passed === 'number' && typeof failed === 'number' && typeof skipped === 'number') {
      return { passed, failed, skipped };
    }
  }
  return oneFailed; // a report that says nothing must not read as "nothing failed"
}
