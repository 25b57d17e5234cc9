import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isEnough } from '../../../src/platform/auth/admin-role.js';
import { readBasic } from '../../../src/platform/auth/credentials.js';
import { isFresh, readTime } from '../../../src/platform/auth/timestamp-check.js';
import { Backoff } from '../../../src/platform/auth/backoff.js';
import { networkOf } from '../../../src/platform/auth/network.js';
import { decryptPassword, encryptPassword } from '../../../src/platform/auth/password-digest.js';
import { verifyPassword, hashPassword, newPassword } from '../../../src/platform/auth/password.js';
import { RateLimit } from '../../../src/platform/auth/rate-limit.js';
import { speakerOf } from '../../../src/platform/auth/user.js';
import type { User } from '../../../src/platform/auth/user.js';
import { adminRoutes } from '../../../src/admin/router.js';
import { clientAddress } from '../../../src/app/client-address.js';
import { readConfig } from '../../../src/app/config.js';
import { loopbackTools } from '../../support/server/webhook-tools.js';

const CHEAP = { log2n: 4, r: 1, p: 1 };

test('matches a password with its own hash only, and salts each hash', async () => {
  const [one, other] = [await hashPassword('a password', CHEAP), await hashPassword('a password', CHEAP)];
  expect(one).not.toBe(other);
  expect([
    await verifyPassword('a password', one),
    await verifyPassword('A password', one),
    await verifyPassword('', one),
    await verifyPassword('a password', 'nonsense'),
  ]).toEqual([true, false, false, false]);
  expect(newPassword()).not.toBe(newPassword());
  expect(newPassword().length).toBeGreaterThan(26);
});

test('decrypts a password with its own key and for its own user only', () => {
  const [key, other] = [randomBytes(32), randomBytes(32)];
  const encrypted = encryptPassword('a password', 'oms', key);
  expect([
    decryptPassword(encrypted, 'oms', key),
    decryptPassword(encrypted, 'pos', key),
    decryptPassword(encrypted, 'oms', other),
    decryptPassword('x$y$z', 'oms', key),
  ]).toEqual(['a password', undefined, undefined, undefined]);
});

test.each([
  ['2026-11-21T12:00:00Z', true],
  ['2026-11-21T12:00:00.123456789Z', true],
  ['2026-11-21T13:00:00+01:00', true],
  ['2026-11-21T12:00:00', true],
  ['2026-11-21T12:00:00.5', true],
  ['2026-11-21T12:00', false],
  ['12026-11-21T12:00:00Z', false],
  ['26-11-21T12:00:00Z', false],
  [' 2026-11-21T12:00:00Z', false],
  ['now', false],
  ['', false],
])('reads %j as a time: %s', (text, isTime) => {
  expect(readTime(text) !== undefined).toBe(isTime);
});

test('a time without a zone is UTC', () => {
  expect(readTime('2026-11-21T12:00:00.25')).toBe(Date.parse('2026-11-21T12:00:00.250Z'));
});

test('accepts credentials created within 300 seconds in either direction, and rejects an unreadable time', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const at = (seconds: number): string => new Date(now + seconds * 1000).toISOString();
  expect([-301, -300, 0, 300, 301].map((seconds) => isFresh({ created: at(seconds) }, now))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
  expect([
    isFresh({}, now),
    isFresh({ created: 'x' }, now),
    isFresh({ expires: at(-1) }, now),
    isFresh({ expires: at(1) }, now),
  ]).toEqual([true, false, false, true]);
});

test('delays attempts after failures exponentially up to a maximum, until one succeeds', () => {
  const delay = new Backoff(3);
  const waits = Array.from({ length: 10 }, () => {
    delay.failed('x', 0);
    return delay.reserveAttempt('x', 0);
  });
  expect(waits.slice(0, 2)).toEqual([0, 0]);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[9]).toBeGreaterThan(delay.longest);
  expect([delay.reserveAttempt('y', 0), delay.reserveAttempt('x', 20 * 60_000)]).toEqual([0, 0]);
  delay.succeeded('x');
  expect(delay.reserveAttempt('x', 0)).toBe(0);
});

test('accepts a burst, then the configured rate; 0 is no limit', () => {
  const rate = new RateLimit(2);
  expect(Array.from({ length: 6 }, () => rate.take('x', 0))).toEqual([0, 0, 0, 0, 1, 1]);
  expect([rate.take('y', 0), rate.take('x', 500), rate.take('x', 500)]).toEqual([0, 0, 1]);
  const none = new RateLimit(0);
  expect(Array.from({ length: 1000 }, () => none.take('x', 0)).every((wait) => wait === 0)).toBe(true);
});

