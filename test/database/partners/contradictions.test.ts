import { acknowledgeRequest, cancelRequest } from '../../../src/broker/partners/answer-request.js';
import { createRequest } from '../../../src/broker/partners/create-request.js';
import { generateRequests, regenerateRequest } from '../../../src/broker/partners/generate-requests.js';
import { previewRequests } from '../../../src/broker/partners/inquiry/preview-requests.js';
import { failRequest, handOver } from '../../../src/broker/partners/process-request.js';
import { shipRequest } from '../../../src/broker/partners/ship-request.js';
import { refuseVoid, voidRequest } from '../../../src/broker/partners/void-request.js';
import type { Database } from '../../../src/store/database.js';
import { findFulfillmentRequests } from '../../../src/store/partners/fulfillment-requests.js';
import { listShipments } from '../../../src/store/partners/shipments.js';
import { onEveryEngine } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { orderOf, place, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach, stateOf } from '../../support/server/fresh-broker.js';
import { requestsOf, retailerWithPartners } from '../../support/server/partners.js';

const OPERATOR = { name: 'operator' };
const PARCEL = { sourceReference: null, carrier: 'UPS', method: 'GROUND', trackingNumbers: ['1Z555'] };

/** What random sequences of steps (test/property/partners.test.ts) and a second reading found. */
onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  let requestId: number;
  let id: number;
  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    retailerWithPartners(),
  );

  beforeEach(async () => {
    ({ requestId } = await submitted(broker, orderOf('A-1', [{ item: 'DESK', qty: 3 }])));
    const [request] = await database.transaction((session) => findFulfillmentRequests(session, [requestId]));
    id = request?.id ?? 0;
    await handOver(broker, id, OPERATOR, 'fetched');
  });

  test('answers about one line are added up, and cannot exceed it', async () => {
    const answer = { lineNo: 1, acknowledged: 0, canceled: 2 };
    await expect(acknowledgeRequest(broker, id, OPERATOR, [answer, answer])).rejects.toThrow(
      'Line 1 of fulfillment request A-1 has 3 open units, found 4.',
    );
    await acknowledgeRequest(broker, id, OPERATOR, [
      { lineNo: 1, acknowledged: 2, canceled: 0 },
      { lineNo: 1, acknowledged: 0, canceled: 1 },
    ]);
    expect((await requestsOf(broker, requestId))[0]).toBe('A-1 acknowledged at A: 0/1/2 of 3');
  });

  test('to regenerate what the partner has asks the partner, although it is refused', async () => {
    await expect(regenerateRequest(broker, id, OPERATOR, { withoutPartner: false })).rejects.toThrow(
      'its partner was asked to give it back',
    );
    expect((await refuseVoid(broker, id, OPERATOR, 'packed already')).state).toBe('processed');
  });

  test('a partner is not asked to give back what it has shipped', async () => {
    const parcel = { ...PARCEL, lines: [{ lineNo: 1, quantity: 3, serialNo: '', batchNo: '' }] };
    await shipRequest(broker, id, OPERATOR, parcel);
    const refused = 'Fulfillment request A-1 has no units left to take back: its partner has shipped all of them.';
    await expect(voidRequest(broker, id, OPERATOR, 'too late')).rejects.toThrow(refused);
    await expect(regenerateRequest(broker, id, OPERATOR, { withoutPartner: false })).rejects.toThrow(refused);
    const [request] = await database.transaction((session) => findFulfillmentRequests(session, [requestId]));
    expect(request?.cancelRequestedAt).toBeNull();
  });

  test('a shipment has units', async () => {
    await shipRequest(broker, id, OPERATOR, PARCEL);
    for (const lines of [{}, { lines: [] }])
      await expect(shipRequest(broker, id, OPERATOR, { ...PARCEL, ...lines })).rejects.toThrow(
        'Fulfillment request A-1 has no units left to ship',
      );
    expect(await database.transaction((s) => listShipments(s, { requestId, after: 0, limit: 9 }))).toHaveLength(1);
  });

  test('a partner answers once whether it gives back what it was asked to', async () => {
    await voidRequest(broker, id, OPERATOR, 'customer moved');
    expect((await cancelRequest(broker, id, OPERATOR, 'as asked')).state).toBe('voided');
    expect((await cancelRequest(broker, id, OPERATOR, 'as asked')).state).toBe('voided');
    await expect(refuseVoid(broker, id, OPERATOR, 'packed already')).rejects.toThrow(
      /^Fulfillment request A-1 is voided since .*: it is no longer with SUP\/A, and cannot be kept\.$/,
    );
  });

  test('a partner that shipped some and gave back the rest has answered', async () => {
    await voidRequest(broker, id, OPERATOR, 'customer moved');
    await shipRequest(broker, id, OPERATOR, {
      ...PARCEL,
      lines: [{ lineNo: 1, quantity: 1, serialNo: '', batchNo: '' }],
    });
    expect(await cancelRequest(broker, id, OPERATOR, 'as asked')).toMatchObject({
      state: 'acknowledged',
      cancelRequestedAt: null,
    });
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 1/2/0 of 3']);
  });

  test('a request that failed after its partner had it stays failed when another one moves', async () => {
    const order = orderOf('A-2', [
      { item: 'DESK', at: 'SUP/A' },
      { item: 'DESK', at: 'SUP/B' },
    ]);
    const other = (await submitted(broker, order)).requestId;
    const requests = await database.transaction((session) => findFulfillmentRequests(session, [other]));
    const [first, second] = requests.map((request) => request.id);
    await handOver(broker, first ?? 0, OPERATOR, 'sent');
    await failRequest(broker, first ?? 0, OPERATOR, 'connection refused');
    await handOver(broker, second ?? 0, OPERATOR, 'sent');
    expect(await requestsOf(broker, other)).toEqual([
      'A-2 failed at A: 0/0/1 of 1',
      'A-2-2 processed at B: 0/0/1 of 1',
    ]);
  });

  test('a shipment reference with other lines is no repeat, although the units add up to the same', async () => {
    const two = await submitted(
      broker,
      orderOf('A-3', [
        { item: 'DESK', qty: 2 },
        { item: 'SHELF', qty: 2 },
      ]),
    );
    const [request] = await database.transaction((session) => findFulfillmentRequests(session, [two.requestId]));
    const other = request?.id ?? 0;
    await handOver(broker, other, OPERATOR, 'fetched');
    const report = (lineNo: number, serialNo = '') =>
      shipRequest(broker, other, OPERATOR, {
        ...PARCEL,
        sourceReference: 'S-1',
        lines: [{ lineNo, quantity: 1, serialNo, batchNo: '' }],
      });
    await report(1);
    expect((await report(1)).repeated).toBe(true);
    for (const differing of [() => report(2), () => report(1, 'SN-1')])
      await expect(differing()).rejects.toThrow('Shipment reference S-1 was reported before with other content');
  });

  test('a partner never knows of a request that was canceled before it was released', async () => {
    const { requestId: early } = await submitted(broker, orderOf('A-4', [{ item: 'DESK' }]));
    const [request] = await database.transaction((session) => findFulfillmentRequests(session, [early]));
    await update(broker, early, 'canceled', '6/1');
    const partner = { name: 'key', locationIds: new Set([request?.locationId ?? 0]) };
    await expect(acknowledgeRequest(broker, request?.id ?? 0, partner)).rejects.toThrow(
      'There is no fulfillment request',
    );
    expect((await acknowledgeRequest(broker, id, partner)).state).toBe('acknowledged');
  });

  test('units of one line that are given away by hand are added up, and cannot exceed it', async () => {
    const { requestId: big } = await submitted(broker, orderOf('A-5', [{ item: 'DESK', qty: 90 }]));
    const create = (...quantities: number[]) =>
      createRequest(
        broker,
        big,
        place('SUP/B'),
        quantities.map((quantity) => ({ lineNo: 1, quantity })),
      );
    await expect(create(60, 60)).rejects.toThrow('Line 1 of order A-5 has 90 units that wait, found 120.');
    await create(30, 30);
    expect(await stateOf(broker, big)).toBe('new_order: UNF unfulfillable, B new_order');
    expect(await requestsOf(broker, big)).toEqual(['A-5 unprocessed at B: 0/0/60 of 60']);
  });

  test('what a customer collects, and what is masked, gets no other location', async () => {
    const pickup = orderOf('A-6', [{ item: 'DESK', qty: 90, at: 'STC/10' }], { type: 'PICKUP' });
    const collected = await submitted(broker, {
      ...pickup,
      lines: pickup.lines.map((line) => ({ ...line, itemId: 'PENCIL' })),
    });
    await update(broker, collected.requestId, 'rejected', 'STC/10');
    const { requestId: old } = await submitted(broker, orderOf('A-7', [{ item: 'DESK', qty: 90 }]));
    broker.now = new Date('2040-01-01T00:00:00.000Z');
    await runJob(broker, 'purge', { requestId: old });
    for (const [order, reason] of [
      [collected.requestId, 'is collected at the store that its customer chose'],
      [old, 'is masked: nobody could ship it to anybody'],
    ] as const) {
      expect(await stateOf(broker, order)).toMatch(/^unfulfillable/);
      await expect(generateRequests(broker, order)).rejects.toThrow(reason);
      await expect(createRequest(broker, order, place('SUP/A'))).rejects.toThrow(reason);
      expect(await previewRequests(broker, order)).toMatchObject({
        requests: [],
        roadblocks: [expect.stringContaining(reason)],
      });
    }
  });
});
