import { setTimeout as sleep } from 'node:timers/promises';
import { CountedLog } from '../../src/platform/counted-log.js';

test('what happens often is logged once, then with its number, for each key', async () => {
  const log = new CountedLog(50);
  const lines: string[] = [];
  const note = (key: string): void => {
    log.note(key, (count) => lines.push(`${key} ${String(count)}`));
  };
  for (let i = 0; i < 5; i += 1) note('a');
  note('b');
  expect(lines).toEqual(['a 1', 'b 1']);
  await sleep(200);
  expect(lines).toEqual(['a 1', 'b 1', 'a 4']);
  note('a');
  expect(lines.at(-1)).toBe('a 1');
});

test('what has too many keys is counted together', () => {
  const log = new CountedLog(60_000);
  let lines = 0;
  for (let i = 0; i < 5000; i += 1) log.note(String(i), () => (lines += 1));
  expect(lines).toBe(1001);
});
