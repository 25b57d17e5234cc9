/** Least width of a column that is cut, in characters. */
const LEAST = 10;

/** The line between the headings and the rows of a table, as `formatTable` writes it. */
const RULE = /^-+(?: {2}-+)+$/;

/**
 * Cuts the tables in a text to the width of a terminal, whose wrapped lines nobody can read. Columns of words are cut
 * before columns of codes and numbers, which somebody may need whole, and the widest first; what is cut ends with `…`.
 */
export function fitTables(text: string, columns: number): string {
  const lines = text.split('\n');
  for (let at = 1; at < lines.length; at += 1) {
    const rule = lines[at] ?? '';
    if (!RULE.test(rule) || rule.length <= columns) continue;
    const blank = lines.indexOf('', at);
    const end = blank < 0 ? lines.length : blank;
    const widths = rule.split('  ').map((dashes) => dashes.length);
    const rows = lines.slice(at - 1, end).map((line) => cellsOf(line, widths));
    const fitted = fittedWidths(widths, rows.slice(2), columns);
    lines.splice(at - 1, end - at + 1, ...rows.map((cells) => rowOf(cells, fitted)));
    at = end;
  }
  return lines.join('\n');
}

/** The cells of a line, as wide as their columns; the last one may be shorter. */
function cellsOf(line: string, widths: readonly number[]): string[] {
  let from = 0;
  return widths.map((width) => {
    const cell = line.slice(from, from + width);
    from += width + 2;
    return cell;
  });
}

function fittedWidths(widths: readonly number[], rows: readonly (readonly string[])[], columns: number): number[] {
  const fitted = [...widths];
  const hasWords = widths.map((_, column) => rows.some((cells) => /\S \S/.test(cells[column] ?? '')));
  for (const ofWords of [true, false]) {
    for (;;) {
      const excess = fitted.reduce((sum, width) => sum + width + 2, -2) - columns;
      const most = Math.max(0, ...fitted.filter((_, column) => hasWords[column] === ofWords));
      if (excess <= 0 || most <= LEAST) break;
      const column = fitted.findIndex((width, index) => width === most && hasWords[index] === ofWords);
      fitted[column] = most - 1;
    }
  }
  return fitted;
}

const rowOf = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) => {
      const width = widths[column] ?? 0;
      if (/^-+$/.test(cell)) return cell.slice(0, width);
      const isCut = cell.trimEnd().length > width;
      return isCut ? `${cell.slice(0, width - 1)}…` : cell.slice(0, width).padEnd(width);
    })
    .join('  ')
    .trimEnd();
