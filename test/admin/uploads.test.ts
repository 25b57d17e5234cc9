import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedUploads, withUploadFolder } from '../../src/admin/resources/uploads.js';
import { startBuiltServer } from '../support/server/built-server.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'order-broker-uploads-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('uploads of processes that ended are removed, those of running ones and other folders are not', async () => {
  const ended = String(spawnSync(process.execPath, ['-e', '']).pid);
  const names = [ended, String(process.pid), String(process.ppid), 'Xy12ab', 'old'].map(
    (maker) => `order-broker-import-${maker}-abc`,
  );
  for (const name of [...names, 'order-broker-other']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'rows'), 'STC|7|PENCIL|1');
  }
  utimesSync(join(folder, names[4] ?? ''), new Date(), new Date(Date.now() - 25 * 3_600_000));
  expect(await removeAbandonedUploads(new Date(), folder)).toBe(3);
  // The parent runs; the name without a process is of an older release, which may still import it.
  expect(readdirSync(folder).sort()).toEqual([names[2], names[3], 'order-broker-other'].sort());
});

test('an upload is removed when its work ends or fails', async () => {
  await expect(
    withUploadFolder((upload) => {
      writeFileSync(join(upload, 'rows'), 'x');
      expect(readdirSync(folder)).toHaveLength(1);
      return Promise.reject(new Error('halfway'));
    }, folder),
  ).rejects.toThrow('halfway');
  expect(readdirSync(folder)).toEqual([]);
});

test('an upload that a killed server leaves is removed by the next start', async () => {
  const settings = { DATABASE_URL: 'sqlite::memory:', TMPDIR: folder };
  const uploads = (): string[] => readdirSync(folder).filter((name) => name.startsWith('order-broker-import-'));
  const server = await startBuiltServer(settings, folder);
  const upload = request(`${server.url}/admin/v1/imports/product-location`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-length': '1000000' },
  }).on('error', () => undefined);
  upload.write('system_cd|location_cd|item_id|available_qty\n');
  for (const end = Date.now() + 10_000; uploads().length === 0 && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await server.kill();
  upload.destroy();
  expect(uploads()).toHaveLength(1);
  const next = await startBuiltServer(settings, folder);
  expect(uploads()).toEqual([]);
  await next.stop();
}, 60_000);
