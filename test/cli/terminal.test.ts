import { formatTable } from '../../src/cli/table.js';
import { terminalOn, withoutControlCharacters } from '../../src/cli/terminal.js';
import { run } from '../../src/cli/program.js';

test('formatTable replaces characters in a cell that would break the row or control the terminal', () => {
  const table = formatTable(
    ['order', 'user'],
    [
      ['A-1\nB-2  forged', 'oms\u001b[2J\u009b31m'],
      ['\u202eC', 'a\tb\r'],
    ],
  );
  expect(table.split('\n')).toEqual([
    'order            user',
    '---------------  -----------',
    'A-1\uFFFDB-2  forged  oms\uFFFD[2J\uFFFD31m',
    '\uFFFDC               a\uFFFDb\uFFFD',
  ]);
});

test('withoutControlCharacters keeps line breaks and tabs and replaces other control characters', () => {
  expect(withoutControlCharacters('a\n\tb\r\u001b]0;title\u0007\u009b2J Zoë 😀')).toBe(
    'a\n\tb\uFFFD\uFFFD]0;title\uFFFD\uFFFD2J Zoë 😀',
  );
});

test('withoutControlCharacters replaces characters that change the direction of writing or end a line', () => {
  expect(withoutControlCharacters('a\u202Eb\u2066c\u200Fd\u061Ce\u2028f\u2029 שלום 👩‍👧')).toBe(
    'a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFD שלום 👩‍👧',
  );
});

test.each([
  [true, 'a\uFFFD31m\uFFFDb'],
  [false, 'a\u009b31m\u202eb'],
])('output, errors and progress on a terminal (%s) show what others wrote as text', (isTTY, shown) => {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) };
  const terminal = terminalOn({}, stream, stream);
  terminal.out('a\u009b31m\u202eb');
  terminal.err('a\u009b31m\u202eb');
  terminal.live?.('a\u009b31m\u202eb');
  terminal.live?.('');
  expect(written).toEqual([
    `${shown}\n`,
    `${shown}\n`,
    ...(isTTY ? [`\r\r${shown}`, `\r${' '.repeat(shown.length)}\r`] : []),
  ]);
});

test.each([
  [['orders', 'x\u202e\u009b']],
  [['no-such\u202ecommand']],
  [['status', '1', '--url', 'x\u202e']],
  [['submit', '/nothing/\u202e\u009d0;title\u009c']],
])('an error that quotes an argument does not control the terminal: %j', async (words) => {
  const written: string[] = [];
  const stream = { isTTY: true, write: (text: string) => written.push(text) };
  expect(await run(words, terminalOn({}, stream, stream))).toBe(1);
  expect(written.join('')).toMatch(/\uFFFD/);
  expect(written.join('')).not.toMatch(/[\u0080-\u009F\u202E]/);
});
