import type { Job } from '../../src/broker/jobs/job.js';
import { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted, update } from '../support/server/broker.js';
import { runnerFor } from '../support/jobs.js';
import { cli } from './support/capture.js';

let database: Database;
let broker: Awaited<ReturnType<typeof brokerOn>>;
let admin: AdminServer;
beforeAll(async () => {
  database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5000 });
  broker = await brokerOn(database);
  admin = await AdminServer.over(broker);
  await runnerFor(broker).register();
  const { requestId } = await submitted(broker, orderOf('WEB-1', [{ item: 'PENCIL' }]));
  await update(broker, requestId, 'accepted', 'STC/10');
  await submitted(broker, orderOf('WEB-2', [{ item: 'PENCIL', at: 'STC/20' }], { type: 'PICKUP', underReview: 'Y' }));
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await database.close();
});

const run = (...words: string[]) => cli([...words, '--url', admin.url]);

describe('job', () => {
  it('lists every job with purpose, schedule and last run', async () => {
    const { code, out } = await run('job');
    expect(code).toBe(0);
    for (const name of [
      'auto-cancel',
      'purge',
      'release-leases',
      'requests',
      'invoices',
      'forget-traces',
      'forget-messages',
      'forget-nonces',
      'forget-answers',
      'forget-webhooks',
    ])
      expect(out).toMatch(new RegExp(`^${name} +\\w.*every 1h +`, 'm'));
    const json = JSON.parse((await run('job', '--json')).out) as { name: string }[];
    expect(json.map(({ name }) => name)).toEqual([
      'auto-cancel',
      'purge',
      'release-leases',
      'requests',
      'invoices',
      'forget-traces',
      'forget-messages',
      'forget-nonces',
      'forget-answers',
      'forget-webhooks',
    ]);
  });

  it('runs a job, prints its counters and lists the run afterwards', async () => {
    expect(await run('job', 'purge')).toEqual({ code: 0, out: 'purge: done; masked 0, kept 0, failed 0', err: '' });
    expect(JSON.parse((await run('job', 'purge', '--dry-run', '--json')).out)).toMatchObject({
      outcome: 'done',
      options: { by_hand: true, dry_run: true },
      figures: { masked: 0 },
    });
    expect((await run('job', 'purge', '--runs')).out).toMatch(
      /by_hand dry_run +done +masked 0, kept 0, failed 0\n.*by_hand +done/,
    );
    expect((await run('job', 'release-leases', '--runs')).out).toBe('release-leases has not run yet');
  });

  it('fails while the job is running on another instance, and names it', async () => {
    let end = (): void => undefined;
    const held: Job = {
      name: 'purge',
      does: '',
      schedule: { kind: 'off' },
      takesOptions: false,
      run: () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    };
    const started = await runnerFor(broker).startByHand(held, {});
    const { code, err } = await run('job', 'purge');
    expect(code).toBe(1);
    expect(err).toMatch(/^error: purge is running already, on .+\/\d+; ask again when it has ended$/);
    expect((await run('job')).out).toMatch(/^purge .*running on /m);
    end();
    await started?.ended;
    expect((await run('job', 'purge')).code).toBe(0);
  });

  test.each([
    [['job', 'nope'], 'there is no job "nope"; there are auto-cancel, purge'],
    [['job', 'auto-cancel', '--as-of', '2030-01-01'], 'as_of: found no request_id with it'],
    [['job', 'auto-cancel', '--request-id', '1', '--as-of', '1.1.2030'], 'as_of: found "1.1.2030", expected a date'],
    [['job', 'auto-cancel', '--request-id', '0'], 'request_id: '],
    [['job', 'auto-cancel', '--request-id', 'x'], 'request_id: '],
    [
      ['job', 'auto-cancel', '--request-id', '2', '--as-of', '2031-01-01'],
      'auto_cancel_days_of_unclaimed_pickups is not set',
    ],
    [['job', 'purge', '--request-id', '99'], 'purge: failed, there is no order with request id 99'],
    [['job', 'forget-traces', '--dry-run'], 'dry_run: found true, expected false'],
    [['job', 'forget-traces', '--request-id', '1'], 'request_id: found a value, expected none'],
    [['job', '--dry-run'], 'found --dry-run without a job, expected the name of a job'],
  ])('%j fails with a reason', async (words, reason) => {
    const { code, err } = await run(...words);
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
  });
});

