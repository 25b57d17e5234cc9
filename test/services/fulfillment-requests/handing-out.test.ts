import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { leaseRequests } from '../../../src/broker/partners/exchange/lease-requests.js';
import { onEveryEngine } from '../../support/databases.js';
import { openDesk } from './support.js';
import type { Desk, WireRequest } from './support.js';

/** What waits for a source is handed out once, and again where it may not have arrived. */
onEveryEngine((engine) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(engine);
  }, 60_000);
  afterAll(() => desk.close());

  const fetchThem = async (query = ''): Promise<number[]> =>
    (await desk.call<WireRequest[]>('sourceA', `GET /fulfillment-requests/processing${query}`)).body.map(
      ({ id }) => id,
    );
  const show = async (id: number): Promise<WireRequest> =>
    (await desk.call<WireRequest>('account', `GET /fulfillment-requests/${String(id)}`)).body;
  const stateOf = async (id: number): Promise<string> => (await show(id)).fulfillmentRequestStatus.name;
  const becomes = async (id: number, state: string): Promise<void> => {
    for (let looks = 0; looks < 200 && (await stateOf(id)) !== state; looks += 1) await sleep(10);
    expect(await stateOf(id)).toBe(state);
  };
  const expire = (): Promise<unknown> =>
    desk.running.broker.database.transaction((session) =>
      session.run(`UPDATE request_lease SET expires_at = '2000-01-01T00:00:00.000Z'`),
    );

  test('each request is handed out once, also to programs that fetch at the same time', async () => {
    const ids: number[] = [];
    for (let n = 1; n <= 4; n += 1) ids.push(await desk.request(`MANY-${String(n)}`, [{ item: 'DESK', qty: 1 }]));
    const handed = await Promise.all(Array.from({ length: 6 }, () => fetchThem()));
    expect(handed.flat().sort((one, other) => one - other)).toEqual(ids);
    for (const id of ids) await becomes(id, 'Processed');
    expect(await fetchThem()).toEqual([]);
  });

  test('with leaseSeconds nothing is marked, and what the source speaks of does not come again', async () => {
    const first = await desk.request('LEASE-1', [{ item: 'SHELF', qty: 1 }]);
    const second = await desk.request('LEASE-2', [{ item: 'SHELF', qty: 1 }]);
    expect(await fetchThem('?leaseSeconds=60')).toEqual([first, second]);
    await sleep(50);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['Processing', 'Processing']);
    expect(await fetchThem()).toEqual([]);
    expect((await desk.call('sourceA', `PATCH /fulfillment-requests/${String(first)}/processed`)).status).toBe(200);
    await expire();
    expect(await fetchThem()).toEqual([second]);
    await becomes(second, 'Processed');
  });

  test('a process that dies before the answer was sent leaves what it handed out to the next fetch', async () => {
    const id = await desk.request('CRASH-1', [{ item: 'SHELF', qty: 1 }]);
    const source = { name: 'key:first-supplier', locationIds: new Set([(await show(id)).sourceId]) };
    const lost = await leaseRequests(desk.running.broker, source);
    expect(lost.views.map(({ request }) => request.id)).toEqual([id]);
    // Nobody calls `delivered` any more.
    expect(await fetchThem()).toEqual([]);
    expect(await stateOf(id)).toBe('Processing');
    await expire();
    expect(await fetchThem()).toEqual([id]);
    await becomes(id, 'Processed');
    // The process was only suspended: its lease is somebody else's by now.
    await lost.delivered?.(false);
    expect(await stateOf(id)).toBe('Processed');
  });

  test('a caller that hangs up before its answer is sent gets it again at once', async () => {
    const id = await desk.request('HANGUP-1', [{ item: 'SHELF', qty: 1 }]);
    const socket = connect(desk.running.gateway.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.end(
      `GET /fulfillment-requests/processing HTTP/1.1\r\nHost: x\r\nX-API-TOKEN: ${desk.tokens.sourceA}\r\n\r\n`,
    );
    socket.on('error', () => undefined).resume();
    await new Promise((resolve) => socket.once('close', resolve));
    let handed: number[] = [];
    for (let looks = 0; looks < 100 && handed.length === 0; looks += 1) {
      await sleep(20);
      handed = await fetchThem();
    }
    expect(handed).toEqual([id]);
  });

  test('a channel cancels its order, also twice, and what has ended is not handed out', async () => {
    const id = await desk.request('ENDED-1', [{ item: 'DESK', qty: 1 }]);
    const order = `PATCH /orders/${String((await show(id)).orderId)}/status`;
    const canceled = await desk.call('channel', `${order}?status=Canceled&updateNote=changed%20mind`);
    expect(canceled).toMatchObject({ status: 200, body: { status: 'Canceled' } });
    expect((await desk.call('channel', order, { status: 'canceled' })).body).toEqual(canceled.body);
    expect((await desk.call('channel', `${order}?status=Shipped`)).status).toBe(400);
    expect(await fetchThem()).toEqual([]);
    expect(await stateOf(id)).toBe('Canceled');
  });
});
