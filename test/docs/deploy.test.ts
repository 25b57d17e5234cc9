import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** Rows of tables of docs/operations.md: their cells, as they are read. */
const ROWS = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
const described = (name: string): string => ROWS.find(([, first]) => first === name)?.[2] ?? 'in no table';

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  annotations: { summary: string };
}
const { groups } = parse(read('alerts.yml')) as { groups: { rules: Rule[] }[] };
const RULES = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(read('dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] };

test('the alerts are those that the page explains, with its queries and durations', () => {
  const shipped = RULES.map(({ expr, for: duration = '0m', annotations: { summary } }) => ({
    summary,
    query: `\`${expr}\`, ${duration === '0m' ? 'at once' : duration.replace('m', ' min')}`,
  }));
  expect(shipped).toEqual(shipped.map(({ summary }) => ({ summary, query: described(summary) })));
  expect(ROWS.filter(([, , query = '']) => /`, (at once|\d+ min)$/.test(query))).toHaveLength(RULES.length);
});

test('the panels of the dashboard are those that the page lists, with its queries', () => {
  expect(panels.length).toBeGreaterThan(10);
  for (const { title, targets } of panels) {
    const queries = [...described(title).matchAll(/`([^`]+)`/g)].map(([, query]) => query);
    // "and `0.99`" is the first query once more.
    const full = queries.map((query) => (query === '0.99' ? queries[0]?.replace('0.5', '0.99') : query));
    expect({ title, queries: targets.map(({ expr }) => expr) }).toEqual({ title, queries: full });
  }
});

test('every metric of the alerts and panels exists', () => {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(source, name), 'utf8'))
    .join('\n');
  const queries = [
    ...RULES.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const named = queries.flatMap((query) => query.match(/order_broker_\w+/g) ?? []);
  expect(named.length).toBeGreaterThan(25);
  const unknown = named.filter((name) => !code.includes(`'${name.replace(/_(count|bucket)$/, '')}'`));
  expect(unknown).toEqual([]);
});

test('Prometheus reads the alerts', () => {
  expect(parse(read('prometheus.yml'))).toMatchObject({ rule_files: ['alerts.yml'] });
});
