import { reviewOrder } from '../../../src/broker/orders/review-order.js';
import { acknowledgeRequest, cancelRequest } from '../../../src/broker/partners/answer-request.js';
import { createRequest } from '../../../src/broker/partners/create-request.js';
import { generateRequests, regenerateRequest } from '../../../src/broker/partners/generate-requests.js';
import { previewRequests } from '../../../src/broker/partners/inquiry/preview-requests.js';
import {
  failRequest,
  handOver,
  processRequest,
  renumberRequest,
} from '../../../src/broker/partners/process-request.js';
import { shipRequest } from '../../../src/broker/partners/ship-request.js';
import { refuseVoid, voidRequest } from '../../../src/broker/partners/void-request.js';
import { pollLocation } from '../../../src/broker/polling/poll.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import type { Database } from '../../../src/store/database.js';
import { findFulfillmentRequests } from '../../../src/store/partners/fulfillment-requests.js';
import { readRequestLog } from '../../../src/store/partners/request-log.js';
import { onEveryEngine } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { brokerOn, orderOf, place, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach, stateOf } from '../../support/server/fresh-broker.js';
import { requestsOf, retailerWithPartners } from '../../support/server/partners.js';

const OPERATOR = { name: 'operator' };
const NO_REFERENCE = { sourceReference: null, carrier: 'UPS', method: 'GROUND', trackingNumbers: ['1Z555'] };

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    retailerWithPartners(),
  );

  const strategy = async (requests: Preferences, preferences: Preferences = {}): Promise<void> => {
    broker = await brokerOn(database, retailerWithPartners(requests, preferences));
  };
  const take = async (orderId: string, ...rest: [Parameters<typeof orderOf>[1], Parameters<typeof orderOf>[2]?]) =>
    (await submitted(broker, orderOf(orderId, ...rest))).requestId;
  const idsOf = (requestId: number): Promise<number[]> =>
    database.transaction(async (session) => (await findFulfillmentRequests(session, [requestId])).map(({ id }) => id));
  const idOf = async (requestId: number, index = 0): Promise<number> => (await idsOf(requestId))[index] ?? 0;
  const logOf = (id: number): Promise<string[]> =>
    database.transaction(async (session) => (await readRequestLog(session, id)).map(({ stage }) => stage));
  const refusal = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: unknown) => String(error instanceof Error ? error.message : error),
    );

  test('an order that is routed to a partner asks it by a fulfillment request, which polls do not return', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }, { item: 'PENCIL' }]);
    expect(await stateOf(broker, requestId)).toBe('new_order: A new_order, 10 new_order');
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 unprocessed at A: 0/0/3 of 3']);
    expect(await logOf(await idOf(requestId))).toEqual(['routed', 'added', 'strategies_applied']);
    expect((await pollLocation(broker, 'fulfillments', place('SUP/A')))?.orders).toEqual([]);
  });

  test('generated, processed, acknowledged and shipped in two parts', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    const id = await idOf(requestId);
    expect((await processRequest(broker, id, OPERATOR)).state).toBe('processing');
    expect((await processRequest(broker, id, OPERATOR)).state).toBe('processing');
    expect((await handOver(broker, id, OPERATOR, 'fetched')).state).toBe('processed');
    expect(await stateOf(broker, requestId)).toBe('polled: A polled');
    expect((await acknowledgeRequest(broker, id, OPERATOR)).state).toBe('acknowledged');
    expect(await stateOf(broker, requestId)).toBe('accepted: A accepted');
    const first = await shipRequest(broker, id, OPERATOR, {
      ...NO_REFERENCE,
      sourceReference: 'S-1',
      trackingNumbers: ['1Z1', '1Z2'],
      lines: [{ lineNo: 1, quantity: 1, serialNo: 'SN-1', batchNo: '' }],
    });
    expect(first.shipment.lines).toEqual([{ lineNo: 2, quantity: 1, serialNo: 'SN-1', batchNo: '' }]);
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 1/0/2 of 3']);
    expect(await stateOf(broker, requestId)).toBe('partial_fulfilled: A accepted, A fulfilled');
    await shipRequest(broker, id, OPERATOR, NO_REFERENCE);
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 3/0/0 of 3']);
    expect(await stateOf(broker, requestId)).toBe('fulfilled: A fulfilled, A fulfilled');
  });

  test('a shipment with a reference that is known is a repeat, or contradicts it', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    const id = await idOf(requestId);
    await handOver(broker, id, OPERATOR, 'fetched');
    const report = {
      ...NO_REFERENCE,
      sourceReference: 'S-1',
      lines: [{ lineNo: 1, quantity: 1, serialNo: '', batchNo: '' }],
    };
    const { shipment } = await shipRequest(broker, id, OPERATOR, report);
    expect(await shipRequest(broker, id, OPERATOR, report)).toEqual({ shipment, repeated: true });
    expect(await refusal(shipRequest(broker, id, OPERATOR, { ...report, trackingNumbers: ['other'] }))).toContain(
      'Shipment reference S-1 was reported before with other content',
    );
    const reports = Array.from({ length: 4 }, () =>
      shipRequest(broker, id, OPERATOR, { ...report, sourceReference: 'S-2' }),
    );
    expect((await Promise.all(reports)).filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 2/0/1 of 3']);
  });

  test('a number that is too long is flagged, and waits for another one', async () => {
    await strategy({ request_number: 'PO/{order}', request_number_max_length: 6, request_auto_process: true });
    const requestId = await take('ORDER-1', [{ item: 'DESK' }]);
    const id = await idOf(requestId);
    expect(await requestsOf(broker, requestId)).toEqual(['PO/ORDER-1 unprocessed at A: 0/0/1 of 1']);
    expect(await refusal(processRequest(broker, id, OPERATOR))).toBe(
      'Number PO/ORDER-1 has 10 characters, SUP/A takes at most 6: give the fulfillment request another number.',
    );
    expect((await renumberRequest(broker, id, OPERATOR, 'PO-1')).state).toBe('processing');
    const other = await take('ORDER-2', [{ item: 'DESK' }]);
    await renumberRequest(broker, await idOf(other), OPERATOR, 'PO-1');
    expect(await refusal(processRequest(broker, await idOf(other), OPERATOR))).toBe(
      'Number PO-1 is that of another open fulfillment request of SUP/A: give this one another number.',
    );
  });

  test('what a partner does not acknowledge goes to another one', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    const id = await idOf(requestId);
    await handOver(broker, id, OPERATOR, 'fetched');
    await acknowledgeRequest(broker, id, OPERATOR, [{ lineNo: 1, acknowledged: 1, canceled: 2 }]);
    expect(await requestsOf(broker, requestId)).toEqual([
      'A-1 acknowledged at A: 0/2/1 of 3',
      'A-1-2 unprocessed at B: 0/0/2 of 2',
    ]);
    expect(await stateOf(broker, requestId)).toBe('new_order: A accepted, B new_order');
    const again = acknowledgeRequest(broker, id, OPERATOR, [{ lineNo: 1, acknowledged: 2, canceled: 0 }]);
    expect(await refusal(again)).toBe('Line 1 of fulfillment request A-1 has 1 open units, found 2.');
  });

  test('a partner that cannot fulfill cancels the line where the strategy says so', async () => {
    await strategy({ on_partner_cancel: 'cancel' });
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    await handOver(broker, await idOf(requestId), OPERATOR, 'fetched');
    await cancelRequest(broker, await idOf(requestId), OPERATOR, 'sold out');
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 canceled at A: 0/3/0 of 3']);
    expect(await stateOf(broker, requestId)).toBe('canceled: A canceled');
  });

  test('a voided request frees its lines, and is generated anew, also without the partner', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    await voidRequest(broker, await idOf(requestId), OPERATOR, 'wrong partner');
    expect(await stateOf(broker, requestId)).toBe('new_order: IN PROCESS new_order');
    const preview = await previewRequests(broker, requestId, [place('SUP/A')]);
    expect(preview.requests.map(({ location, number }) => `${location.locationCd} ${String(number)}`)).toEqual([
      'B A-1-2',
    ]);
    await generateRequests(broker, requestId);
    expect(await requestsOf(broker, requestId)).toEqual([
      'A-1 voided at A: 0/3/0 of 3',
      'A-1-2 unprocessed at A: 0/0/3 of 3',
    ]);
    await regenerateRequest(broker, await idOf(requestId, 1), OPERATOR, { withoutPartner: true });
    expect(await stateOf(broker, requestId)).toBe('new_order: B new_order');
    expect(await refusal(generateRequests(broker, requestId))).toBe(
      `Order A-1 (request id ${requestId}) has no line that waits for a location: each is new_order.`,
    );
  });

  test('what a partner has is asked back, and what it ships meanwhile is shipped', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 3 }]);
    const id = await idOf(requestId);
    await handOver(broker, id, OPERATOR, 'fetched');
    expect((await voidRequest(broker, id, OPERATOR, 'customer moved')).cancelRequestedAt).not.toBeNull();
    expect(await refusal(regenerateRequest(broker, id, OPERATOR, { withoutPartner: false }))).toContain(
      'its partner was asked to give it back',
    );
    await shipRequest(broker, id, OPERATOR, {
      ...NO_REFERENCE,
      lines: [{ lineNo: 1, quantity: 1, serialNo: '', batchNo: '' }],
    });
    await cancelRequest(broker, id, OPERATOR, 'as asked');
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 1/2/0 of 3']);
    expect(await stateOf(broker, requestId)).toBe('partial_fulfilled: IN PROCESS new_order, A fulfilled');
    await generateRequests(broker, requestId);
    expect((await requestsOf(broker, requestId))[1]).toBe('A-1-2 unprocessed at A: 0/0/2 of 2');
  });

  test('a partner may keep what it was asked to give back', async () => {
    const requestId = await take('A-1', [{ item: 'DESK' }]);
    const id = await idOf(requestId);
    await handOver(broker, id, OPERATOR, 'fetched');
    expect(await refusal(refuseVoid(broker, id, OPERATOR, ''))).toContain('so there is nothing to refuse');
    await voidRequest(broker, id, OPERATOR, '');
    expect((await refuseVoid(broker, id, OPERATOR, 'packed already')).cancelRequestedAt).toBeNull();
    expect(await stateOf(broker, requestId)).toBe('polled: A polled');
  });

  test('what nobody acknowledges in time goes to others, and a late word is refused', async () => {
    await strategy({ request_auto_process: true, request_delivery: 'send', request_acknowledge_minutes: 30 });
    const requestId = await take('A-1', [{ item: 'DESK' }]);
    await runJob(broker, 'requests');
    expect(await stateOf(broker, requestId)).toBe('posted: A posted');
    broker.now = new Date(broker.now.getTime() + 31 * 60_000);
    await runJob(broker, 'requests');
    expect(await requestsOf(broker, requestId)).toEqual([
      'A-1 voided at A: 0/1/0 of 1',
      'A-1-2 processing at B: 0/0/1 of 1',
    ]);
    const supplier = { name: 'key', locationIds: new Set([await locationId('A')]) };
    expect(await refusal(acknowledgeRequest(broker, await idOf(requestId), supplier))).toMatch(
      /^Fulfillment request A-1 is voided since .*: it is no longer with SUP\/A, and cannot be acknowledged\.$/,
    );
  });

  test('an order under review is routed, and shown to its partner when it is released', async () => {
    await strategy({ request_auto_process: true });
    const requestId = await take('A-1', [{ item: 'DESK' }], { underReview: 'Y' });
    const id = await idOf(requestId);
    const supplier = { name: 'key', locationIds: new Set([await locationId('A')]) };
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 unprocessed at A: 0/0/1 of 1']);
    expect(await refusal(processRequest(broker, id, OPERATOR))).toContain('is under review: release it first');
    expect(await refusal(handOver(broker, id, supplier, 'fetched'))).toBe(`There is no fulfillment request ${id}.`);
    await reviewOrder(broker, {
      requestId: String(requestId),
      orderId: '',
      caller: place('6/1'),
      employeeId: '',
      underReview: 'N',
    });
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 processing at A: 0/0/1 of 1']);
    expect((await handOver(broker, id, supplier, 'fetched')).state).toBe('processed');
  });

  test('a request made by hand bypasses the routing and reserves', async () => {
    const requestId = await take('A-1', [{ item: 'DESK', qty: 90 }]);
    expect(await stateOf(broker, requestId)).toBe('unfulfillable: UNF unfulfillable');
    const made = await createRequest(broker, requestId, place('SUP/B'), [{ lineNo: 1, quantity: 40 }]);
    expect(made.map(({ number }) => number)).toEqual(['A-1']);
    expect(await stateOf(broker, requestId)).toBe('new_order: UNF unfulfillable, B new_order');
    expect(await logOf(await idOf(requestId))).toEqual(['chosen', 'added', 'strategies_applied']);
    expect(await refusal(createRequest(broker, requestId, place('SUP/B'), [{ lineNo: 2 }]))).toBe(
      'Line 2 of order A-1 is new_order at SUP/B: only lines that wait for a location can be given one.',
    );
    expect(await refusal(createRequest(broker, requestId, place('STC/10')))).toContain('DESK');
    await createRequest(broker, requestId, place('SUP/A'));
    expect(await stateOf(broker, requestId)).toBe('new_order: A new_order, B new_order');
  });

  test('a request that could not be handed over stays, or goes to others', async () => {
    await strategy({ request_auto_process: true });
    const kept = await take('A-1', [{ item: 'DESK' }]);
    await failRequest(broker, await idOf(kept), OPERATOR, 'connection refused');
    expect(await requestsOf(broker, kept)).toEqual(['A-1 failed at A: 0/0/1 of 1']);
    expect((await processRequest(broker, await idOf(kept), OPERATOR)).state).toBe('processing');
    await strategy({ request_auto_process: true, request_on_failure: 'reroute' });
    const moved = await take('A-2', [{ item: 'DESK' }]);
    await failRequest(broker, await idOf(moved), OPERATOR, 'connection refused');
    expect(await requestsOf(broker, moved)).toEqual([
      'A-2 voided at A: 0/1/0 of 1',
      'A-2-2 processing at B: 0/0/1 of 1',
    ]);
  });

  test('the partner that costs least gets the order', async () => {
    const { inventory, systems, ...retailer } = retailerWithPartners({}, { standard_brokering: ['lowest_cost'] });
    const fees: Readonly<Record<string, Preferences>> = {
      A: { drop_ship_fee: 5, estimated_shipping: 4.5 },
      B: { estimated_shipping: 8 },
    };
    const costs: Readonly<Record<string, number>> = { A: 10, B: 10.4 };
    broker = await brokerOn(database, {
      ...retailer,
      systems: (systems ?? []).map((system) => ({
        ...system,
        locations: (system.locations ?? []).map((one) => ({ ...one, preferences: fees[one.location_cd] ?? {} })),
      })),
      inventory: (inventory ?? []).map((one) => {
        const unitCost = costs[one.location_cd];
        return unitCost === undefined ? one : { ...one, unit_cost: unitCost };
      }),
    });
    // 3 units: 30 + 9.50 at A, 31.20 + 8 at B; 5 units: 50 + 9.50 at A, 52 + 8 at B.
    const [few, many] = [await take('A-1', [{ item: 'DESK', qty: 3 }]), await take('A-2', [{ item: 'DESK', qty: 5 }])];
    expect(await requestsOf(broker, few)).toEqual(['A-1 unprocessed at B: 0/0/3 of 3']);
    expect(await requestsOf(broker, many)).toEqual(['A-2 unprocessed at A: 0/0/5 of 5']);
  });

  test('a request follows what happens to its lines by other ways', async () => {
    const requestId = await take('A-1', [{ item: 'DESK' }, { item: 'SHELF' }]);
    await update(broker, requestId, 'accepted', 'SUP/A', [1]);
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 0/0/2 of 2']);
    await update(broker, requestId, 'canceled', '6/1', [1, 2]);
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 canceled at A: 0/2/0 of 2']);
    expect(await refusal(shipRequest(broker, await idOf(requestId), OPERATOR, NO_REFERENCE))).toContain(
      'is canceled since',
    );
  });

  test('goods for a store are in transit when the partner ships them', async () => {
    const requestId = await take('A-1', [{ item: 'DESK' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') });
    await handOver(broker, await idOf(requestId), OPERATOR, 'fetched');
    await shipRequest(broker, await idOf(requestId), OPERATOR, NO_REFERENCE);
    expect(await stateOf(broker, requestId)).toBe('intransit: A intransit');
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 1/0/0 of 1']);
  });

  const locationId = (code: string): Promise<number> =>
    database.transaction(async (session) => {
      const row = await session.first("SELECT id FROM location WHERE system_cd = 'SUP' AND location_cd = ?", [code]);
      return Number(row?.id);
    });
});
