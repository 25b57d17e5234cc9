import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from '../support/certificate.js';
import { temporaryFolder } from '../support/server/built-server.js';

/** The programs that read the files of samples/deploy take them. Nothing is started and no network is needed. */

const DEPLOY = fileURLToPath(new URL('../../samples/deploy/', import.meta.url));
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8');
const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Skipped, with the reason, where the program is missing: a Debian package that contributors need not have. */
function testWith(program: string, title: string, run: () => void): void {
  if (spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined) test(title, run);
  else test.skip(`${title} (not installed: ${program})`, run);
}

/** Exit code and output of a program in the temporary folder. */
function check(program: string, ...words: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder.path, encoding: 'utf8', timeout: 30_000 });
  return { status, output: stdout + stderr };
}
const accepted = { status: 0, output: expect.any(String) as string };

testWith('promtool', 'Prometheus takes its configuration and the alert rules', () => {
  for (const name of ['prometheus.yml', 'alerts.yml']) copyFileSync(join(DEPLOY, name), join(folder.path, name));
  // The token's file need not exist yet.
  expect(check('promtool', 'check', 'config', '--syntax-only', 'prometheus.yml')).toEqual(accepted);
  expect(check('promtool', 'check', 'rules', 'alerts.yml')).toEqual(accepted);
});

testWith('promtool', 'an alert of what must not happen once fires at the first time, and is over when it is', () => {
  copyFileSync(join(DEPLOY, 'alerts.yml'), join(folder.path, 'alerts.yml'));
  const cases = [
    ['first-time.yml', '_x9 1x30', true],
    ['long-ago.yml', '1x30', false],
  ] as const;
  for (const [name, values, fires] of cases) {
    const series = 'order_broker_soap_exchange_seconds_count{operation="SubmitOrder",outcome="internal-error"}';
    const alert = { exp_annotations: { summary: 'internal errors' } };
    const test = {
      interval: '1m',
      input_series: [{ series, values }],
      alert_rule_test: [{ eval_time: '12m', alertname: 'InternalErrors', exp_alerts: fires ? [alert] : [] }],
    };
    writeFileSync(join(folder.path, name), JSON.stringify({ rule_files: ['alerts.yml'], tests: [test] }));
    expect({ name, ...check('promtool', 'test', 'rules', name) }).toEqual({ name, ...accepted });
  }
});

testWith('nginx', 'nginx takes its server', () => {
  makeCertificate(folder.path, 'proxy');
  const server = read('nginx.conf')
    .replace('/etc/ssl/broker.example.com.crt', join(folder.path, 'proxy.crt'))
    .replace('/etc/ssl/private/broker.example.com.key', join(folder.path, 'proxy.key'));
  const main = `pid ${folder.path}/pid; error_log stderr; events {} http { access_log off; ${server} }`;
  writeFileSync(join(folder.path, 'nginx.conf'), main);
  const { status, output } = check('nginx', '-t', '-c', join(folder.path, 'nginx.conf'), '-p', folder.path);
  expect({ status, output }).toEqual(accepted);
  expect(output).not.toContain('[warn]');
});

testWith('systemd-analyze', 'systemd takes the unit', () => {
  // The program that it starts must exist where it is checked.
  const unit = read('order-broker.service').replace('/usr/bin/node', process.execPath);
  writeFileSync(join(folder.path, 'order-broker.service'), unit);
  expect(check('systemd-analyze', 'verify', './order-broker.service')).toEqual({ status: 0, output: '' });
});
