import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/app/config.js';
import { createLog } from '../../src/app/log.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';
import { cli } from './support/capture.js';

let folder: string;
let server: RunningBroker;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'order-broker-import-'));
  server = await startBroker(
    readConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'silent' }),
    createLog('silent'),
  );
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string, encoding: BufferEncoding = 'utf8'): string {
  const path = join(folder, name);
  writeFileSync(path, text, encoding);
  return path;
}
/** A port where nothing is listening. */
async function freePort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  return String(port);
}
const url = (): string[] => ['--url', server.gateway.url];
const GOOD = 'system_cd|location_cd|item_id|available_qty\nSTC|317|PENCIL|77\n';

describe('import', () => {
  it('sends a file to the server and prints a summary', async () => {
    const path = file('good.txt', GOOD);
    const result = await cli(['import', 'product-location', path, ...url()]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/rows +written +bad[^]*product-location +1 +1 +0/);
    expect(existsSync(`${path}.errors`)).toBe(false);
    const shown = await (
      await fetch(`${server.gateway.url}/admin/v1/inventory?system_cd=STC&location_cd=317&item_id=PENCIL`)
    ).json();
    expect(shown).toMatchObject({ items: [{ available_qty: 77 }] });
  });

  it('writes bad rows to a file that can be corrected and imported', async () => {
    const path = file('bad.txt', 'product_cd|description\nTÉ|Thé\n|Café\n', 'latin1');
    const result = await cli(['import', 'product', path, '--encoding', 'latin1', '--json', ...url()]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('1 of 2 rows were not imported') as string });
    expect(JSON.parse(result.out)).toMatchObject({
      kind: 'product',
      rows: 2,
      written: 1,
      bad: 1,
      errors: `${path}.errors`,
    });
    const errors = readFileSync(`${path}.errors`, 'latin1');
    expect(errors).toBe('product_cd|description\n# line 3: product_cd: found nothing, expected text\n|Café\n');
    const corrected = file('corrected.txt', errors.replace('\n|', '\nCAFE|'), 'latin1');
    expect(await cli(['import', 'product', corrected, '--encoding', 'latin1', ...url()])).toMatchObject({ code: 0 });
    expect(await (await fetch(`${server.gateway.url}/admin/v1/products/CAFE`)).json()).toMatchObject({
      description: 'Café',
    });
  });

  it('removes the error file of an earlier run and never overwrites its input', async () => {
    const path = file('again.txt', GOOD);
    const errors = file('old.errors', 'old');
    expect(await cli(['import', 'product-location', path, '--errors', errors, ...url()])).toMatchObject({ code: 0 });
    expect(existsSync(errors)).toBe(false);
    expect(await cli(['import', 'product-location', path, '--errors', path, ...url()])).toMatchObject({
      code: 1,
      err: expect.stringContaining('which is the file to import') as string,
    });
    expect(readFileSync(path, 'utf8')).toBe(GOOD);
  });

  it.each([
    ['a missing file', ['product', '/nowhere/x.txt'], /cannot read \/nowhere\/x\.txt/],
    [
      'an unknown kind',
      ['orders', '/nowhere/x.txt'],
      /Allowed choices are product, product-location, barcode, location/,
    ],
  ])('rejects %s', async (_, words, reason) => {
    const { code, err } = await cli(['import', ...words, ...url()]);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
  });

  it('explains an invalid header, and an unreachable server', async () => {
    expect(await cli(['import', 'barcode', file('header.txt', 'upc\n1\n'), ...url()])).toMatchObject({
      code: 1,
      err: expect.stringContaining('line 1: columns system_cd, item_id missing') as string,
    });
    expect(
      await cli(['import', 'barcode', file('x.txt', 'upc\n'), '--url', `http://127.0.0.1:${await freePort()}`]),
    ).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot connect to a broker') as string,
    });
  });

  it('writes to the database when no server is running', async () => {
    const env = { PORT: await freePort(), DATABASE_URL: `sqlite:${join(folder, 'direct.db')}` };
    expect(await cli(['load', 'samples/catalogs/demo.yaml'], env)).toMatchObject({ code: 0 });
    const result = await cli(['import', 'product-location', file('direct.txt', GOOD), '--json'], env);
    expect(result).toMatchObject({
      code: 0,
      err: expect.stringContaining('importing directly into sqlite:') as string,
    });
    expect(JSON.parse(result.out)).toMatchObject({ written: 1, bad: 0 });
  });

  it('fails when the response ends early', async () => {
    const stuck = await startBroker(
      readConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:', LOG_LEVEL: 'silent', SHUTDOWN_TIMEOUT_MS: '100' }),
      createLog('silent'),
    );
    const many = file('many.txt', `${GOOD}${'STC|317|PENCIL|1\n'.repeat(300_000)}`);
    const running = cli(['import', 'product-location', many, '--url', stuck.gateway.url]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await stuck.gateway.close();
    expect(await running).toMatchObject({ code: 1, out: '' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await stuck.stop();
  });
});
