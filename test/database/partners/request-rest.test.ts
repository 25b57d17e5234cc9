import { commentRoutes } from '../../../src/admin/resources/partners/comments.js';
import { orderRequestRoutes } from '../../../src/admin/resources/partners/order-requests.js';
import { requestActionRoutes } from '../../../src/admin/resources/partners/request-actions.js';
import { requestRoutes, showRequest } from '../../../src/admin/resources/partners/requests.js';
import { shipmentRoutes } from '../../../src/admin/resources/partners/shipments.js';
import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import { verifyRequests } from '../../../src/broker/partners/inquiry/verify-requests.js';
import type { Database } from '../../../src/store/database.js';
import { AdminServer } from '../../admin/support/admin-server.js';
import type { Reply } from '../../admin/support/admin-server.js';
import { onEveryEngine } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { brokerOn, orderOf, submitted, update } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach, stateOf } from '../../support/server/fresh-broker.js';
import { requestsOf, retailerWithPartners } from '../../support/server/partners.js';

interface Listed {
  readonly items: readonly { readonly id: number; readonly number: string; readonly state: string }[];
  readonly next?: string;
}

/** Fulfillment requests and shipments over the admin interface. */
onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  let admin: AdminServer;
  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    retailerWithPartners(),
  );
  beforeEach(async () => {
    admin = await AdminServer.over(broker);
  });
  afterEach(() => admin[Symbol.asyncDispose]());

  const take = async (orderId: string, qty = 3): Promise<number> =>
    (await submitted(broker, orderOf(orderId, [{ item: 'DESK', qty }]))).requestId;
  const listed = async (query: string): Promise<Listed> => (await admin.get(`/requests?${query}`)).body as Listed;
  const idOf = async (requestId: number): Promise<number> =>
    (await listed(`request_id=${requestId}`)).items.at(-1)?.id ?? 0;
  const act = (id: number, action: string, body?: unknown): Promise<Reply> =>
    admin.send('POST', `/requests/${id}/${action}`, body);
  const made = async (orderId: string): Promise<{ requestId: number; id: number }> => {
    const requestId = await take(orderId);
    return { requestId, id: await idOf(requestId) };
  };

  test('lists by state, number, order and location, page by page', async () => {
    const first = await made('A-1');
    await take('A-2');
    await act(first.id, 'process');
    const numbers = async (query: string): Promise<string[]> =>
      (await listed(query)).items.map(({ number, state }) => `${number} ${state}`);
    const both = ['A-1 processing', 'A-2 unprocessed'];
    expect(await numbers('state=processing')).toEqual(['A-1 processing']);
    expect(await numbers('state=processing,unprocessed')).toEqual(both);
    expect(await numbers('state=processing&state=unprocessed')).toEqual(both);
    expect(await numbers('number=A-2')).toEqual(['A-2 unprocessed']);
    expect(await numbers('system_cd=SUP&location_cd=A')).toEqual(both);
    expect(await numbers('system_cd=SUP&location_cd=B')).toEqual([]);
    const page = await listed('limit=1');
    expect(page.items).toHaveLength(1);
    expect(await numbers(`limit=1&after=${page.next ?? ''}`)).toEqual(['A-2 unprocessed']);
  });

  test.each([
    ['state=done', 'state[0]'],
    ['state=', 'state[0]'],
    ['location_cd=A', 'location_cd'],
    ['system_cd=NOPE', 'system_cd'],
    ['system_cd=SUP&location_cd=NOPE', 'location_cd'],
    ['limit=0', 'limit'],
    ['after=x', 'after'],
    ['color=red', 'color'],
  ])('refuses the query %s', async (query, path) => {
    expect(await admin.get(`/requests?${query}`)).toMatchObject({ status: 400, body: { faults: [{ path }] } });
  });

  test('a request is processed, acknowledged and shipped in two parts, and a repeat is answered with the state', async () => {
    const { requestId, id } = await made('A-1');
    for (const attempt of [1, 2])
      expect([attempt, await act(id, 'process')]).toMatchObject([
        attempt,
        { status: 200, body: { state: 'processing' } },
      ]);
    expect((await act(id, 'mark-processed')).body).toMatchObject({ state: 'processed' });
    expect((await act(id, 'acknowledge')).body).toMatchObject({ state: 'acknowledged' });
    expect((await act(id, 'acknowledge')).status).toBe(200);
    const report = {
      source_reference: 'S-1',
      carrier: 'UPS',
      method: 'GROUND',
      tracking_numbers: ['1Z1', '1Z2'],
      shipped_at: '2026-11-20T10:00:00+01:00',
      lines: [{ line_no: 1, quantity: 1, serial_no: 'SN-1' }],
    };
    const shipped = await act(id, 'ship', report);
    expect(shipped.body).toMatchObject({
      repeated: false,
      shipment: { system_cd: 'SUP', location_cd: 'A', shipped_at: '2026-11-20T09:00:00.000Z', source_reference: 'S-1' },
    });
    expect((await act(id, 'ship', report)).body).toMatchObject({ repeated: true });
    expect(await act(id, 'ship', { ...report, tracking_numbers: ['X'] })).toMatchObject({
      status: 409,
      body: { code: 'reference_differs', error: expect.stringContaining('Shipment reference S-1') as string },
    });
    await act(id, 'ship', { carrier: 'UPS' });
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 acknowledged at A: 3/0/0 of 3']);
    const { body } = await admin.get(`/requests/${id}`);
    expect(body).toMatchObject({
      fulfillment: 'shipped',
      units: { asked: 3, shipped: 3, canceled: 0, open: 0 },
      lines: [
        { line_no: 1, quantity: 2 },
        { line_no: 2, quantity: 1 },
      ],
      shipments: [{ tracking_numbers: ['1Z1', '1Z2'] }, { tracking_numbers: [] }],
    });
    expect((body as { log: { stage: string; actor: string }[] }).log.slice(3, 5)).toMatchObject([
      { stage: 'processing', actor: 'admin' },
      { stage: 'processed', actor: 'admin' },
    ]);
    const shipments = await admin.get(`/shipments?request_id=${requestId}&limit=1`);
    expect(shipments.body).toMatchObject({ items: [{ source_reference: 'S-1', lines: [{ serial_no: 'SN-1' }] }] });
    const { next } = shipments.body as Listed;
    expect((await admin.get(`/shipments?after=${next ?? ''}`)).body).toMatchObject({ items: [{ carrier: 'UPS' }] });
  });

  test('what is acknowledged in part, asked back, kept and given back', async () => {
    const { requestId, id } = await made('A-1');
    await act(id, 'mark-processed');
    await act(id, 'acknowledge', { lines: [{ line_no: 1, acknowledged: 1, canceled: 2 }] });
    expect(await requestsOf(broker, requestId)).toEqual([
      'A-1 acknowledged at A: 0/2/1 of 3',
      'A-1-2 unprocessed at B: 0/0/2 of 2',
    ]);
    expect(await act(id, 'refuse-void')).toMatchObject({ status: 409, body: { code: 'no_cancel_requested' } });
    expect((await act(id, 'void', { note: 'customer moved' })).body).toMatchObject({
      state: 'acknowledged',
      cancel_requested_at: expect.any(String) as string,
    });
    expect(await act(id, 'regenerate')).toMatchObject({ status: 409, body: { code: 'still_with_partner' } });
    expect((await act(id, 'refuse-void', { note: 'packed' })).body).toMatchObject({ cancel_requested_at: null });
    expect((await act(id, 'cancel', { note: 'sold out' })).status).toBe(200);
    expect((await act(id, 'cancel')).status).toBe(200);
    expect(await act(id, 'ship', { carrier: '' })).toMatchObject({ status: 409, body: { code: 'request_ended' } });
  });

  test('generates without a partner, previews, and makes a request by hand', async () => {
    const { requestId, id } = await made('A-1');
    const requests = (action: string, body?: unknown): Promise<Reply> =>
      admin.send('POST', `/orders/${requestId}/requests/${action}`, body);
    await act(id, 'void');
    const without = [{ system_cd: 'SUP', location_cd: 'A' }];
    expect((await requests('preview', { without })).body).toMatchObject({
      order_id: 'A-1',
      requests: [{ location_cd: 'B', channel: 'requests', number: 'A-1-2', lines: [{ line_no: 1, quantity: 3 }] }],
      unfulfillable: [],
    });
    expect(await requestsOf(broker, requestId)).toHaveLength(1);
    expect((await requests('generate', { without })).body).toMatchObject({ items: [{ number: 'A-1-2' }] });
    expect(await requests('generate')).toMatchObject({ status: 409, body: { code: 'nothing_to_generate' } });
    expect((await act(await idOf(requestId), 'regenerate', { without_partner: true })).body).toMatchObject({
      items: [{ number: 'A-1-3', location_cd: 'A' }],
    });
    await act(await idOf(requestId), 'void');
    const byHand = { system_cd: 'SUP', location_cd: 'B', lines: [{ line_no: 1, quantity: 1 }] };
    expect((await requests('create', byHand)).body).toMatchObject({
      items: [{ number: 'A-1-4', location_cd: 'B', units: { asked: 1 } }],
    });
    expect(await stateOf(broker, requestId)).toBe('new_order: IN PROCESS new_order, B new_order');
    expect(await requests('create', { ...byHand, location_cd: 'NOPE' })).toMatchObject({
      status: 404,
      body: { code: 'location_unknown' },
    });
  });

  test('a request fails and gets another number', async () => {
    broker = await brokerOn(database, retailerWithPartners({ request_number_max_length: 4 }));
    await admin[Symbol.asyncDispose]();
    admin = await AdminServer.over(broker);
    const { id } = await made('ORDER-1');
    expect(await act(id, 'process')).toMatchObject({ status: 409, body: { code: 'number_too_long' } });
    expect((await act(id, 'renumber', { number: 'PO-1' })).body).toMatchObject({ number: 'PO-1', flags: [] });
    await act(id, 'process');
    expect((await act(id, 'fail', { error: 'connection refused' })).body).toMatchObject({
      state: 'failed',
      error: 'connection refused',
    });
  });

  test('an order shows its requests, shipments and comments, and hides from readers what people wrote', async () => {
    const { requestId, id } = await made('A-1');
    const comment = (body: object): Promise<Reply> => admin.send('POST', `/orders/${requestId}/comments`, body);
    await act(id, 'mark-processed');
    await act(id, 'fail', { error: 'Ann is ill' });
    await act(id, 'mark-processed');
    await act(id, 'void', { note: 'call Ann' });
    await act(id, 'ship', { carrier: 'UPS', tracking_numbers: ['1Z1'], lines: [{ line_no: 1, quantity: 1 }] });
    expect(await comment({ text: 'call Ann' })).toMatchObject({ status: 201, body: { line_no: 0, author: 'admin' } });
    await comment({ line_no: 2, text: 'a scratch' });
    expect(await comment({ line_no: 9, text: 'x' })).toMatchObject({ status: 404, body: { code: 'line_unknown' } });
    for (const text of ['', ' ', 'x'.repeat(4001)]) expect((await comment({ text })).status).toBe(400);
    expect((await admin.send('POST', '/orders/999/comments', { text: 'x' })).status).toBe(404);
    const { body } = await admin.get(`/orders/${requestId}`);
    expect(body).toMatchObject({
      fulfillment_requests: [{ number: 'A-1', fulfillment: 'partially_shipped' }],
      shipments: [{ tracking_numbers: ['1Z1'] }],
      comments: [
        { line_no: 0, author: 'admin', text: 'call Ann' },
        { line_no: 2, author: 'admin', text: 'a scratch' },
      ],
      events: [],
    });
    const hidden = await getOrder(broker, requestId, { customer: false, hideStaff: true });
    expect(JSON.stringify([hidden, await showRequest(broker, id, true)])).not.toMatch(/Ann|scratch|admin"/);
  });

  test('masking an order masks its comments, and what people wrote into its requests', async () => {
    const { requestId, id } = await made('A-1');
    await admin.send('POST', `/orders/${requestId}/comments`, { text: 'call Ann' });
    await act(id, 'process');
    await act(id, 'fail', { error: 'Ann is ill' });
    await update(broker, requestId, 'canceled', '6/1', []);
    broker.now = new Date(broker.now.getTime() + 2000 * 86_400_000);
    expect(await runJob(broker, 'purge')).toMatchObject({ figures: { masked: 1 } });
    const shown = await Promise.all([admin.get(`/orders/${requestId}`), admin.get(`/requests/${id}`)]);
    expect(shown.map(({ text }) => text).join()).not.toContain('Ann');
    expect(shown[1].body).toMatchObject({
      error: '*****',
      log: [{ stage: 'routed', note: 'SUP/A' }, {}, {}, {}, {}, {}],
    });
    expect(await admin.send('POST', `/orders/${requestId}/comments`, { text: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'order_masked' },
    });
  });

  test('verify finds what cannot be, and nothing where all is well', async () => {
    const { requestId, id } = await made('A-1');
    await act(id, 'mark-processed');
    await act(id, 'acknowledge', { lines: [{ line_no: 1, acknowledged: 1, canceled: 2 }] });
    await act(id, 'ship', { carrier: 'UPS' });
    const other = await made('A-2');
    expect(await verifyRequests(broker)).toEqual([]);
    await database.transaction(async (session) => {
      await session.run("UPDATE fulfillment_request SET state = 'processing' WHERE id = ?", [id]);
      await session.run('UPDATE assignment SET quantity = 9 WHERE request_id = ? AND ended_at IS NULL', [
        other.requestId,
      ]);
      await session.run(
        `INSERT INTO assignment (request_id, line_no, attempt, location_id, quantity, assigned_at)
          SELECT request_id, line_no, 7, location_id, quantity, assigned_at FROM assignment WHERE request_id = ?`,
        [other.requestId],
      );
    });
    expect(await verifyRequests(broker)).toEqual([
      { requestId: other.requestId, fault: 'line 1 is open at two locations' },
      { requestId: other.requestId, fault: 'line 1 has other units than its fulfillment request asks' },
      { requestId: other.requestId, fault: 'line 1 is at a partner without a fulfillment request' },
      { requestId, fault: 'fulfillment request A-1 is processing, and acknowledged by its lines' },
    ]);
  });

  test('what is not there is 404', async () => {
    for (const id of ['999', 'NOPE', '99999999999'])
      for (const path of [`/requests/${id}`, `/orders/${id}`]) expect((await admin.get(path)).status).toBe(404);
    expect(await act(999, 'process')).toMatchObject({ status: 404, body: { code: 'request_unknown' } });
    for (const action of ['preview', 'generate'])
      expect((await admin.send('POST', `/orders/999/requests/${action}`)).body).toMatchObject({
        code: 'order_unknown',
      });
  });

  const line = { line_no: 1, quantity: 1 };
  test.each<[string, string, unknown]>([
    ['acknowledge', 'lines', { lines: [] }],
    ['acknowledge', 'lines[0]', { lines: [{ line_no: 1 }] }],
    ['acknowledge', 'lines[0].acknowledged', { lines: [{ line_no: 1, acknowledged: 1.5 }] }],
    ['acknowledge', 'lines[0].canceled', { lines: [{ line_no: 1, acknowledged: 2, canceled: -1 }] }],
    ['acknowledge', 'lines', { lines: [1, 1].map((no) => ({ line_no: no, acknowledged: 1 })) }],
    ['fail', 'error', {}],
    ['fail', '', undefined],
    ['fail', 'error', { error: 'x'.repeat(1001) }],
    ['void', 'note', { note: 'x'.repeat(1001) }],
    ['renumber', 'number', { number: ' ' }],
    ['renumber', 'number', { number: 'x'.repeat(256) }],
    ['regenerate', 'without_partner', { without_partner: 'yes' }],
    ['process', '', { force: true }],
    ['ship', 'carrier', {}],
    ['ship', 'carrier', { carrier: 'x'.repeat(101) }],
    ['ship', 'tracking_numbers', { carrier: 'UPS', tracking_numbers: Array.from({ length: 51 }, String) }],
    ['ship', 'tracking_numbers[0]', { carrier: 'UPS', tracking_numbers: [''] }],
    ['ship', 'shipped_at', { carrier: 'UPS', shipped_at: 'yesterday' }],
    ['ship', 'shipped_at', { carrier: 'UPS', shipped_at: '0000-01-01T00:00:00+01:00' }],
    ['ship', 'lines[0].quantity', { carrier: 'UPS', lines: [{ ...line, quantity: 0 }] }],
    ['ship', 'lines[0].batch_no', { carrier: 'UPS', lines: [{ ...line, batch_no: 'x'.repeat(101) }] }],
    ['ship', 'lines', { carrier: 'UPS', lines: Array.from({ length: 1001 }, () => line) }],
    ['ship', 'source_reference', { carrier: 'UPS', source_reference: '' }],
  ])('%s refuses a body with a wrong %s, and changes nothing', async (action, path, body) => {
    const { requestId, id } = await made('A-1');
    const reply = await act(id, action, body);
    expect(reply).toMatchObject(body === undefined ? { status: 415 } : { status: 400, body: { faults: [{ path }] } });
    expect(await requestsOf(broker, requestId)).toEqual(['A-1 unprocessed at A: 0/0/3 of 3']);
  });
});

test('who may only read can do nothing with fulfillment requests, and may look at them', () => {
  const writing = [...requestActionRoutes, ...orderRequestRoutes, ...commentRoutes];
  expect(writing.map(({ role }) => role)).toEqual(writing.map(() => 'operate'));
  expect([...requestRoutes, ...shipmentRoutes].map(({ role }) => role)).toEqual(['read', 'read', 'read']);
});
