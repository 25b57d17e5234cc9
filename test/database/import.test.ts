import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ImportKind } from '../../src/formats/import/columns.js';
import { runImport } from '../../src/formats/import/run-import.js';
import type { ImportEvent, ImportOptions } from '../../src/formats/import/run-import.js';
import type { BrokerContext } from '../../src/broker/context.js';
import { catalogRevision } from '../../src/store/network/catalog.js';
import { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let database: Database;
  let broker: BrokerContext;
  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });

  async function imported(
    kind: ImportKind,
    text: string,
    options: Partial<ImportOptions> = {},
  ): Promise<{ written: number; bad: string[]; notices?: string[] }> {
    const events: ImportEvent[] = [];
    for await (const event of runImport(broker, kind, Readable.from([Buffer.from(text)]), {
      encoding: 'utf8',
      ...options,
    }))
      events.push(event);
    const last = events.at(-1);
    if (last === undefined || !('summary' in last)) throw new Error('no summary');
    const notices = events.flatMap((event) =>
      'notice' in event ? [`${String(event.notice.line)}: ${event.notice.reason}`] : [],
    );
    return {
      ...(notices.length === 0 ? {} : { notices }),
      written: last.summary.written,
      bad: events.flatMap((event) => ('error' in event ? [`${String(event.error.line)}: ${event.error.reason}`] : [])),
    };
  }
  const rows = (sql: string): Promise<unknown[]> => database.transaction((session) => session.all(sql));
  const STOCK = `SELECT l.location_cd, sp.item_key, pl.available_qty, pl.next_po_qty, pl.unit_cost, pl.reserved_qty FROM product_location pl
    JOIN location l ON l.id = pl.location_id JOIN system_product sp ON sp.product_id = pl.product_id AND sp.system_cd = l.system_cd
    WHERE l.system_cd = 'STC' ORDER BY sp.item_key, l.location_cd`;

  describe('stock', () => {
    test('below 0 is taken for nothing to promise, and told', async () => {
      expect(
        await imported(
          'product-location',
          'system_cd|location_cd|item_id|available_qty\nSTC|10|S-PENCIL|-2\nSTC|20|S-PENCIL|9\n',
        ),
      ).toEqual({ written: 2, bad: [], notices: ['2: available_qty: found -2, taken for 0'] });
      expect(await rows(STOCK)).toMatchObject([
        { item_key: 'S-PEN' },
        { location_cd: '10', available_qty: 0 },
        { location_cd: '20', available_qty: 9 },
      ]);
    });

    test('is created and updated; reserved quantities and columns missing from the file are kept', async () => {
      await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      await imported(
        'product-location',
        'system_cd|location_cd|item_id|available_qty|next_po_qty|unit_cost\nSTC|10|S-PENCIL|7|3|1.5\n',
      );
      const before = await database.transaction(catalogRevision);
      expect(
        await imported(
          'product-location',
          '# from the nightly feed\nsystem_cd|location_cd|item_id|available_qty\n\nSTC|10|S-PENCIL   |9\nSTC|30|S-PEN|4|\n',
        ),
      ).toEqual({ written: 2, bad: [] });
      expect(await rows(STOCK)).toEqual([
        { location_cd: '20', item_key: 'S-PEN', available_qty: 3, next_po_qty: 0, unit_cost: null, reserved_qty: 0 },
        { location_cd: '30', item_key: 'S-PEN', available_qty: 4, next_po_qty: 0, unit_cost: null, reserved_qty: 0 },
        { location_cd: '10', item_key: 'S-PENCIL', available_qty: 9, next_po_qty: 3, unit_cost: 1.5, reserved_qty: 5 },
        {
          location_cd: '20',
          item_key: 'S-PENCIL',
          available_qty: 50,
          next_po_qty: 0,
          unit_cost: null,
          reserved_qty: 0,
        },
      ]);
      expect(await database.transaction(catalogRevision)).toBe(before);
    });

    test('is cleared where a cell is empty', async () => {
      await imported(
        'product-location',
        'system_cd|location_cd|item_id|available_qty|next_po_qty|unit_cost\nSTC|10|S-PENCIL|7|3|1.5\n',
      );
      await imported(
        'product-location',
        'system_cd|location_cd|item_id|available_qty|next_po_qty|unit_cost\nSTC|10|S-PENCIL|7||\n',
      );
      expect(await rows(STOCK)).toContainEqual({
        location_cd: '10',
        item_key: 'S-PENCIL',
        available_qty: 7,
        next_po_qty: 0,
        unit_cost: null,
        reserved_qty: 0,
      });
    });

    test('is written from the good rows of a file with bad ones, and the later of two rows wins', async () => {
      expect(
        await imported(
          'product-location',
          [
            'system_cd|location_cd|item_id|available_qty',
            'STC|10|S-PENCIL|1',
            'STC|10|S-PENCIL|x',
            'STC|99|S-PEN|1',
            'STC|10|NO|1',
            'STC|10|S-PEN|8',
            'STC|10|S-PENCIL|2',
          ].join('\n'),
        ),
      ).toEqual({
        written: 3,
        bad: [
          '3: available_qty: found "x", expected a number without quotes',
          '4: location_cd: system "STC" has no location "99"',
          '5: item_id: system "STC" has no item "NO"',
        ],
      });
      expect(await rows(STOCK)).toMatchObject([
        { available_qty: 8 },
        { available_qty: 3 },
        { available_qty: 2 },
        { available_qty: 50 },
      ]);
    });

    test('is written in batches, of which an interrupted import leaves whole ones', async () => {
      const stop = new AbortController();
      const text = [
        'system_cd|location_cd|item_id|available_qty',
        'STC|10|S-PENCIL|1',
        'STC|20|S-PENCIL|1',
        'STC|30|S-PENCIL|1',
        'STC|30|S-PEN|1',
      ].join('\n');
      const events = runImport(broker, 'product-location', Readable.from([Buffer.from(text)]), {
        encoding: 'utf8',
        batch: 2,
        signal: stop.signal,
      });
      await events.next();
      stop.abort();
      await expect(events.next()).rejects.toThrow(/stopped before line 2/);
      expect(await rows(STOCK)).toHaveLength(3);
      expect(await imported('product-location', text, { batch: 2 })).toEqual({ written: 4, bad: [] });
      expect(await rows(STOCK)).toMatchObject([
        { available_qty: 3 },
        { available_qty: 1 },
        { available_qty: 1 },
        { available_qty: 1 },
        { available_qty: 1 },
      ]);
    });
  });

  test('imports products with their codes, and barcodes separately', async () => {
    expect(
      await imported(
        'product',
        [
          'product_cd|description|system_cd|item_id|upc',
          'CAP|A cap|6|CAP|111',
          'CAP|A cap|STC|S-CAP|',
          'PEN|The pen||',
          'PEN|The pen|||',
          'HAT|A hat|XYZ|HAT|',
          'BAG|A bag|STC||',
          '|nameless|||',
          'TIE|A tie|||',
        ].join('\n'),
      ),
    ).toEqual({
      written: 4,
      bad: [
        '4: found 4 columns, expected 5 as in the header',
        '8: product_cd: found nothing, expected text',
        '6: system_cd: there is no system "XYZ"',
        '7: found only one of system_cd and item_id, expected both or neither',
      ],
    });
    expect(await imported('barcode', 'system_cd|item_id|ean\nSTC|S-CAP|222\n6|CAP  |333\n6|NO|1\n')).toEqual({
      written: 2,
      bad: ['4: item_id: system "6" has no item "NO"'],
    });
    expect(
      await rows(
        "SELECT p.product_cd, p.description, sp.item_key, sp.upc, sp.ean FROM product p LEFT JOIN system_product sp ON sp.product_id = p.id WHERE p.product_cd IN ('CAP', 'PEN', 'TIE', 'HAT') ORDER BY p.product_cd, sp.item_key",
      ),
    ).toEqual([
      { product_cd: 'CAP', description: 'A cap', item_key: 'CAP', upc: '111', ean: '333' },
      { product_cd: 'CAP', description: 'A cap', item_key: 'S-CAP', upc: '', ean: '222' },
      { product_cd: 'PEN', description: 'The pen', item_key: 'PEN', upc: '', ean: '' },
      { product_cd: 'PEN', description: 'The pen', item_key: 'S-PEN', upc: '', ean: '' },
      { product_cd: 'TIE', description: 'A tie', item_key: null, upc: null, ean: null },
    ]);
  });

  test('imports classifications: keeps those without a column, and clears empty cells', async () => {
    const groups =
      "SELECT product_cd, department, class, sub_class, master_style_code FROM product WHERE product_cd = 'PEN'";
    expect(
      await imported(
        'product',
        `product_cd|description|department|class|sub_class|master_style_code\nPEN|A pen|STATIONERY|WRITING|PENS|P\nLAMP|A lamp|${'X'.repeat(41)}|||\n`,
      ),
    ).toMatchObject({ written: 1, bad: [expect.stringMatching(/^3: department: .* at most 40 characters/)] });
    await imported('product', 'product_cd|description|class\nPEN|A pen|\n');
    expect(await rows(groups)).toEqual([
      { product_cd: 'PEN', department: 'STATIONERY', class: '', sub_class: 'PENS', master_style_code: 'P' },
    ]);
  });

  test('imports locations without changing their systems, and the next order uses them', async () => {
    await using admin = await AdminServer.over(broker);
    await admin.put('/systems/STC', { name: 'Stores', require_status_update: true });
    await admin.put('/systems/STC/locations/20', {
      name: 'Boston',
      address: { address2: 'Floor 2', postal: '02108', country: 'US' },
      priority: 4,
      preferences: { backup_quantity: 3 },
      time_zone: 'America/New_York',
    });
    expect(
      await imported(
        'location',
        [
          'system_cd|location_cd|name|postal|country|type|active|pref.pickup_available|pref.backup_quantity|time_zone',
          'STC|40|Denver|80202|US|||N||America/Denver',
          'STC|20||02116|US|||||',
          'STC|50||||||||',
          'XYZ|1|X|||||||',
          'STC|60|X|||KIOSK||||',
          'STC|10|Worcester|01608|US||false|||',
        ].join('\n'),
      ),
    ).toEqual({
      written: 3,
      bad: [
        '4: name: found nothing, expected a name for a new location',
        '5: system_cd: there is no system "XYZ"',
        '6: type: there is no location type "KIOSK"',
      ],
    });
    expect((await admin.get('/systems/STC/locations/40')).body).toEqual({
      location_cd: '40',
      name: 'Denver',
      address: { postal: '80202', country: 'US' },
      priority: 10,
      time_zone: 'America/Denver',
      active: true,
      preferences: { pickup_available: false },
    });
    expect((await admin.get('/systems/STC/locations/20')).body).toEqual({
      location_cd: '20',
      name: 'Boston',
      address: { address2: 'Floor 2', postal: '02116', country: 'US' },
      priority: 4,
      active: true,
    });
    expect((await admin.get('/systems/STC')).body).toMatchObject({ require_status_update: true });
    expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 1 }]))).lines).toEqual(['STC/20 new_order']);
  });

  describe('over HTTP', () => {
    const post = async (
      admin: AdminServer,
      kind: string,
      body: Buffer | string,
      type = 'text/plain',
    ): Promise<{ status: number; lines: unknown[] }> => {
      const response = await fetch(`${admin.url}/admin/v1/imports/${kind}`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      const text = await response.text();
      return {
        status: response.status,
        lines: text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      };
    };

    test('returns the header, bad rows and the summary, one JSON object per line', async () => {
      await using admin = await AdminServer.over(broker);
      expect(await post(admin, 'barcode', 'system_cd|item_id|upc\nSTC|S-PEN|1\nSTC|NO|2')).toEqual({
        status: 200,
        lines: [
          { header: 'system_cd|item_id|upc' },
          { error: { line: 3, reason: 'item_id: system "STC" has no item "NO"', row: 'STC|NO|2' } },
          { summary: { kind: 'barcode', rows: 2, written: 1, bad: 1, seconds: expect.any(Number) as number } },
        ],
      });
    });

    test('decodes the file by its charset', async () => {
      await using admin = await AdminServer.over(broker);
      const file = Buffer.from('product_cd|description\nTEE|Thé\n', 'latin1');
      expect(await post(admin, 'product', file)).toMatchObject({
        lines: [
          {},
          { error: { line: 2, reason: expect.stringContaining('UTF-8') as string } },
          { summary: { bad: 1 } },
        ],
      });
      expect(await post(admin, 'product', file, 'text/plain; charset=ISO-8859-1')).toMatchObject({
        lines: [{}, { summary: { written: 1 } }],
      });
      expect((await admin.get('/products/TEE')).body).toMatchObject({ description: 'Thé' });
      expect(await post(admin, 'product', file, 'text/plain; charset=ebcdic')).toMatchObject({ status: 415 });
      expect(await post(admin, 'product', file, 'text/csv')).toMatchObject({ status: 415 });
    });

    test.each([
      ['', /no header row/],
      ['a|b\n1|2\n', /line 1: unknown columns "a", "b"/],
    ])('rejects a file without a valid header (%j)', async (file, reason) => {
      await using admin = await AdminServer.over(broker);
      expect(await post(admin, 'product', file)).toMatchObject({
        status: 400,
        lines: [{ faults: [{ reason: expect.stringMatching(reason) as string }] }],
      });
    });
  });
});

