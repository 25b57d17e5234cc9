import {
  cancelOrder,
  confirmShipment,
  correctOrder,
  sellOut,
} from '../../../src/simulator/oms/actions/work-on-order.js';
import { failReauthorization, releaseOrder } from '../../../src/simulator/oms/actions/review-order.js';
import { enterOrder } from '../../../src/simulator/oms/actions/enter-order.js';
import type { NewOrder } from '../../../src/simulator/oms/actions/enter-order.js';
import { generatePickSlips } from '../../../src/simulator/oms/actions/pick.js';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import type { BuiltServer } from '../../support/server/built-server.js';
import { COMPANY, CUSTOMER, omsBench, poll, update } from '../support/oms-bench.js';

/** Each flow of an OMS, run by the simulator against a broker, ends with the letters and histories of the documentation. */

const folder = temporaryFolder();
let server: BuiltServer;

beforeAll(async () => {
  server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
}, 90_000);

afterAll(async () => {
  await server.stop();
  folder.remove();
});

let number = 5000;
const entered = (more: Partial<NewOrder> & Pick<NewOrder, 'kind'>): NewOrder => ({
  company: COMPANY,
  number: (number += 1),
  lines: [{ item: 'PENCIL', quantity: 1, price: 150 }],
  customer: CUSTOMER,
  ...more,
});
const AT_STORE = { system: 'STC', location: '317' };

test('a brokered backorder is acknowledged, polled, accepted and shipped', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const order = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  expect(bench.letters(order.number)).toBe('1 R');
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 K');
  const id = bench.requestOf(order.number);
  await poll(server.url, '6/1');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 P');
  expect(await update(server.url, '6/1', id, 'accepted')).toBe(0);
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 A');
  await update(server.url, '6/1', id, 'fulfilled', { via: 'UPS', tracking: 'ABCDEFG1234567890' });
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(order.number)).toEqual([
    'Ln#: 1 Acknowledged by Broker',
    'Ln#: 1 Polled by Broker',
    'Ln#: 1 Accepted by Broker',
    'Ln#: 1 Store Shipped Order',
    '----VIA: UPS',
    '----TRK#: ABCDEFG1234567890',
  ]);
});

test('a backorder that nobody has is unfulfillable, and an ordinary backorder again', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'ROCKER', quantity: 1, price: 150 }] }),
  );
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 U');
  expect(bench.history(order.number)).toEqual(['Ln#: 1 Unfulfillable by Broker']);
  expect(bench.order(order.number).lines[0]).toMatchObject({ atBroker: false, printed: 0, status: 'open' });
});

test('a backorder of an unknown item is in error, with the text of the broker in its history', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'NO SUCH ITEM', quantity: 1, price: 150 }] }),
  );
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 E');
  expect(bench.brokerHistory(order.number)).toEqual([
    'A Send Order Request',
    expect.stringMatching(/^E Invalid item \(system product\)/),
  ]);
});

test('an account that the broker does not have is a null response', async () => {
  const bench = await omsBench(server.url, { K49: 'NOBODY' });
  const order = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 E');
  expect(bench.brokerHistory(order.number)).toContain('E Null response from OROB');
});

test('a request is closed while it is ready, and canceled after it was acknowledged', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const early = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await cancelOrder(bench.oms, { company: COMPANY, number: early.number }, 'CC');
  const late = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await bench.run();
  expect(bench.letters(early.number)).toBe('1 C');
  expect(bench.letters(late.number)).toBe('1 K');
  await cancelOrder(bench.oms, { company: COMPANY, number: late.number }, 'CC');
  expect(bench.letters(late.number)).toBe('1 Y');
  await bench.run();
  expect(bench.letters(late.number)).toBe('1 Z');
  expect(bench.history(late.number)).toEqual([
    'Ln#: 1 Acknowledged by Broker',
    'Order was maintained',
    'Ln#: 1 Cancel Acknowledged by Broker',
  ]);
});

test('a cancel that comes after the shipment is taken back, and the line is completed', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const order = await enterOrder(bench.oms, entered({ kind: 'delivery' }));
  await bench.run();
  expect(await update(server.url, bench.fulfillingOf(order.number), bench.requestOf(order.number), 'fulfilled')).toBe(
    0,
  );
  await cancelOrder(bench.oms, { company: COMPANY, number: order.number }, 'CC');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 X');
});

test('a backorder that another system cancels is in error', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'PENCIL', quantity: 1, price: 150 }] }),
  );
  await bench.run();
  await update(server.url, bench.fulfillingOf(order.number), bench.requestOf(order.number), 'canceled');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 E');
});

