import type { Database } from '../../src/store/database.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { brokerOn } from '../support/server/broker.js';
import { THREE_SYSTEMS } from '../support/server/closed-broker.js';
import { AdminServer } from './support/admin-server.js';

/** API keys over the admin interface. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let admin: AdminServer;
  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    admin = await AdminServer.over(await brokerOn(database, THREE_SYSTEMS));
  }, 60_000);
  afterAll(async () => {
    await admin[Symbol.asyncDispose]();
    await database.close();
    await home.drop();
  });

  const ACME = { name: 'acme', systems: ['6'], groups: ['requests'], valid_days: 10 };

  test('creates a key, shows it once, lists, extends and revokes it', async () => {
    const created = await admin.send('POST', '/keys', ACME);
    expect([created.status, created.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { key, ...view } = created.body as { key: string; id: string };
    expect(key).toMatch(/^obk_[0-9a-f]{16}_[\w-]{43}$/);
    expect(view).toMatchObject({ name: 'acme', systems: ['6'], locations: [], groups: ['requests'], state: 'valid' });
    await admin.send('POST', '/keys', { ...ACME, name: 'zeta' });
    const first = await admin.get('/keys?limit=1');
    expect(first.body).toMatchObject({ items: [view] });
    const { next } = first.body as { next: string };
    const second = await admin.get(`/keys?limit=1&after=${next}`);
    expect(second.body).toMatchObject({ items: [{ name: 'zeta' }] });
    expect((await admin.get('/keys')).text).not.toContain(key.slice(21));
    const extended = await admin.send('POST', '/keys/acme/extend', { valid_days: 20 });
    expect([extended.status, (extended.body as { expires_at: string }).expires_at > '']).toEqual([200, true]);
    const revoked = await admin.send('POST', '/keys/acme/revoke');
    expect(revoked).toMatchObject({ status: 200, body: { name: 'acme', state: 'revoked' } });
    for (const path of ['/keys/acme/revoke', '/keys/nobody/revoke'])
      expect((await admin.send('POST', path)).status).toBe(404);
    expect((await admin.send('POST', '/keys/acme/extend', { valid_days: 1 })).status).toBe(404);
  });

  test('a repeated creation makes one key, and its answer has no secret', async () => {
    const send = (body: object, key = '"one-4711"') => admin.send('POST', '/keys', body, { 'Idempotency-Key': key });
    const wanted = { ...ACME, name: 'repeated' };
    const first = await send(wanted);
    const again = await send(wanted, 'one-4711');
    const { key, ...view } = first.body as { key: string };
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual({ ...view, key: null });
    expect(await send({ ...wanted, name: 'another' })).toMatchObject({
      status: 422,
      body: { error: expect.stringContaining('send a new key, or the same request') as string },
    });
    expect((await send(wanted, '"two-4711"')).status).toBe(400);
    for (const malformed of ['', '"', 'a,b', 'x'.repeat(256), 'a b', '"a", "b"'])
      expect(await send(wanted, malformed)).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'Idempotency-Key' }] },
      });
    const kept = await database.transaction((session) => session.all('SELECT * FROM kept_answer'));
    expect(JSON.stringify(kept)).toContain('repeated');
    expect(JSON.stringify(kept)).not.toContain(key.slice(21));
  });

  test.each<[string, object, string]>([
    ['a name in use', { name: 'zeta' }, 'name'],
    ['a name with a blank', { name: 'a b' }, 'name'],
    ['an unknown system', { name: 'x', systems: ['NOPE'] }, 'systems'],
    ['an unknown location', { name: 'x', locations: [{ system_cd: '6', location_cd: 'NOPE' }] }, 'locations'],
    ['an unknown group', { name: 'x', groups: ['all'] }, 'groups[0]'],
    ['no system', { name: 'x', systems: [] }, 'systems'],
    ['no day', { name: 'x', valid_days: 0 }, 'valid_days'],
    ['an unknown member', { name: 'x', role: 'administer' }, 'role'],
  ])('refuses %s with its path, and makes nothing', async (_, changes, path) => {
    const reply = await admin.send('POST', '/keys', { ...ACME, ...changes });
    expect(reply).toMatchObject({ status: 400, body: { faults: [{ path }] } });
    expect(JSON.stringify((await admin.get('/keys')).body)).not.toContain('"name":"x"');
  });
});