describe('an import of 50,000 rows', () => {
  test('reads at most one batch ahead of what is written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'order-broker-long-'));
    const database = await Database.open({
      url: `sqlite:${join(folder, 'broker.db')}`,
      pool: 1,
      acquireTimeout: 10_000,
    });
    try {
      const broker = await brokerOn(database);
      const run = async (kind: ImportKind, source: AsyncIterable<Buffer>): Promise<ImportEvent | undefined> => {
        let last: ImportEvent | undefined;
        for await (const event of runImport(broker, kind, source, { encoding: 'utf8' })) last = event;
        return last;
      };
      const products = Array.from({ length: 17_000 }, (_, i) => `P${String(i)}|Product|STC|I${String(i)}\n`);
      await run(
        'product',
        Readable.from([Buffer.from(`product_cd|description|system_cd|item_id\n${products.join('')}`)]),
      );
      const written = async (): Promise<number> => {
        const [row] = await database.transaction((session) =>
          session.all('SELECT COUNT(*) AS n FROM product_location WHERE next_po_qty = 7'),
        );
        return Number(row?.n);
      };
      let furthest = 0;
      const source = async function* (): AsyncGenerator<Buffer> {
        yield Buffer.from('system_cd|location_cd|item_id|available_qty|next_po_qty\n');
        for (let from = 0; from < 50_000; from += 500) {
          furthest = Math.max(furthest, from - (await written()));
          yield Buffer.from(
            Array.from({ length: 500 }, (_, i) => from + i)
              .map((i) => `STC|${String((i % 3) * 10 + 10)}|I${String(Math.floor(i / 3))}|1|7\n`)
              .join(''),
          );
        }
      };
      expect(await run('product-location', source())).toMatchObject({
        summary: { rows: 50_000, written: 50_000, bad: 0 },
      });
      expect(furthest).toBeLessThan(2_500);
      expect(await written()).toBe(50_000);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true });
    }
  });
});
