import { Registry } from 'prom-client';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { faultInjection } from '../../src/app/parts/faults.js';
import { NetworkCache } from '../../src/broker/network-cache.js';
import { Database } from '../../src/store/database.js';

test.each([
  [{}, true],
  [{ FAULT_INJECTION: 'false' }, false],
  [{ AUTH: 'users' }, false],
  [{ AUTH: 'users', FAULT_INJECTION: 'auto' }, false],
  [{ AUTH: 'users', FAULT_INJECTION: 'true' }, true],
])('with %j faults on purpose are possible: %s', async (env, expected) => {
  const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5_000 });
  try {
    const broker = { database, networks: new NetworkCache(), clock: () => new Date(), log: pino({ level: 'silent' }) };
    const registry = new Registry();
    const faults = faultInjection(broker, readConfig(env), registry);
    const metrics = await registry.metrics();
    expect([faults !== undefined, metrics.includes('order_broker_injected_faults_total')]).toEqual([
      expected,
      expected,
    ]);
  } finally {
    await database.close();
  }
});
