import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import type { Customer } from '../../../src/domain/order/order.js';
import { readTraces } from '../../../src/store/orders/history.js';
import type { Database } from '../../../src/store/database.js';
import {
  brokerOn,
  CUSTOMER,
  orderOf,
  outcome,
  SMALL_RETAILER,
  submitted,
  update,
} from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { runJob } from '../../support/jobs.js';

const PERSON: Customer = {
  customerNo: 'CUSTOMER-77',
  name: {
    company: 'ZZCOMPANY',
    prefix: 'ZZPREFIX',
    first: 'ZZFIRST',
    middle: 'ZZMIDDLE',
    last: 'ZZLAST',
    suffix: 'ZZSUFFIX',
  },
  address: {
    attention: 'ZZATTENTION',
    address1: 'ZZSTREET1',
    address2: 'ZZSTREET2',
    address3: 'ZZSTREET3',
    address4: 'ZZSTREET4',
    apt: 'ZZAPT',
    city: 'WORCESTER',
    province: 'MA',
    postal: '01602-4321',
    email: 'zz@example.com',
    phone1: '5085550177',
    phone2: '5085550178',
    country: 'US',
  },
};
const SECRETS = /ZZ|zz@|50855501|CUSTOMER-77|4321/;

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  const days = (count: number): void => {
    broker.now = new Date(broker.now.getTime() + count * 86_400_000);
  };
  const order = async (orderId: string): Promise<number> => {
    const plain = orderOf(orderId, [
      { item: 'PENCIL', shipTo: PERSON, customizations: [{ code: 'M', message: 'ZZMONOGRAM' }] },
    ]);
    const [line] = plain.lines;
    if (line === undefined) throw new Error('the order has a line');
    return (
      await submitted(broker, {
        ...plain,
        lines: [{ ...line, details: { ...line.details, message: 'ZZMESSAGE', specialInstructions: 'ZZINSTRUCTION' } }],
        details: {
          ...plain.details,
          soldTo: PERSON,
          orderMessage: 'ZZORDER',
          giftMessage: 'ZZGIFT',
          specialInstructions: 'ZZSPECIAL',
        },
        tenders: [{ lineItemNo: '1', description: 'VISA', amount: '1.0', account: 'ZZ4111' }],
      })
    ).requestId;
  };
  const done = async (requestId: number): Promise<void> => {
    expect((await update(broker, requestId, 'fulfilled', 'STC/10')).updated).toBe(true);
  };
  /** All stored data of orders, as text. */
  const stored = async (requestId: number): Promise<string> =>
    JSON.stringify(
      await database.transaction(async (session) => [
        await session.all('SELECT * FROM customer_order WHERE request_id = ?', [requestId]),
        await session.all('SELECT * FROM order_line WHERE request_id = ?', [requestId]),
        await session.all('SELECT * FROM status_change WHERE request_id = ?', [requestId]),
        await session.all('SELECT * FROM routing_trace WHERE request_id = ?', [requestId]),
      ]),
    );

  test('refuses to reassign a canceled line of a masked order, because its customer is unknown', async () => {
    broker = Object.assign(
      await brokerOn(database, {
        preferences: { ...SMALL_RETAILER.preferences, restrict_reassignment_of_canceled_line: false },
      }),
      { now: broker.now },
    );
    const [masked, known] = [await order('A'), await order('B')];
    for (const id of [masked, known]) expect(outcome(await update(broker, id, 'canceled', '6/1'))).toBe('ok');
    days(1000);
    expect((await runJob(broker, 'purge', { requestId: masked })).figures).toMatchObject({ masked: 1 });
    const before = await stored(masked);
    for (const lines of [[], [1]])
      expect(outcome(await update(broker, masked, 'new_order', '6/1', lines))).toBe('masked');
    expect(await stored(masked)).toBe(before);
    expect(outcome(await update(broker, known, 'new_order', '6/1'))).toBe('ok');
    expect((await getOrder(broker, known, { customer: false }))?.lines).toMatchObject([{ status: 'new_order' }]);
  });

  test('masks the personal data of an order once, when it is final and old enough, and records that in its history', async () => {
    const id = await order('A');
    await done(id);
    days(999);
    expect((await runJob(broker, 'purge')).figures).toEqual({ masked: 0, kept: 0, failed: 0 });
    days(1);
    expect(await stored(id)).toMatch(SECRETS);
    expect(await runJob(broker, 'purge')).toMatchObject({
      outcome: 'done',
      figures: { masked: 1, kept: 0, failed: 0 },
      items: [{ request_id: id }],
    });
    expect(await stored(id)).not.toMatch(SECRETS);
    const shown = await getOrder(broker, id, { customer: true });
    expect(shown).toMatchObject({
      status: 'fulfilled',
      masked_at: broker.now.toISOString(),
      total: '1.06',
      sold_to: { name: '***** ***** ***** ***** *****, *****', city: 'WORCESTER', province: 'MA', country: 'US' },
    });
    expect(shown?.history.at(-1)).toMatchObject({
      line_no: 0,
      from: 'fulfilled',
      to: 'fulfilled',
      employee_id: 'SYSTEM',
      reason_note: 'personal data masked',
    });
    // The note of the update was free text; the broker's own notes stay.
    expect(shown?.history.map((one) => one.reason_note)).toEqual(['', '*****', 'personal data masked']);
    expect((await runJob(broker, 'purge')).figures).toEqual({ masked: 0, kept: 0, failed: 0 });
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(id),
      orderId: '',
      refTransactionNo: '',
    });
    expect(view?.order.details).toMatchObject({
      giftMessage: '*****',
      gift: 'N',
      tenders: [{ description: 'VISA', account: '*****' }],
    });
    expect(view?.lines[0]?.line.details.shipTo?.address).toMatchObject({
      postal: '016*******',
      address1: '*****',
      email: '*****',
    });
  });

  test('leaves empty values empty', async () => {
    const { requestId } = await submitted(broker, orderOf('E', [{ item: 'PENCIL', shipTo: CUSTOMER }]));
    await done(requestId);
    days(1000);
    await runJob(broker, 'purge');
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    expect(view?.order.details).toMatchObject({
      giftMessage: '',
      soldTo: { name: { first: '*****', middle: '' }, address: { phone1: '', email: '' } },
    });
  });

  test('does not mask an open order, or one with another open order of the same number', async () => {
    const open = await order('A');
    const first = await order('B');
    await done(first);
    days(1000);
    // Another line of the same order, submitted later.
    const plain = orderOf('B', [{ item: 'PENCIL' }]);
    const second = (
      await submitted(broker, { ...plain, lines: plain.lines.map((line) => ({ ...line, lineItemNo: '2' })) })
    ).requestId;
    expect((await runJob(broker, 'purge')).figures).toEqual({ masked: 0, kept: 1, failed: 0 });
    await done(second);
    expect((await runJob(broker, 'purge')).items).toEqual([{ request_id: first }]);
    expect([SECRETS.test(await stored(open)), SECRETS.test(await stored(first))]).toEqual([true, false]);
  });

  test('masks more than one batch, and orders of the same instant', async () => {
    const ids: number[] = [];
    for (let i = 0; i < 5; i += 1)
      ids.push((await submitted(broker, orderOf(`F${String(i)}`, [{ item: 'LAMP', at: '6/1' }]))).requestId);
    await database.transaction(async (session) => {
      await session.run("UPDATE customer_order SET status = 'canceled'");
      await session.run("UPDATE order_line SET status = 'canceled'");
      await session.run('UPDATE product_location SET reserved_qty = 0');
      for (let i = 0; i < 500; i += 1) {
        await session.run(
          `INSERT INTO customer_order (system_cd, order_id, transaction_no, ref_transaction_no, order_type, status, under_review, order_date, originating_location_id, pickup_location_id, details)
          SELECT system_cd, ?, '', '', order_type, status, 0, order_date, originating_location_id, NULL, details FROM customer_order WHERE request_id = ?`,
          [`C${String(i)}`, ids[0] ?? 0],
        );
      }
    });
    days(1000);
    expect((await runJob(broker, 'purge')).figures).toEqual({ masked: 505, kept: 0, failed: 0 });
  });

  test('has a dry run, and never masks anything with a retention of 0', async () => {
    const id = await order('A');
    await done(id);
    expect((await runJob(broker, 'purge', { requestId: id, asOf: '2032-09-26', dryRun: true })).figures).toMatchObject({
      masked: 0,
      kept: 1,
    });
    expect((await runJob(broker, 'purge', { requestId: id, asOf: '2032-09-27', dryRun: true })).figures).toMatchObject({
      masked: 1,
    });
    days(5000);
    expect((await runJob(broker, 'purge', {}, { privateDataRetentionDays: 0 })).figures).toMatchObject({ masked: 0 });
    expect(await stored(id)).toMatch(SECRETS);
  });

  test('old traces are deleted by their job, and none if they are kept forever', async () => {
    const id = await order('A');
    days(91);
    const later = await order('B');
    expect((await runJob(broker, 'forget-traces', {}, { traceRetentionDays: 0 })).figures).toEqual({ rows: 0 });
    expect((await runJob(broker, 'forget-traces')).figures).toEqual({ rows: 1 });
    const traces = (requestId: number) => database.transaction((session) => readTraces(session, requestId));
    expect([(await traces(id)).length, (await traces(later)).length]).toEqual([0, 1]);
  });
});