describe('orders', () => {
  it('lists orders with status and OMS letter, and without personal data', async () => {
    const { code, out, err } = await run('orders');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^request +system +order +type +status +OMS 6 /);
    expect(out).toMatch(
      /2 +6 +WEB-2 +PICKUP +new_order +K +yes +6\/1 +STC\/20 +STC\/20 +1 +2030-01-02T03:04:05Z\n +1 +6 +WEB-1 +DELIVERY +accepted +A /,
    );
    expect(out).not.toMatch(/FIRST|LAST/);
    expect((await run('orders', '--system', 'STC')).out).toMatch(/OMS STC .*\n.*\n.*new_order +- .*\n.*accepted +I /);
  });

  it('accepts filters in any spelling and names the next page', async () => {
    expect(
      (await run('orders', '--status', 'New Order', '--oms', 'k', '--type', 'pickup', '--under-review')).out,
    ).toContain('WEB-2');
    const first = await run('orders', '--limit', '1');
    expect(first.err).toBe('There are older orders: continue with --after 2');
    expect((await run('orders', '--limit', '1', '--after', '2')).out).toContain('WEB-1');
    expect(await run('orders', '--oms', 'T')).toEqual({ code: 0, out: '', err: 'No matching orders.' });
  });

  it('shows one order in detail, its customer only with --customer', async () => {
    const { out } = await run('orders', '1');
    expect(out).toContain('status   accepted; OMS 6 shows A');
    expect(out).toMatch(/1 +1 +PENCIL +1 +accepted +A brokered backorder, delivery +STC\/10 +routing/);
    expect(out).toMatch(/Assignments\n.*\n.*\n +1 +1 +STC\/10 +1 /);
    expect(out).toMatch(/new_order +accepted +1 +STC\/10 +STC\/10 +E1 +1 +why/);
    expect(out).toMatch(
      /Routing\n.*\n.*\n +1 +2030-01-02T03:04:05Z +\w+ +1 to STC\/10\n\nRouting trace: \/admin\/v1\/orders\/1\/trace/,
    );
    expect(out).not.toContain('FIRST');
    expect((await run('orders', '1', '--customer')).out).toContain('sold to  FIRST LAST, WORCESTER, MA, US');
    expect(JSON.parse((await run('orders', '1', '--json')).out)).toMatchObject({ request_id: 1, oms: ['A'] });
  });

  test.each([
    [['orders', '99'], 'there is no order with request id 99'],
    [['orders', 'x'], 'found "x", expected a request id'],
    [['orders', '--status', 'lost'], 'status: found "lost", expected one of'],
    [['orders', '--location', '10'], 'location_cd: found no system_cd'],
    [['orders', '--system', 'NOPE'], 'system_cd: found "NOPE", expected a system of the catalog'],
    [['orders', '1', '--system', 'NOPE'], 'system_cd: found "NOPE", expected a system of the catalog'],
    [['orders', '--after', 'x'], 'after: found "x", expected a number'],
    [['orders', '--system', 'STC', '--location', '99'], 'location_cd: found "99", expected a location of system "STC"'],
    [['orders', '--oms', 'Q'], 'oms: found "Q", expected one of A, '],
    [['orders', '--limit', '0'], 'limit: '],
    [['orders', '--after', '-1'], 'after: '],
  ])('%j fails with a reason', async (words, reason) => {
    const { code, err } = await run(...words);
    expect([code, err]).toEqual([1, expect.stringContaining(reason)]);
  });
});
