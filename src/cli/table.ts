/** What moves the cursor, ends a line or turns the direction of writing: control characters, and those that are not seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Rows as aligned plain text, for reading on a terminal: what callers wrote into a cell neither ends the row nor speaks to the terminal; columns are as wide as their widest cell, two blanks apart;
 * a column of which every cell is a number stands to the right.
 */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => headings.map((_, column) => String(row[column] ?? '').replace(UNSEEN, '\uFFFD')));
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
