/** Control characters, line and paragraph separators, and invisible characters, e.g. those that change the text direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Formats rows as an aligned text table. Columns are as wide as their widest cell and two spaces apart; numeric columns
 * are right-aligned. Unprintable characters are replaced, so that data from callers can neither break a row nor control
 * the terminal.
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    headings.map((_, column) => String(row[column] ?? '').replace(UNPRINTABLE, '\uFFFD')),
  );
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const numeric = headings.map(
    (_, column) => cells.length > 0 && cells.every((row) => /^-?\d*(\.\d+)?$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}