test('a line that two locations share has a record for each part', async () => {
  const bench = await omsBench(server.url, { K91: '' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'UMBRELLA', quantity: 11_000, price: 4000 }] }),
  );
  await bench.run();
  const letters = bench.letters(order.number).split(', ');
  expect(letters.length).toBeGreaterThan(1);
  expect(new Set(letters)).toEqual(new Set(['1 K']));
  await cancelOrder(bench.oms, { company: COMPANY, number: order.number }, 'CC');
  await bench.run();
  expect(new Set(bench.letters(order.number).split(', '))).toEqual(new Set(['1 Z']));
});

test('a brokered ship-for-pickup goes through T, V, S and L to X', async () => {
  const bench = await omsBench(server.url, { M34: 'ALWAYS', K91: '' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'ship-for-pickup', pickupAt: AT_STORE, lines: [{ item: 'MUG', quantity: 2, price: 900 }] }),
  );
  await bench.run();
  const id = bench.requestOf(order.number);
  const from = bench.fulfillingOf(order.number);
  await poll(server.url, from);
  await update(server.url, from, id, 'intransit', { via: 'UPS', tracking: '1Z9' });
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 T');
  await poll(server.url, 'STC/317', 'Intransit');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 V');
  await update(server.url, 'STC/317', id, 'received');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 S');
  await update(server.url, 'STC/317', id, 'partial_fulfilled');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 L');
  await update(server.url, 'STC/317', id, 'fulfilled');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(order.number)).toEqual([
    'Ln#: 1 Acknowledged by Broker',
    '----VIA: UPS',
    '----TRK#: 1Z9',
    'Ln#: 1 Intransit Polled by Broker',
    'Ln#: 1 Store Received',
    'Ln#: 1 Customer Partial Pick Up',
    'Ln#: 1 Store Shipped Order',
    '----VIA: UPS',
    '----TRK#: 1Z9',
  ]);
});

const PICKUP = {
  kind: 'store pickup',
  pickupAt: AT_STORE,
  lines: [{ item: 'PENCIL', quantity: 1, price: 150 }],
} as const;

test('a store pickup is submitted at once, accepted and collected', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, entered(PICKUP));
  expect(bench.letters(order.number)).toBe('1 K');
  const id = bench.requestOf(order.number);
  await update(server.url, 'STC/317', id, 'accepted');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 A');
  await update(server.url, 'STC/317', id, 'processed');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 A');
  await update(server.url, 'STC/317', id, 'partial_fulfilled');
  await bench.later();
  await update(server.url, 'STC/317', id, 'fulfilled');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(order.number)).toEqual([
    'Submit Order Succeeded',
    'Ln#: 1 Acknowledged by Broker',
    'Ln#: 1 Accepted by Broker',
    'Ln#: 1 Customer Partial Pick Up',
    'Ln#: 1 Shipped by Broker',
    expect.stringMatching(/^Pick# 0000000 Billed on Invoice# \d{7}$/),
  ]);
  expect(bench.order(order.number).status).toBe('closed');
});

test('one rejected line of a store pickup cancels the whole order, here and at the broker', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(
    bench.oms,
    entered({ ...PICKUP, lines: [...PICKUP.lines, { item: 'KABNOSKU', quantity: 1, price: 1000 }] }),
  );
  await update(server.url, 'STC/317', bench.requestOf(order.number), 'rejected', { line: '1' });
  await bench.later();
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 U, 2 Z');
  expect(bench.order(order.number).status).toBe('canceled');
  expect(bench.history(order.number)).toEqual([
    'Submit Order Succeeded',
    'Ln#: 1 Acknowledged by Broker',
    'Ln#: 2 Acknowledged by Broker',
    'Order was maintained',
    'Web cancel request processed.',
    'Ln#: 1 Rejected by Store',
    'Ln#: 2 Rejected by Store',
    'Ln#: 2 Cancel Acknowledged by Broker',
  ]);
});

test('a store pickup that the store cancels, and one that the OMS cancels', async () => {
  const bench = await omsBench(server.url);
  const there = await enterOrder(bench.oms, entered(PICKUP));
  await update(server.url, 'STC/317', bench.requestOf(there.number), 'canceled');
  const here = await enterOrder(bench.oms, entered(PICKUP));
  await cancelOrder(bench.oms, { company: COMPANY, number: here.number }, 'CC');
  await bench.later();
  expect(bench.letters(there.number)).toBe('1 Z');
  expect(bench.history(there.number).slice(2)).toEqual([
    'Order was maintained',
    'Web cancel request processed.',
    'Ln#: 1 Canceled by Store',
  ]);
  expect(bench.letters(here.number)).toBe('1 Z');
  expect(bench.history(here.number).slice(2)).toEqual(['Order was maintained', 'Ln#: 1 Cancel Acknowledged by Broker']);
});

