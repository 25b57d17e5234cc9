import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';
import { cli } from './support/capture.js';

const start = (env: Readonly<Record<string, string>>): Promise<RunningBroker> =>
  startBroker(
    readConfig({ DATABASE_URL: 'sqlite::memory:', PORT: '0', DEMO_DATA: 'false', JOBS: 'false', ...env }),
    pino({ level: 'silent' }),
  );

let broker: RunningBroker;
beforeEach(async () => {
  broker = await start({});
});
afterEach(() => broker.stop());

const run = (...words: string[]) => cli(['faults', ...words, '--url', broker.gateway.url]);

test('faults are added, listed, removed and cleared', async () => {
  expect((await run('list')).out).toBe('There are no faults.');
  expect((await run('add', 'cut-after', '--operation', 'SubmitOrder', '--hits', '1')).out).toMatch(
    /^fault cut-after-1 until \S+Z$/,
  );
  await run('add', 'delay', '--milliseconds', '2000', '--name', 'late', '--probability', '0.1', '--seed', '7');
  const { out } = await run('list');
  expect(out).toMatch(/^cut-after-1 +cut-after +operation SubmitOrder +always +0 +0 of 1 +\S+Z$/m);
  expect(out).toMatch(/^late +delay 2000 +all +probability 0\.1, seed 7 +0 +0 +\S+Z$/m);
  expect((await run('remove', 'late')).out).toBe('fault late removed');
  expect(JSON.parse((await run('list', '--json')).out)).toMatchObject([
    { name: 'cut-after-1', action: 'cut-after', operation: 'SubmitOrder', hits: 1, matched: 0, hit: 0 },
  ]);
  expect((await run('clear')).out).toBe('1 removed');
});

test('what the broker refuses is told with its path, and what to do', async () => {
  expect(await run('add', 'delay')).toMatchObject({
    code: 1,
    err: expect.stringContaining('milliseconds: found nothing, expected a value, which delay needs') as string,
  });
  expect(await run('remove', 'nobody')).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no fault "nobody": it was removed or has ended') as string,
  });
  expect((await run('add', 'explode')).err).toContain('Allowed choices are delay, soap-fault');
  const off = await start({ FAULT_INJECTION: 'false' });
  try {
    expect((await cli(['faults', 'list', '--url', off.gateway.url])).err).toContain('set FAULT_INJECTION=true');
  } finally {
    await off.stop();
  }
});
