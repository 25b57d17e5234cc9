import type { Database } from '../../src/store/database.js';
import type { TestBroker } from '../support/server/broker.js';
import { orderOf, submitted } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';
import { runJob } from '../support/jobs.js';
import { verify, webhookListener } from '../support/server/webhook-listener.js';
import type { WebhookListener } from '../support/server/webhook-listener.js';
import { loopbackTools } from '../support/server/webhook-tools.js';
import type { WebhookTools } from '../../src/broker/webhooks/tools.js';
import { AdminServer } from './support/admin-server.js';
import type { Reply } from './support/admin-server.js';

interface Created {
  readonly id: number;
  readonly secret: string;
}
interface Delivery {
  readonly id: number;
  readonly state: string;
  readonly event_id: string;
  readonly attempts: readonly { readonly status?: number; readonly error?: string }[];
}

onEveryEngine((engine) => {
  let broker: TestBroker;
  let database: Database;
  let listener: WebhookListener;
  let admin: AdminServer;
  freshForEach(engine, (fresh) => {
    ({ broker, database } = fresh);
    broker.now = new Date();
  });
  const open = async (changes: Partial<WebhookTools> = {}): Promise<void> => {
    admin = await AdminServer.over(
      broker,
      undefined,
      undefined,
      undefined,
      loopbackTools({ movedClock: true, ...changes }),
    );
  };
  beforeEach(async () => {
    listener = await webhookListener();
    await open();
  });
  afterEach(async () => {
    await admin[Symbol.asyncDispose]();
    await listener.close();
  });

  const create = async (more: object = {}): Promise<Created> => {
    const reply = await admin.send('POST', '/webhooks', { url: listener.url, ...more });
    expect(reply.status).toBe(201);
    return reply.body as Created;
  };
  const run = (asOf: Date): Promise<Reply> => admin.send('POST', `/webhook-deliveries/run?as_of=${asOf.toISOString()}`);
  const deliveries = async (query = ''): Promise<readonly Delivery[]> =>
    ((await admin.get(`/webhook-deliveries${query}`)).body as { items: readonly Delivery[] }).items;

  it('shows a secret once, and stores it sealed', async () => {
    const { id, secret } = await create({ headers: { Authorization: 'Bearer hunter2' }, description: 'Shop' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await admin.get(`/webhooks/${String(id)}`);
    expect(shown.body).toMatchObject({ url: listener.url, header_names: ['Authorization'], state: 'enabled' });
    const rows = JSON.stringify(await database.transaction((session) => session.all('SELECT * FROM webhook_endpoint')));
    for (const hidden of ['hunter2', secret, secret.slice('whsec_'.length)]) {
      expect(shown.text).not.toContain(hidden);
      expect(rows).not.toContain(hidden);
    }
    const test = await admin.send('POST', `/webhooks/${String(id)}/test`);
    expect(test.status).toBe(202);
    expect((await run(broker.now)).body).toEqual({ delivered: 1, failed: 0, dead: 0 });
    const [one] = listener.arrived;
    if (one === undefined) throw new Error('nothing arrived');
    verify(secret, one);
    expect(one.headers.authorization).toBe('Bearer hunter2');
    expect(one).toMatchObject({ id: (test.body as { event_id: string }).event_id, body: { type: 'webhook.test' } });
  });

  it('refuses what cannot be called, and names every fault', async () => {
    const reply = await admin.send('POST', '/webhooks', {
      url: 'ftp://user:hunter2@10.0.0.1/',
      event_types: ['order.created', 'order.painted'],
      format: 'xml',
      headers: { Host: 'other', 'X-A': 'b\r\nX-C: d', 'X Y': '' },
      secret: 'hunter2',
    });
    expect(reply.status).toBe(400);
    expect((reply.body as { faults: { path: string }[] }).faults.map(({ path }) => path)).toEqual([
      'url',
      'event_types[1]',
      'format',
      'headers.Host',
      'headers.X-A',
      'headers.X Y',
      'secret',
    ]);
    expect(reply.text).not.toContain('hunter2');
    for (const url of ['http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data', 'http://[::1]:9999/'])
      expect((await admin.send('POST', '/webhooks', { url })).text).toContain('not public');
    expect((await admin.get('/webhooks')).body).toEqual({ items: [] });
    expect((await admin.send('POST', '/webhooks', { url: listener.url, colour: 1 })).status).toBe(400);
  });

  it('refuses to store a secret without a key to seal it, and says what to do', async () => {
    await admin[Symbol.asyncDispose]();
    await open({ keys: () => undefined });
    const reply = await admin.send('POST', '/webhooks', { url: listener.url });
    expect(reply.status).toBe(409);
    expect(reply.text).toContain('SECRETS_KEY');
  });

  it('pauses an endpoint after five dead deliveries, and sends again what is asked for', async () => {
    const { id } = await create();
    listener.decide(() => 500);
    for (let order = 1; order <= 6; order += 1)
      await submitted(broker, orderOf(`A${String(order)}`, [{ item: 'PENCIL' }]));
    let asOf = broker.now.getTime();
    for (const hours of [0, 0.1, 0.2, 1, 3, 6, 12, 16, 23, 27]) await run(new Date((asOf += hours * 3_600_000)));
    const [endpoint] = ((await admin.get('/webhooks')).body as { items: object[] }).items;
    expect(endpoint).toMatchObject({
      state: 'paused',
      state_reason: expect.stringContaining('5 deliveries in a row') as string,
    });
    const dead = await deliveries('?state=dead');
    expect(dead.length).toBeGreaterThanOrEqual(5);
    expect(dead[0]?.attempts).toHaveLength(10);
    expect(dead[0]?.attempts[0]).toMatchObject({ status: 500, error: 'not a status of success (200 to 299)' });
    // What happens while it is paused waits for it.
    await submitted(broker, orderOf('A7', [{ item: 'PENCIL' }]));
    const before = listener.arrived.length;
    await run(new Date((asOf += 48 * 3_600_000)));
    expect(listener.arrived).toHaveLength(before);
    listener.decide(() => 200);
    expect((await admin.send('PATCH', `/webhooks/${String(id)}`, { state: 'enabled' })).body).toMatchObject({
      state: 'enabled',
      state_reason: '',
    });
    const [first] = dead;
    expect((await admin.send('POST', `/webhook-deliveries/${String(first?.id)}/resend`)).body).toEqual({ resent: 1 });
    expect((await admin.send('POST', `/webhook-deliveries/${String(first?.id)}/resend`)).status).toBe(404);
    expect((await admin.send('POST', `/webhooks/${String(id)}/resend`)).body).toEqual({ resent: dead.length - 1 });
    await run(new Date(asOf));
    expect(await deliveries('?state=dead')).toEqual([]);
    expect((await deliveries('?state=delivered')).length).toBe(7);
  });

  it('disables an endpoint that says it is gone, and records nothing more for it', async () => {
    await create();
    listener.answer(410);
    await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    expect((await run(broker.now)).body).toEqual({ delivered: 0, failed: 0, dead: 1 });
    expect((await admin.get('/webhooks')).body).toMatchObject({
      items: [{ state: 'disabled', state_reason: expect.stringContaining('410') as string }],
    });
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    expect(await deliveries()).toHaveLength(1);
  });

  it('waits as long as the endpoint asks for', async () => {
    await create();
    listener.answer({ status: 429, headers: { 'retry-after': '3600' } });
    await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await run(broker.now);
    expect((await run(new Date(broker.now.getTime() + 3_500_000))).body).toMatchObject({ delivered: 0, failed: 0 });
    expect((await run(new Date(broker.now.getTime() + 3_700_000))).body).toMatchObject({ delivered: 1 });
  });

  it('lists in pages, by endpoint, state, type and order', async () => {
    const one = await create();
    const other = await create({ event_types: ['order.created'] });
    const { requestId } = await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    const page = (await admin.get('/webhook-deliveries?limit=3')).body as { items: Delivery[]; next: string };
    expect(page.items).toHaveLength(3);
    expect(await deliveries(`?limit=3&after=${page.next}`)).toHaveLength(1);
    expect(await deliveries(`?endpoint=${String(other.id)}`)).toHaveLength(2);
    expect(await deliveries(`?endpoint=${String(one.id)}&request_id=${String(requestId)}`)).toHaveLength(1);
    expect(await deliveries('?type=order.status_changed')).toHaveLength(0);
    expect(await deliveries('?state=delivered')).toHaveLength(0);
    expect((await admin.get('/webhook-deliveries?state=lost')).status).toBe(400);
    for (const path of ['/webhooks/0', '/webhooks/x', '/webhooks/99']) expect((await admin.get(path)).status).toBe(404);
    expect((await admin.send('DELETE', `/webhooks/${String(one.id)}`)).status).toBe(204);
    expect((await admin.send('DELETE', `/webhooks/${String(one.id)}`)).status).toBe(404);
    await run(broker.now);
    expect(listener.arrived).toHaveLength(2);
  });

  it('deletes old deliveries, but none that waits for an enabled endpoint', async () => {
    const { id } = await create();
    await submitted(broker, orderOf('A1', [{ item: 'PENCIL' }]));
    await run(broker.now);
    await submitted(broker, orderOf('A2', [{ item: 'PENCIL' }]));
    broker.now = new Date(broker.now.getTime() + 31 * 86_400_000);
    expect(await runJob(broker, 'forget-webhooks')).toMatchObject({ figures: { rows: 1 } });
    expect((await deliveries()).map(({ state }) => state)).toEqual(['waiting']);
    await admin.send('PATCH', `/webhooks/${String(id)}`, { state: 'paused' });
    expect(await runJob(broker, 'forget-webhooks')).toMatchObject({ figures: { rows: 1 } });
  });

  it('runs by another time only where the settings allow it', async () => {
    await admin[Symbol.asyncDispose]();
    await open({ movedClock: false });
    expect((await run(new Date())).text).toContain('WEBHOOK_MOVED_CLOCK');
  });
});
