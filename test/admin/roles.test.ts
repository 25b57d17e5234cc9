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

/** Every route of the admin interface, as its table has them, asked by everybody there is. */

const parts = {
  readOrder: () => ({ faults: [] }),
  jobs: { jobs: [] } as never,
  resend: () => Promise.reject(new Error('nothing is sent again here')),
};
const ROUTES = adminRoutes(parts).map(({ method, path, role }) => ({ method: method.toUpperCase(), path, role }));

const folder = temporaryFolder();
const home = { url: `sqlite:${folder.path}/broker.db` };
let database: Database;
let broker: RunningBroker;
let callers: Readonly<Record<string, string | undefined>>;
let asked = 0;
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
    nobody: undefined,
    'a wrong token': bearer(`${tokens.administer.slice(0, -1)}!`),
    'no token behind its name': 'Bearer',
    'a revoked token': bearer(revoked),
    'a user': basic('oms', PASSWORDS.oms).authorization,
    'a token as a password': basic('administer', tokens.administer).authorization,
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

/** Asks from an address that nobody failed at before. What stands in the path names nothing that is there. */
async function ask(authorization: string | undefined, method: string, path: string): Promise<Response> {
  const address = `198.18.${String((asked += 1) >> 8)}.${String(asked & 255)}`;
  return fetch(broker.gateway.url + path.replace(/\{\w+\}/g, 'NOPE'), {
    method,
    headers: { 'x-forwarded-for': address, ...(authorization === undefined ? {} : { authorization }) },
  });
}

const isIn = (caller: string): caller is AdminRole => (ADMIN_ROLES as readonly string[]).includes(caller);
function expected(caller: string, role: AdminRole): string {
  if (!isIn(caller)) return '401';
  return ADMIN_ROLES.indexOf(caller) >= ADMIN_ROLES.indexOf(role) ? 'let in' : '403';
}
/** `let in` when the answer is about the question, and not about who asks. A server's failure is neither. */
function verdict({ status, headers }: Response): string {
  if (status === 401)
    return headers.get('www-authenticate') === 'Bearer realm="Order Broker"' ? '401' : '401 without a challenge';
  return status === 403 || status >= 500 ? String(status) : 'let in';
}

test.each(ROUTES)('$method $path is for the role $role', async ({ method, path, role }) => {
  const verdicts: Record<string, string> = {};
  await Promise.all(
    Object.entries(callers).map(async ([caller, authorization]) => {
      verdicts[caller] = verdict(await ask(authorization, method, `/admin/v1${path}`));
    }),
  );
  expect(verdicts).toEqual(Object.fromEntries(Object.keys(callers).map((caller) => [caller, expected(caller, role)])));
});

test('nothing is served under /admin that is not in the table, and the description says the role of each', async () => {
  interface Layer {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  }
  const { stack } = adminRouter(
    { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) },
    parts,
  ) as unknown as { readonly stack: readonly Layer[] };
  // `_all` is the refusal of methods that a path does not have; it is asked below.
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

  const { paths } = (await (await ask(callers.read, 'GET', '/admin/v1/openapi.json')).json()) as {
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
])('%s %s tells a stranger nothing, not even whether it is there', async (method, path) => {
  expect(verdict(await ask(undefined, method, path))).toBe('401');
  expect(verdict(await ask(callers['a revoked token'], method, path))).toBe('401');
  expect(verdict(await ask(callers.read, method, path))).toBe('let in');
});

test('a right token does not wait for the failures of others at its address', async () => {
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
  const waiting = Array.from({ length: 4 }, fail);
  for (const caller of ['read', 'operate']) expect((await from(callers[caller])).status).toBe(200);
  // Of the others the later ones still wait for their turns.
  expect(failed).toBeLessThan(3 + waiting.length);
  await Promise.all(waiting);
}, 60_000);
