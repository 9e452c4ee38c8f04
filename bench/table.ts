/** Numbers and tables as text. */

/** The middle one; of an even count the larger. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** With one digit behind the point below a hundred. */
export function text(value: number): string {
  return value.toFixed(value < 100 && !Number.isInteger(value) ? 1 : 0);
}

/** Columns under each other; those of the given headings to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[], left: readonly string[]): string {
  const [header = []] = rows;
  const widths = header.map((_name, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const cell = (value: string, at: number): string =>
    left.includes(header[at] ?? '') ? value.padEnd(widths[at] ?? 0) : value.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
