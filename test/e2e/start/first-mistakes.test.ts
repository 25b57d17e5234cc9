import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBuiltServer, temporaryFolder } from '../../support/server/built-server.js';
import type { BuiltServer } from '../../support/server/built-server.js';
import { runCli } from '../../support/server/cli.js';

/** What somebody new gets wrong with a broker that runs: each command says what it is. */

const folder = temporaryFolder();
let server: BuiltServer;

beforeAll(async () => {
  server = await startBuiltServer({ DATABASE_URL: 'sqlite::memory:' }, folder.path);
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

test.each([
  'poll 6 1',
  'poll 6 1 --intransit',
  'status 1',
  'status 1 2',
  'locate PENCIL',
  'availability PENCIL --postal 01602',
  'search --order-id A',
  'submit --item PENCIL',
  'update 1 fulfilled',
  'review 1 on',
])('the command %s for another account than the organization has', async (command) => {
  const { exitCode, out, err } = await runCli([...command.split(' '), '--account', 'OTHER', '--url', server.url]);
  expect([exitCode, out, err]).toEqual([
    1,
    '',
    'error: the response has no message\n' +
      "       check that --account is the account of the broker's organization and that a catalog is loaded\n",
  ]);
});

describe('a message that the schema does not allow', () => {
  const sample = new URL('../../../samples/locate/10-submit-order-delivery.request.xml', import.meta.url);
  const place = /line \d+, column \d+: \S*\/transaction_subtotal: 'much' is not a valid decimal/;

  test('submit names line, column, path and what was expected', async () => {
    const file = join(folder.path, 'wrong.xml');
    writeFileSync(
      file,
      readFileSync(sample, 'utf8').replace('<transaction_subtotal>1.0<', '<transaction_subtotal>much<'),
    );
    const { exitCode, err } = await runCli(['submit', file, '--url', server.url]);
    expect([exitCode, err]).toEqual([
      1,
      expect.stringMatching(/^error: the broker returned a SOAP fault: .*\n {7}line/),
    ]);
    expect(err).toMatch(place);
  });

  test('so does replay, with and without an expected response', async () => {
    const file = join(folder.path, 'wrong.request.xml');
    writeFileSync(
      file,
      readFileSync(sample, 'utf8').replace('<transaction_subtotal>1.0<', '<transaction_subtotal>much<'),
    );
    const alone = await runCli(['replay', file, '--url', server.url]);
    writeFileSync(
      join(folder.path, 'wrong.response.xml'),
      readFileSync(fileURLToPath(sample).replace('request', 'response'), 'utf8'),
    );
    const compared = await runCli(['replay', file, '--url', server.url]);
    for (const { exitCode, out } of [alone, compared]) {
      expect([exitCode, out]).toEqual([1, expect.stringMatching(/^FAIL.*\n {6}SOAP fault: .*\n {8}line/)]);
      expect(out).toMatch(place);
    }
  });
});