test('a store pickup that the broker refuses is canceled with the text of the refusal', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, entered({ ...PICKUP, pickupAt: { system: 'STC', location: '10' } }));
  expect(bench.letters(order.number)).toBe('');
  expect(bench.order(order.number).status).toBe('canceled');
  expect(bench.history(order.number)).toEqual([
    'Submit Order Rejected/Order Canceled',
    'Rsn:INVALID FULFILLING LOCATION CODE. LO',
    'CATION (10) DOES NOT EXIST FOR SYSTE',
    'M (STC).',
    'Order was maintained',
    'Web cancel request processed.',
  ]);
});

const TO_STORE = { kind: 'ship-for-pickup', pickupAt: AT_STORE } as const;

test('a ship-for-pickup order is told with its pick slip, shipped, received and collected', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(bench.oms, entered(TO_STORE));
  expect(bench.letters(order.number)).toBe('');
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(1);
  expect(bench.letters(order.number)).toBe('1 F');
  const id = bench.requestOf(order.number);
  await bench.run();
  confirmShipment(bench.oms, { company: COMPANY, number: order.number }, { via: 'UPS', tracking: '1Z9' });
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 X');
  await poll(server.url, 'STC/317', 'Intransit');
  expect(await update(server.url, 'STC/317', id, 'received')).toBe(0);
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.fulfillingOf(order.number)).toBe('STC/317');
  await update(server.url, 'STC/317', id, 'partial_fulfilled');
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 L');
  await update(server.url, 'STC/317', id, 'fulfilled');
  await bench.nextDay();
  await bench.nextDay();
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(order.number)).toEqual([
    'Ln#: 1 Selected for Fulfillment',
    'Ln#: 1 In Transit shipment',
    'Ln#: 1 Store Received',
    'Ln#: 1 Customer Partial Pick Up',
    'Ln#: 1 Shipped by Broker order',
  ]);
});

test('a pick slip that the broker refuses is not printed, and its order is held', async () => {
  const bench = await omsBench(server.url);
  const order = await enterOrder(
    bench.oms,
    entered({ ...TO_STORE, lines: [{ item: 'PEN', quantity: 1, price: 100 }] }),
  );
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(0);
  expect(bench.letters(order.number)).toBe('');
  expect(bench.order(order.number)).toMatchObject({ status: 'held', holds: ['SE'] });
  expect(bench.history(order.number)[0]).toBe('Submit Order Rejected/Order Held');
  expect(bench.history(order.number)[1]).toMatch(/^Rsn:INVALID ITEM \(SYSTEM PRODUCT\), ITEM/);
});

test('with a pick slip for each line (L89) each line is a request of its own', async () => {
  const bench = await omsBench(server.url, { L89: 'Y' });
  const order = await enterOrder(
    bench.oms,
    entered({
      ...TO_STORE,
      lines: [
        { item: 'PENCIL', quantity: 1, price: 150 },
        { item: 'KABNOSKU', quantity: 1, price: 1000 },
      ],
    }),
  );
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(2);
  expect(bench.letters(order.number)).toBe('1 F, 2 F');
  expect(new Set(bench.records(order.number).map(({ requestId }) => requestId)).size).toBe(2);
  await cancelOrder(bench.oms, { company: COMPANY, number: order.number, line: 2 }, 'CC');
  await bench.run();
  expect(bench.letters(order.number)).toBe('1 F, 2 Z');
});

test('what the OMS polls becomes an order of its own, and both records of a request are completed', async () => {
  const bench = await omsBench(server.url, { M31: 'Y' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'KABNOSKU', quantity: 1, price: 1000 }] }),
  );
  await bench.run();
  const id = bench.requestOf(order.number);
  const own = bench.fulfillingOrderOf(id);
  expect(own).toMatchObject({ role: 'fulfilling', type: 'D', ecommerceNo: `ORIG#: ${String(order.number)}-001` });
  expect(bench.letters(own?.number ?? 0)).toBe('1 I');
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 A');
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(1);
  expect(bench.letters(own?.number ?? 0)).toBe('1 F');
  confirmShipment(bench.oms, { company: COMPANY, number: own?.number ?? 0 }, { via: 'UPS', tracking: '1Z9' });
  await bench.later();
  expect(bench.letters(own?.number ?? 0)).toBe('1 X');
  expect(bench.letters(order.number)).toBe('1 X');
  expect(bench.history(own?.number ?? 0)).toEqual([
    'Ln#: 1 Ready for Fulfillment',
    'Ln#: 1 Selected for Fulfillment',
    'Ln#: 1 Fulfilled',
  ]);
});

