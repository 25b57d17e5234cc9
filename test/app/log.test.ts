import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const LOG = resolve(import.meta.dirname, '../../dist/app/log.js');

test('a line of the log contains no character that a terminal obeys, and says the same', () => {
  const said = 'X\u009b31m\u009d0;title\u009c\u202eY\u2066\u200f\u2028\u2029\u007f\u001b[2J\nA 😀 Zoë';
  // In a process of its own: the log writes to standard output.
  const script = `const { createLog } = await import(${JSON.stringify(LOG)}); createLog('info').info({ said: ${JSON.stringify(said)}, err: new Error(${JSON.stringify(said)}) }, ${JSON.stringify(said)});`;
  const line = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(line).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+\n$/u);
  expect(JSON.parse(line)).toMatchObject({ said, msg: said, err: { message: said } });
});
