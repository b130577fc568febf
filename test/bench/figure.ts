/** One line of the summary. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most it should be; absent where the figure is only for comparison. */
  readonly aim?: number;
}

/** The one in the middle; of an even number the lower one. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error('No values, no median.');
  return middle;
}

/** A number as it is read: three digits that mean something. */
export function spelled(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** Prints a table; the first column to the left, the others to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  console.log(`\n${title}`);
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}

/** Prints every figure with its aim, and whether it is met. */
export function printSummary(figures: readonly Figure[]): void {
  const rows = figures.map(({ what, value, unit, aim }) => [
    what,
    `${spelled(value)} ${unit}`.trim(),
    aim === undefined ? '-' : `${aim} ${unit}`.trim(),
    aim === undefined ? '' : value <= aim ? 'met' : 'MISSED',
  ]);
  printTable('Summary', [['figure', 'measured', 'aim, at most', ''], ...rows]);
}
