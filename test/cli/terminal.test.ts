import { fitTables } from '../../src/cli/terminal/fit-tables.js';
import { formatTable } from '../../src/cli/terminal/table.js';
import { terminalOn, withoutControlCharacters } from '../../src/cli/terminal/terminal.js';
import { run } from '../../src/cli/program.js';
import { scriptedBroker } from './support/scripted-broker.js';

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

describe('a table on a terminal', () => {
  const table = formatTable(
    ['job', 'purpose', 'id', 'runs'],
    [
      ['purge', 'masks the personal data of old orders', '01a1fdd4-2cbd-767f', 14],
      ['leases', 'offers again what was lost', '01a1fdd4-2cbd-7680', 3],
    ],
  );

  test('is cut to its width, words before codes, and says where', () => {
    const fitted = fitTables(`Jobs\n${table}\n\nNext: look at them, however long this line is that is no table`, 48);
    expect(fitted.split('\n')).toEqual([
      'Jobs',
      'job     purpose         id                  runs',
      '------  --------------  ------------------  ----',
      'purge   masks the per…  01a1fdd4-2cbd-767f    14',
      'leases  offers again …  01a1fdd4-2cbd-7680     3',
      '',
      'Next: look at them, however long this line is that is no table',
    ]);
  });

  test('cuts codes where words alone do not make it fit, and leaves what fits', () => {
    const lines = fitTables(table, 40).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(fitTables(table, 80)).toBe(table);
  });

  test('is whole with --wide, and where nobody looks at a terminal', async () => {
    const printed = async (columns: number | undefined, ...words: string[]): Promise<number> => {
      const out: string[] = [];
      await using server = await scriptedBroker(() => ({
        body: JSON.stringify({
          items: [
            {
              name: 'purge',
              does: 'masks '.repeat(20),
              schedule: 'daily',
              running_on: null,
              next_due: null,
              last_run: null,
            },
          ],
        }),
        type: 'application/json',
      }));
      const terminal = { env: {}, out: (text: string) => out.push(text), err: () => undefined };
      await run(['job', ...words, '--url', server.url], columns === undefined ? terminal : { ...terminal, columns });
      return Math.max(
        ...out
          .join('\n')
          .split('\n')
          .map((line) => line.length),
      );
    };
    expect(await printed(80)).toBeLessThanOrEqual(80);
    expect(await printed(80, '--wide')).toBeGreaterThan(120);
    expect(await printed(undefined)).toBeGreaterThan(120);
  });
});
