import { Semaphore } from '../../src/platform/semaphore.js';

test('runs as many at once as it may, lets some wait, and rejects the rest', async () => {
  const semaphore = new Semaphore(2, 3);
  const release: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async (): Promise<'done'> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => release.push(resolve));
    running -= 1;
    return 'done';
  };
  const passed = Array.from({ length: 7 }, () => semaphore.run(work));
  expect(await Promise.all(passed.slice(5))).toEqual([undefined, undefined]);
  expect(running).toBe(2);
  while (release.length > 0) {
    release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(passed.slice(0, 5))).toEqual(Array.from({ length: 5 }, () => 'done'));
  expect([most, running]).toEqual([2, 0]);
});

test('work that fails makes room for the next', async () => {
  const semaphore = new Semaphore(1, 1);
  await expect(semaphore.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await semaphore.run(() => Promise.resolve('yes'))).toBe('yes');
});