test.each([
  ['SIM_HOLD_PERCENT', 'P', 'held'],
  ['SIM_ERROR_PERCENT', 'N', 'open'],
])('a polled order with %s is %s', async (code, letter, status) => {
  const bench = await omsBench(server.url, { M31: 'Y', [code]: '100' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'KABNOSKU', quantity: 1, price: 1000 }] }),
  );
  await bench.run();
  const own = bench.fulfillingOrderOf(bench.requestOf(order.number));
  expect(bench.letters(own?.number ?? 0)).toBe(`1 ${letter}`);
  expect(own?.status).toBe(status);
  if (letter === 'N') await correctOrder(bench.oms, { company: COMPANY, number: own?.number ?? 0 });
  else releaseOrder(bench.oms, { company: COMPANY, number: own?.number ?? 0 });
  expect(await generatePickSlips(bench.oms, COMPANY)).toBe(1);
  await bench.later();
  expect(bench.letters(order.number)).toBe('1 A');
  sellOut(bench.oms, { company: COMPANY, number: own?.number ?? 0 });
  await bench.later();
  expect(bench.letters(own?.number ?? 0)).toBe('1 J');
  expect(bench.history(own?.number ?? 0).at(-1)).toBe('Ln#: 1 Rejected for Fulfillment');
  await bench.later();
  // The broker found another location, or nobody.
  expect(bench.letters(order.number)).toMatch(/^1 [KU]/);
});

test.each(['NO', 'CANCELED', 'ALL'])(
  'with M05 = %s an order that was canceled meanwhile is not printed',
  async (inquiry) => {
    const bench = await omsBench(server.url, { M31: 'Y', M05: inquiry });
    const order = await enterOrder(
      bench.oms,
      entered({ kind: 'delivery', lines: [{ item: 'KABNOSKU', quantity: 1, price: 1000 }] }),
    );
    await bench.run();
    await bench.run();
    const own = bench.fulfillingOrderOf(bench.requestOf(order.number));
    // The acceptance of the polled order has arrived.
    await cancelOrder(bench.oms, { company: COMPANY, number: order.number }, 'CC');
    await bench.run();
    expect(await generatePickSlips(bench.oms, COMPANY)).toBe(0);
    expect(bench.letters(order.number)).toBe('1 Z');
    expect(bench.letters(own?.number ?? 0)).toBe('1 I');
    expect(bench.order(own?.number ?? 0)).toMatchObject({ status: 'held', holds: ['BC'] });
    expect(bench.history(own?.number ?? 0)).toContain('Order held - line[s] canceled in OROB');
  },
);

test('a failed reauthorization puts the request under review, and holds the order that fulfills it', async () => {
  const bench = await omsBench(server.url, { M31: 'Y', M18: 'Y' });
  const order = await enterOrder(
    bench.oms,
    entered({ kind: 'delivery', lines: [{ item: 'KABNOSKU', quantity: 1, price: 1000 }] }),
  );
  await bench.run();
  const id = bench.requestOf(order.number);
  const own = bench.fulfillingOrderOf(id)?.number ?? 0;
  await generatePickSlips(bench.oms, COMPANY);
  await bench.run();
  failReauthorization(bench.oms, { company: COMPANY, number: order.number });
  await bench.run();
  expect(bench.history(order.number)).toContain(`Request ID: ${id} Under Review: Y`);
  expect(bench.order(own).holds).toEqual(['AU']);
  expect(bench.history(own)).toContainEqual(expect.stringMatching(/^Pick \d{7} voided due to expired auth\.$/));
  expect(() => releaseOrder(bench.oms, { company: COMPANY, number: own })).toThrow('under review where it was placed');
  releaseOrder(bench.oms, { company: COMPANY, number: order.number });
  await bench.later();
  await bench.later();
  expect(bench.order(own).holds).toEqual([]);
  expect(bench.history(order.number)).toContain(`Request ID: ${id} Under Review: N`);
});