test('counts requests accepted by other processes, and pays back an excess of up to one burst', () => {
  const reported: string[] = [];
  const rate = new RateLimit(2, (key) => reported.push(key));
  rate.spend('x', 3, 0);
  expect([rate.take('x', 0), rate.take('x', 0), rate.take('y', 0)]).toEqual([0, 1, 0]);
  expect(reported).toEqual(['x', 'y']);
  rate.spend('x', 1000, 0);
  expect([rate.take('x', 2_000), rate.take('x', 2_500), rate.take('x', 2_500)]).toEqual([1, 0, 1]);
  const none = new RateLimit(0);
  none.spend('x', 1000, 0);
  expect(none.take('x', 0)).toBe(0);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff::9', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('counts %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  [0, '203.0.113.1', '192.0.2.9'],
  [1, undefined, '192.0.2.9'],
  [1, '203.0.113.1', '203.0.113.1'],
  [1, '198.51.100.7, 203.0.113.1', '203.0.113.1'],
  [2, '198.51.100.7, 203.0.113.1, 10.0.0.1', '203.0.113.1'],
  [2, '203.0.113.1', '192.0.2.9'],
  [1, '203.0.113.1, ', '192.0.2.9'],
  [1, '203.0.113.1, unknown', '192.0.2.9'],
  [1, '203.0.113.1:4711', '203.0.113.1'],
  [1, '[2001:db8::1]:4711', '2001:db8::1'],
  [1, '2001:db8::1', '2001:db8::1'],
  [1, '203.0.113.1\n{"forged"}', '192.0.2.9'],
])('behind %i trusted proxies, takes %j as coming from %s', (proxies, forwarded, address) => {
  const request = {
    socket: { remoteAddress: '192.0.2.9' },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage;
  expect(clientAddress(request, proxies)).toBe(address);
});

test('reads HTTP Basic as UTF-8, and turns invalid headers into credentials that match nobody', () => {
  const encoded = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  expect(readBasic(encoded('oms:a:b'))).toMatchObject({ user: 'oms', password: 'a:b' });
  expect(readBasic(encoded('Zoë:pässword'))).toMatchObject({ user: 'Zoë', password: 'pässword' });
  expect([readBasic(encoded('no colon')), readBasic('Basic'), readBasic('basic !!!')]).toMatchObject([
    { user: '', password: '' },
    { user: '' },
    { user: '' },
  ]);
  expect([readBasic(undefined), readBasic('Bearer x'), readBasic('Basics x')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('lets a user act for exactly its own systems in its own service groups', () => {
  const user: User = { name: 'u', organization: 'DEMO', systems: new Set(['6']), groups: new Set(['Locate']) };
  const both: User = { ...user, systems: new Set(['6', 'STC']) };
  expect([
    speakerOf(user, 'Locate', '6'),
    speakerOf(user, 'Locate', ''),
    speakerOf(user, 'Locate', undefined),
    speakerOf(both, 'Locate', 'STC'),
  ]).toEqual([{ systemCd: '6' }, { systemCd: '6' }, { systemCd: '' }, { systemCd: 'STC' }]);
  for (const denied of [
    speakerOf(user, 'Admin', '6'),
    speakerOf(user, 'Locate', 'STC'),
    speakerOf(user, 'Locate', ' 6'),
    speakerOf(both, 'Locate', ''),
    speakerOf({ ...user, systems: new Set() }, 'Locate', ''),
  ]) {
    expect(denied).toHaveProperty('denied');
  }
});

test('requires more than the role read on every route that changes something', () => {
  const routes = adminRoutes({
    readOrder: () => Promise.resolve({ faults: [] }),
    jobs: { jobs: [] } as never,
    webhooks: loopbackTools(),
    resend: () => Promise.reject(new Error('not here')),
  });
  const open = routes
    .filter(({ method, role }) => method !== 'get' && !isEnough('read', 'operate') && role === 'read')
    .map(({ method, path }) => `${method} ${path}`);
  // A quote and a preview store nothing; they are POSTs because a parcel and an order do not fit in a URL.
  expect(open.sort()).toEqual(['post /routing/preview', 'post /shipping-quotes']);
  expect(routes.filter(({ method, role }) => method === 'delete' && role !== 'administer')).toEqual([]);
  expect([isEnough('administer', 'read'), isEnough('read', 'read'), isEnough('operate', 'administer')]).toEqual([
    true,
    true,
    false,
  ]);
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'broker.example.com'])(
  'refuses to listen on %s while authentication is off',
  (host) => {
    expect(() => readConfig({ HOST: host })).toThrow('AUTH=users');
    expect(readConfig({ HOST: host, AUTH: 'users' }).AUTH).toBe('users');
  },
);
