import { getOrder } from '../../../src/broker/inquiry/get-order.js';
import type { TestBroker } from '../../support/server/broker.js';
import { CUSTOMER, orderOf, submitted, update } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { verify, webhookListener } from '../../support/server/webhook-listener.js';
import type { WebhookListener } from '../../support/server/webhook-listener.js';
import { deliverDue, endpointAt, loopbackTools } from '../../support/server/webhook-tools.js';
import { listDeliveries, listEndpoints, resendDead } from '../../../src/broker/webhooks/list-webhooks.js';
import { changeEndpoint, rotateSecret } from '../../../src/broker/webhooks/manage-endpoints.js';

onEveryEngine((engine) => {
  let broker: TestBroker;
  let listener: WebhookListener;
  const tools = loopbackTools();
  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
    broker.now = new Date();
  });
  beforeEach(async () => {
    listener = await webhookListener();
  });
  afterEach(() => listener.close());

  const later = (ms: number): void => {
    broker.now = new Date(broker.now.getTime() + ms);
  };
  const types = (): string[] => listener.arrived.map(({ body }) => body.type);

  it('tells an endpoint of a new order, signed, with its present state', async () => {
    const { secret } = await endpointAt(broker, tools, listener.url);
    const { requestId } = await submitted(broker, orderOf('A1', [{ item: 'PENCIL', qty: 2 }]));
    expect(await deliverDue(broker, tools)).toEqual(['delivered']);
    const [one] = listener.arrived;
    if (one === undefined) throw new Error('nothing arrived');
    expect(verify(secret, one)).toEqual(one.body);
    expect(one.body).toMatchObject({
      type: 'order.created',
      timestamp: broker.now.toISOString(),
      data: {
        request_id: requestId,
        order_id: 'A1',
        system_cd: '6',
        status: 'new_order',
        lines: [{ line_no: 1, item_id: 'PENCIL', quantity: 2, system_cd: 'STC', location_cd: '10' }],
      },
    });
    expect(() => verify('whsec_' + Buffer.alloc(32).toString('base64'), one)).toThrow(/signature/i);
  });

  it('tells what changed, in the order in which it changed', async () => {
    await endpointAt(broker, tools, listener.url);
    const { requestId } = await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'polled', 'STC/20');
    await update(broker, requestId, 'accepted', 'STC/20');
    await deliverDue(broker, tools);
    expect(types()).toEqual(['order.created', 'order.status_changed', 'order.status_changed']);
    expect(listener.arrived.map(({ body }) => body.data.event)).toEqual([
      {},
      { lines: [expect.objectContaining({ line_no: 1, from: 'new_order', to: 'polled' })] },
      { lines: [expect.objectContaining({ line_no: 1, from: 'polled', to: 'accepted' })] },
    ]);
    const sequences = listener.arrived.map(({ body }) => Number(body.data.sequence));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  it('sends only the types that an endpoint wants, and nothing to a disabled one', async () => {
    const some = await endpointAt(broker, tools, listener.url, { eventTypes: ['order.status_changed'] });
    const none = await endpointAt(broker, tools, listener.url);
    await changeEndpoint(broker, tools, none.id, { state: 'disabled' });
    const { requestId } = await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'polled', 'STC/20');
    await deliverDue(broker, tools);
    expect(types()).toEqual(['order.status_changed']);
    const { items } = await listDeliveries(broker, {}, undefined, 10);
    expect(items.map(({ endpointId, state }) => [endpointId, state])).toEqual([[some.id, 'delivered']]);
  });

  it('retries with the same id, and holds back what follows in the order, but not other orders', async () => {
    await endpointAt(broker, tools, listener.url);
    const first = await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await update(broker, first.requestId, 'polled', 'STC/20');
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    listener.answer(500);
    expect(await deliverDue(broker, tools)).toEqual(['failed', 'delivered']);
    expect(listener.arrived.map(({ body }) => body.data.order_id)).toEqual(['A1', 'A2']);
    later(4_000);
    expect(await deliverDue(broker, tools)).toEqual([]);
    later(2_000);
    expect(await deliverDue(broker, tools)).toEqual(['delivered', 'delivered']);
    expect(types().slice(2)).toEqual(['order.created', 'order.status_changed']);
    expect(listener.arrived[2]?.id).toBe(listener.arrived[0]?.id);
  });

  it('gives up after ten attempts over three days, and can send again what is dead', async () => {
    const { id } = await endpointAt(broker, tools, listener.url);
    listener.decide(() => 503);
    const start = broker.now.getTime();
    await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    const waits: number[] = [];
    for (let attempts = 0; attempts < 10;) {
      const ended = await deliverDue(broker, tools);
      attempts += ended.length;
      if (ended.length > 0) waits.push(broker.now.getTime() - start);
      const { items } = await listDeliveries(broker, {}, undefined, 1);
      if (items[0]?.state === 'waiting') broker.now = new Date(items[0].dueAt);
    }
    const minutes = [0, 5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440];
    const sums = minutes.map((_, index) => minutes.slice(0, index + 1).reduce((sum, one) => sum + one, 0));
    expect(waits.map((ms) => ms / 60_000)).toEqual(sums.map((one) => expect.closeTo(one, 6) as number));
    expect(await listEndpoints(broker, tools)).toMatchObject([
      { state: 'enabled', dead: 1, waiting: 0, deadInARow: 1 },
    ]);
    listener.decide(() => 200);
    expect(await resendDead(broker, id)).toBe(1);
    expect(await deliverDue(broker, tools)).toEqual(['delivered']);
    expect(await listEndpoints(broker, tools)).toMatchObject([{ dead: 0, deadInARow: 0 }]);
    expect(new Set(listener.arrived.map((one) => one.id)).size).toBe(1);
  });

  it('tells and stores no personal data', async () => {
    await endpointAt(broker, tools, listener.url);
    const soldTo = {
      ...CUSTOMER,
      customerNo: 'SECRET-1',
      name: { ...CUSTOMER.name, first: 'SECRET-2', last: 'SECRET-3' },
      address: { ...CUSTOMER.address, address1: 'SECRET-4', email: 'SECRET-5', phone1: 'SECRET-6' },
    };
    const command = orderOf('A1', [{ item: 'PENCIL', shipTo: soldTo }]);
    const details = { ...command.details, soldTo, orderMessage: 'SECRET-7', specialInstructions: 'SECRET-8' };
    const { requestId } = await submitted(broker, { ...command, details });
    await update(broker, requestId, 'rejected', 'STC/20', [], { note: 'SECRET-9' });
    listener.answer(500);
    await deliverDue(broker, tools);
    later(10_000);
    await deliverDue(broker, tools);
    expect(listener.arrived.length).toBeGreaterThan(1);
    const rows = await broker.database.transaction((session) => session.all('SELECT * FROM webhook_delivery'));
    for (const text of [JSON.stringify(rows), ...listener.arrived.map((one) => one.text)])
      expect(text).not.toMatch(/SECRET-|WORCESTER/);
  });

  it('keeps a body below 20 kB, however many lines an order has', async () => {
    await endpointAt(broker, tools, listener.url);
    const lines = Array.from({ length: 55 }, () => ({ item: 'PENCIL' }));
    const { requestId } = await submitted(broker, orderOf('A1', lines));
    await update(broker, requestId, 'canceled', '6/1');
    await deliverDue(broker, tools);
    expect(types()).toEqual(['order.created', 'order.status_changed']);
    for (const { text } of listener.arrived) expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(listener.arrived[1]?.body.data).toMatchObject({
      lines_omitted: expect.any(Number) as number,
      event: { lines_omitted: expect.any(Number) as number },
    });
  });

  it('shows with an order what is told of it', async () => {
    const { id } = await endpointAt(broker, tools, listener.url);
    const { requestId } = await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    const events = async () => (await getOrder(broker, requestId, { customer: false }))?.events;
    expect(await events()).toMatchObject([{ endpoint: id, type: 'order.created', state: 'waiting', ended_at: null }]);
    await deliverDue(broker, tools);
    await update(broker, requestId, 'canceled', '6/1');
    expect(await events()).toMatchObject([
      { type: 'order.created', state: 'delivered' },
      { type: 'order.status_changed', state: 'waiting' },
    ]);
  });

  it('signs with both secrets while one is rotated', async () => {
    const { id, secret: old } = await endpointAt(broker, tools, listener.url);
    const rotated = await rotateSecret(broker, tools, id, { keepHours: 24 });
    if (rotated === undefined || !('secret' in rotated)) throw new Error('not rotated');
    await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await deliverDue(broker, tools);
    const [both] = listener.arrived;
    if (both === undefined) throw new Error('nothing arrived');
    verify(old, both);
    verify(rotated.secret, both);
    later(25 * 3_600_000);
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    await deliverDue(broker, tools);
    expect(listener.arrived[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });
});
