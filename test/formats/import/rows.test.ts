import { headerFault, IMPORT_KINDS, LAYOUTS, readRow } from '../../../src/formats/import/columns.js';
import type { ImportKind } from '../../../src/formats/import/columns.js';
import { MAX_LINE_BYTES, readLines } from '../../../src/formats/import/lines.js';
import type { Line } from '../../../src/formats/import/lines.js';

async function linesIn(chunks: readonly Buffer[], encoding: 'utf8' | 'latin1' = 'utf8'): Promise<Line[]> {
  const lines: Line[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream has an asynchronous iterator
  const source = async function* (): AsyncGenerator<Buffer> {
    yield* chunks;
  };
  for await (const some of readLines(source(), encoding)) lines.push(...some);
  return lines;
}

/** Columns of texts with a form of their own. */
const FORMED: Readonly<Record<string, string>> = {
  next_po_date: '2030-01-01',
  as_of: '2030-01-01T08:00:00Z',
  time_zone: 'UTC',
  channel: 'requests',
  'pref.request_number': 'PO-{order}',
  'pref.request_delivery': 'send',
  'pref.request_on_failure': 'keep',
  'pref.on_partner_cancel': 'cancel',
  'pref.ship_methods': '1=UPS GROUND',
};

describe('reading lines', () => {
  test('does not depend on where the stream is split into chunks', async () => {
    const bytes = Buffer.from('\uFEFFa|b\r\nÄ|ß\n\n€|last', 'utf8');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect((await linesIn([bytes.subarray(0, cut), bytes.subarray(cut)])).map((line) => line.text)).toEqual([
        'a|b',
        'Ä|ß',
        '',
        '€|last',
      ]);
    }
    expect((await linesIn([...bytes].map((byte) => Buffer.from([byte])))).map((line) => line.number)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test('supports Latin-1, and in UTF-8 an invalid line does not affect the others', async () => {
    const bytes = Buffer.from('a\nÄ\nb\n', 'latin1');
    expect((await linesIn([bytes], 'latin1')).map((line) => line.text)).toEqual(['a', 'Ä', 'b']);
    expect((await linesIn([bytes])).map((line) => line.text)).toEqual(['a', undefined, 'b']);
  });

  test('fails on a line that is too long', async () => {
    await expect(linesIn([Buffer.alloc(MAX_LINE_BYTES), Buffer.from('xx')])).rejects.toThrow(/line 1 is longer/);
  });
});

test('a row has codes without blanks around them, and its texts are counted in characters', () => {
  const names = ['product_cd', 'description', 'system_cd', 'item_id'];
  expect(readRow('product', names, ` P |${'\u{1F600}'.repeat(100)}|6  | PEN   BLUE \u00A0`)).toEqual({
    product_cd: 'P',
    description: '\u{1F600}'.repeat(100),
    system_cd: '6',
    item_id: 'PEN   BLUE',
  });
  expect(readRow('product', names, `P|${'\u{1F600}'.repeat(101)}||`)).toMatch(
    /of 101 characters, expected at most 100/,
  );
});

describe('checking a header', () => {
  test.each<[ImportKind, string, RegExp | undefined]>([
    ['product', 'product_cd|description', undefined],
    ['product', 'description|upc|product_cd', undefined],
    ['product-location', 'system_cd|location_cd|item_id', /^column available_qty missing/],
    ['barcode', 'upc|ean', /^columns system_cd, item_id missing/],
    ['barcode', 'system_cd|item_id|price', /^unknown column "price"; a barcode file has system_cd\|item_id\|upc\|ean$/],
    ['location', 'system_cd|location_cd|pref.backup_quantity', undefined],
    ['location', 'system_cd|location_cd|pref.search_radius', /^unknown column "pref.search_radius"/],
    ['product', 'product_cd|description|upc|upc', /^column upc found twice/],
    ['product', '__proto__|product_cd|description', /^unknown column "__proto__"/],
  ])('of a %s file accepts known columns and reports others: %s', (kind, header, fault) => {
    const found = headerFault(kind, header.split('|'));
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(fault);
  });
});

describe('parsing a row', () => {
  const stock = ['system_cd', 'location_cd', 'item_id', 'available_qty', 'next_po_date', 'unit_cost'];
  test.each([
    [
      'STC|317|PENCIL|12|2030-01-31|1.25',
      {
        system_cd: 'STC',
        location_cd: '317',
        item_id: 'PENCIL',
        available_qty: 12,
        next_po_date: '2030-01-31',
        unit_cost: 1.25,
      },
    ],
    [
      ' STC | 317 |PEN   BLUE  | 012 || ',
      { system_cd: 'STC', location_cd: '317', item_id: 'PEN   BLUE', available_qty: 12 },
    ],
    ['STC|317|"PEN"|0|||', { system_cd: 'STC', location_cd: '317', item_id: '"PEN"', available_qty: 0 }],
    ['STC|317|PEN|', 'found 4 columns, expected 6 as in the header'],
    ['STC|317|PEN|1|||x', 'found 7 columns, expected 6 as in the header'],
    ['STC|317||1||', 'item_id: found nothing, expected text'],
    ['STC|317|PEN|||', 'available_qty: found nothing, expected a number'],
    ['STC|317|PEN|a few||', 'available_qty: found "a few", expected a number without quotes'],
    ['STC|317|PEN|1e3||', 'available_qty: found "1e3", expected a number without quotes'],
    [
      'STC|317|PEN|-1000000000|31.01.2030|',
      'available_qty: found the number -1000000000, expected at least -999999999; next_po_date: found "31.01.2030", expected a date of the form YYYY-MM-DD',
    ],
    ['12345678901|317|PEN|1||', 'system_cd: found "12345678901" of 11 characters, expected at most 10 characters'],
  ])('of stock returns its values or its faults: %s', (row, expected) => {
    expect(readRow('product-location', stock, row)).toEqual(expected);
  });

  test('of a location supports flags, numbers and preferences', () => {
    const columns = [
      'system_cd',
      'location_cd',
      'active',
      'latitude',
      'pref.pickup_available',
      'pref.max_orders_per_day',
      'time_zone',
    ];
    expect(readRow('location', columns, 'STC|1|N|-42.5|Y|null|Europe/Berlin')).toEqual({
      system_cd: 'STC',
      location_cd: '1',
      active: false,
      latitude: -42.5,
      'pref.pickup_available': true,
      'pref.max_orders_per_day': null,
      time_zone: 'Europe/Berlin',
    });
    expect(readRow('location', columns, 'STC|1|maybe|91|Y|-1|Berlin')).toBe(
      'latitude: found the number 91, expected at most 90; ' +
        'time_zone: found "Berlin", expected the IANA name of a time zone, such as Europe/Berlin or America/New_York, or UTC; ' +
        'active: found "maybe", expected true or false; pref.max_orders_per_day: found the number -1, expected at least 0',
    );
  });

  test('of a location leaves a preference that is a text as it is', () => {
    expect(readRow('location', ['system_cd', 'location_cd', 'pref.request_number'], 'STC|1|{order}')).toMatchObject({
      'pref.request_number': '{order}',
    });
    expect(readRow('location', ['system_cd', 'location_cd', 'pref.ship_methods'], 'STC|1|1')).toMatch(
      /^pref.ship_methods: found "1", expected /,
    );
  });

  test.each(IMPORT_KINDS)('of a %s accepts every documented column', (kind) => {
    const names = [...LAYOUTS[kind].columns.keys()];
    const row = names
      .map((name) => ({ text: 'x', number: '1', flag: 'true' })[LAYOUTS[kind].columns.get(name) ?? 'text'])
      .map((cell, index) => FORMED[names[index] ?? ''] ?? cell);
    expect(readRow(kind, names, row.join('|'))).toEqual(expect.objectContaining({ system_cd: 'x' }));
  });
});
