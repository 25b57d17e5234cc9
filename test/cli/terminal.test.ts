import { formatTable } from '../../src/cli/table.js';
import { withoutControlCharacters } from '../../src/cli/terminal.js';

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
