import { pino } from 'pino';
import { ADMIN_ROLES } from '../../src/platform/auth/admin-role.js';
import type { AdminRole } from '../../src/platform/auth/admin-role.js';
import { adminRouter, adminRoutes } from '../../src/admin/router.js';
import { addToken, revokeToken } from '../../src/broker/access/tokens.js';
import { NetworkCache } from '../../src/broker/network-cache.js';
import type { RunningBroker } from '../../src/app/main.js';
import { Database } from '../../src/store/database.js';
import { temporaryFolder } from '../support/server/built-server.js';
import { basic, fillWithUsers, makeTokens, PASSWORDS, startInstance } from '../support/server/closed-broker.js';
import { loopbackTools } from '../support/server/webhook-tools.js';

/** Requests every route of the admin interface with every kind of credentials. */

const parts = {
  readOrder: () => Promise.resolve({ faults: [] }),
  jobs: { jobs: [] } as never,
  webhooks: loopbackTools(),
  resend: () => Promise.reject(new Error('this test resends nothing')),
};
const ROUTES = adminRoutes(parts).map(({ method, path, role }) => ({ method: method.toUpperCase(), path, role }));

const folder = temporaryFolder();
const home = { url: `sqlite:${folder.path}/broker.db` };
let database: Database;
let broker: RunningBroker;
let callers: Readonly<Record<string, string | undefined>>;
let requests = 0;
beforeAll(async () => {
  database = await Database.open({ url: home.url, pool: 1, acquireTimeout: 10_000 });
  await fillWithUsers(database);
  broker = await startInstance(home, { TRUST_PROXY: 'true' });
  const context = { database, clock: () => new Date() };
  const revoked = await addToken(context, 'revoked', 'administer');
  await revokeToken(context, 'revoked');
  const tokens = await makeTokens(database);
  const bearer = (token: string): string => `Bearer ${token}`;
  callers = {
    'no credentials': undefined,
    'a wrong token': bearer(`${tokens.administer.slice(0, -1)}!`),
    'an empty token': 'Bearer',
    'a revoked token': bearer(revoked),
    'the password of a user': basic('oms', PASSWORDS.oms).authorization,
    'a token as a Basic password': basic('administer', tokens.administer).authorization,
    read: bearer(tokens.read),
    operate: bearer(tokens.operate),
    administer: bearer(tokens.administer),
  };
}, 60_000);
afterAll(async () => {
  await broker.stop();
  await database.close();
  folder.remove();
});

/** Sends a request from an address without failures. Path parameters name nothing that exists. */
async function request(authorization: string | undefined, method: string, path: string): Promise<Response> {
  const address = `198.18.${String((requests += 1) >> 8)}.${String(requests & 255)}`;
  return fetch(broker.gateway.url + path.replace(/\{\w+\}/g, 'NOPE'), {
    method,
    headers: { 'x-forwarded-for': address, ...(authorization === undefined ? {} : { authorization }) },
  });
}

const isRole = (caller: string): caller is AdminRole => (ADMIN_ROLES as readonly string[]).includes(caller);
function expected(caller: string, role: AdminRole): string {
  if (!isRole(caller)) return '401';
  return ADMIN_ROLES.indexOf(caller) >= ADMIN_ROLES.indexOf(role) ? 'authorized' : '403';
}
/** `authorized` when the response depends on the request and not on the caller; a server error is neither. */
function verdict({ status, headers }: Response): string {
  if (status === 401)
    return headers.get('www-authenticate') === 'Bearer realm="Order Broker"' ? '401' : '401 without a challenge';
  return status === 403 || status >= 500 ? String(status) : 'authorized';
}

test.each(ROUTES)('$method $path requires the role $role', async ({ method, path, role }) => {
  const verdicts: Record<string, string> = {};
  await Promise.all(
    Object.entries(callers).map(async ([caller, authorization]) => {
      verdicts[caller] = verdict(await request(authorization, method, `/admin/v1${path}`));
    }),
  );
  expect(verdicts).toEqual(Object.fromEntries(Object.keys(callers).map((caller) => [caller, expected(caller, role)])));
});

test('serves only the routes of the table, and describes the role of each', async () => {
  interface Layer {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  }
  const { stack } = adminRouter(
    { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) },
    parts,
  ) as unknown as { readonly stack: readonly Layer[] };
  // `_all` rejects the methods that a path does not have; the next test covers it.
  const served = stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods)
          .filter((method) => method !== '_all')
          .map(
            (method) => `${method.toUpperCase()} ${route.path.replace(/:(\w+)/g, '{$1}').replace(/^\/v1$/, '/v1/')}`,
          ),
  );
  expect(served.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} /v1${path}`).sort());

  const { paths } = (await (await request(callers.read, 'GET', '/admin/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { security: { token: string[] }[] }>>;
  };
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      role: security[0]?.token[0],
    })),
  );
  expect(described).toEqual(expect.arrayContaining(ROUTES));
  expect(described).toHaveLength(ROUTES.length);
});

test.each([
  ['HEAD', '/admin/v1/organization'],
  ['OPTIONS', '/admin/v1/organization'],
  ['DELETE', '/admin/v1/systems/6'],
  ['PROPFIND', '/admin/v1/orders'],
  ['GET', '/admin/v1/nothing'],
  ['GET', '/admin'],
  ['GET', '/ADMIN/V1/ORGANIZATION/'],
  ['GET', '/admin/v1//organization'],
  ['GET', '/admin/v1/%6frganization'],
  ['GET', '/metrics'],
  ['GET', '/Metrics/'],
])('%s %s without a valid token does not reveal whether it exists', async (method, path) => {
  expect(verdict(await request(undefined, method, path))).toBe('401');
  expect(verdict(await request(callers['a revoked token'], method, path))).toBe('401');
  expect(verdict(await request(callers.read, method, path))).toBe('authorized');
});

test('does not delay a valid token for failures of others at its address', async () => {
  const from = (authorization: string | undefined): Promise<Response> =>
    fetch(`${broker.gateway.url}/admin/v1/organization`, {
      headers: { 'x-forwarded-for': '203.0.113.7', ...(authorization === undefined ? {} : { authorization }) },
    });
  const fail = async (): Promise<void> => {
    await from(callers['a wrong token']);
    failed += 1;
  };
  let failed = 0;
  for (let n = 0; n < 3; n += 1) await fail();
  const delayed = Array.from({ length: 4 }, fail);
  for (const caller of ['read', 'operate']) expect((await from(callers[caller])).status).toBe(200);
  // Some of the failing requests are still delayed.
  expect(failed).toBeLessThan(3 + delayed.length);
  await Promise.all(delayed);
}, 60_000);
