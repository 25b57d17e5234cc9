import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describeSettings, readConfig } from '../../src/app/config.js';
import { readEnvFile } from '../../src/cli/env-file.js';

/** The files of samples/deploy name what exists. */

const read = (name: string): string => readFileSync(new URL(`../../samples/deploy/${name}`, import.meta.url), 'utf8');
const { values, warnings } = readEnvFile(
  Buffer.from(read('order-broker.env')),
  describeSettings({}).map(({ name }) => name),
);

test('the settings are known, and the broker takes them', () => {
  expect(warnings).toEqual([]);
  expect(readConfig(values)).toMatchObject({ AUTH: 'users', TRUST_PROXY: 1, DEMO_DATA: false });
});

test('the unit runs the built program, with time to stop', () => {
  const unit = read('order-broker.service');
  const [, program = ''] = /^ExecStart=\/usr\/bin\/node \/opt\/order-broker\/(\S+) serve$/m.exec(unit) ?? [];
  expect(existsSync(new URL(`../../${program}`, import.meta.url))).toBe(true);
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
  expect(seconds * 1000).toBeGreaterThan(readConfig({}).SHUTDOWN_TIMEOUT_MS);
});

test('the proxy and the scraper reach the address that the broker listens at', () => {
  const address = `${values.HOST ?? ''}:${values.PORT ?? ''}`;
  const proxy = read('nginx.conf');
  expect(proxy).toContain(`proxy_pass http://${address};`);
  expect(proxy).toContain(`server_name ${new URL(values.PUBLIC_URL ?? '').hostname};`);
  const megabytes = Number(/client_max_body_size (\d+)m;/.exec(proxy)?.[1]);
  expect(megabytes * 1024 * 1024).toBe(readConfig({}).MAX_MESSAGE_BYTES);
  const scraper = parse(read('prometheus.yml')) as { scrape_configs: [{ static_configs: [{ targets: string[] }] }] };
  expect(scraper.scrape_configs[0].static_configs[0].targets).toEqual([address]);
});
