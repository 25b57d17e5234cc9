/** A command of a document, and the output that is printed below it. */
export interface DocumentCommand {
  /** Of the file, from 1. */
  readonly line: number;
  /** As it is typed, over several lines where the document continues it. */
  readonly text: string;
  /** May be empty: the document shows none. */
  readonly output: string;
}

/** The commands of a page: lines that begin with `$ ` in its code blocks, with what follows up to the next one. */
export function commandsOf(markdown: string): DocumentCommand[] {
  const commands: { line: number; text: string; output: string[] }[] = [];
  let current: (typeof commands)[number] | undefined;
  let inCode = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (line.startsWith('```')) {
      inCode = !inCode;
      current = undefined;
    } else if (inCode && line.startsWith('$ ')) {
      current = { line: index + 1, text: line.slice(2), output: [] };
      commands.push(current);
    } else if (current !== undefined && isOpen(current.text)) current.text += `\n${line}`;
    else current?.output.push(line);
  }
  return commands.map(({ output, ...rest }) => ({ ...rest, output: output.join('\n').trim() }));
}

/** The part of a page below a heading, with the line numbers of the page. */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const begin = lines.indexOf(heading);
  if (begin < 0) throw new Error(`the page has no heading ${heading}`);
  const level = heading.replace(/ .*/, '');
  let inCode = false;
  const length = lines.slice(begin + 1).findIndex((line) => {
    if (line.startsWith('```')) inCode = !inCode;
    return !inCode && line.startsWith(`${level} `);
  });
  return lines.map((line, index) => (index > begin && (length < 0 || index <= begin + length) ? line : '')).join('\n');
}

const isOpen = (text: string): boolean => text.endsWith('\\') || (text.match(/'/g) ?? []).length % 2 === 1;

/**
 * What an output must look like to be the documented one: `...` stands for any text; times and durations vary, and so does
 * the width of columns.
 */
export function patternOf(output: string): RegExp {
  const pattern = output
    .split(/(\.\.\.|\d+ ms|\b0\.\d{3}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|\s+|-{2,})/)
    .map((part) => {
      if (part === '...') return String.raw`[\s\S]*`;
      if (/^\d+ ms$/.test(part)) return String.raw`\d+ ms`;
      if (/^0\.\d{3}$/.test(part)) return String.raw`\d+(\.\d+)?`;
      if (/^\d{4}-.*Z$/.test(part)) return String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
      if (/^\s+$/.test(part)) return String.raw`\s*`;
      if (part.startsWith('--')) return '-+';
      return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(String.raw`^\s*${pattern}\s*$`);
}
