import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDocument } from '../../src/formats/catalog/load-document.js';
import { parseCatalogDocument } from '../../src/formats/catalog/catalog-document.js';
import { exportCatalog } from '../../src/broker/network/export-catalog.js';
import type { CatalogDocument } from '../../src/domain/network/catalog-document.js';
import { NetworkCache } from '../../src/broker/network-cache.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { cli } from '../cli/support/capture.js';
import { unusedAddress } from '../cli/support/fixtures.js';
import { brokerOn } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import type { Database } from '../../src/store/database.js';

interface System {
  systemCd: string;
}
interface Located {
  system: System;
  locationCd: string;
}
const codeOf = ({ system, locationCd }: Located): string => `${system.systemCd}/${locationCd}`;

/** Everything that a catalog can have, with the demo's catalog before it. */
const RICH = {
  preferences: {
    search_radius: 25.5,
    max_orders_per_day: 7,
    brokering_overrides: [
      { order_type: 'DELIVERY', system_cd: '6', express: true, standard_brokering: ['priority', 'proximity'] },
    ],
  },
  location_types: [{ code: 'STORE', category: 'store', preferences: { backup_quantity: 2 } }],
  carriers: [{ code: 'UPS', description: 'Parcels "fast"', express: true }],
  attribute_definitions: [
    { code: 'BRAND', data_type: 'text', multi_value: true, applies_to: 'location_and_product' },
    { code: 'SIZE', data_type: 'number', multi_value: false, applies_to: 'product' },
  ],
  systems: [
    {
      system_cd: 'NEW',
      name: '',
      require_status_update: true,
      reserved_statuses: ['accepted', 'picked'],
      locations: [
        {
          location_cd: '0317',
          name: 'Füße & Söhne',
          type: 'STORE',
          address: { city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' },
          priority: 3,
          labor_cost: 2.25,
          time_zone: 'America/Chicago',
          active: false,
          attributes: { BRAND: ['A', 'B'] },
          preferences: { max_orders_per_day: 3, days_open: ['MON', 'TUE'] },
        },
      ],
    },
  ],
  zones: [
    {
      code: 'EAST',
      name: 'East',
      active: false,
      areas: [{ country: 'US', province: 'MA' }],
      primary: [{ system_cd: 'NEW', location_cd: '0317' }],
      alternate: [{ system_cd: '6', location_cd: '1' }],
    },
  ],
  places: [
    { country: 'CA', city: 'SAINT JOHN', province: 'NB', latitude: 45.25, longitude: -66.0625 },
    { postal: '99998', latitude: 1, longitude: 2 },
  ],
  products: [
    {
      product_cd: 'P-1',
      description: 'One',
      department: 'D',
      attributes: { SIZE: 4.5, BRAND: ['A'] },
      system_products: [{ system_cd: 'NEW', item_id: 'PEN   RED', upc: '123', ean: '456' }],
    },
  ],
  inventory: [
    {
      system_cd: 'NEW',
      location_cd: '0317',
      item_id: 'PEN   RED',
      available_qty: 5,
      next_po_qty: 2,
      next_po_date: '2030-01-02',
      unit_cost: 1.25,
      sell_multiple: 2,
      shrink_rate: 0.5,
    },
  ],
  probability_rules: [
    { name: 'HALF', when: 'available < 3', result: { figure: 'available_qty', as: 'available / 2' } },
  ],
  probability_assignments: [
    { rule: 'HALF', sequence: 2, location_type: 'STORE', from: '2030-01-01', to: '2030-02-01', active: false },
    { rule: 'HALF', sequence: 1, location: { system_cd: 'NEW', location_cd: '0317' } },
  ],
};
const DEMO = readFileSync(new URL('../../samples/catalogs/demo.yaml', import.meta.url), 'utf8');

onEveryEngine((engine) => {
  const homes: TestDatabase[] = [];
  const opened: Database[] = [];
  const empty = async (): Promise<Database> => {
    const home = await engine.create();
    homes.push(home);
    const database = await home.open();
    opened.push(database);
    return database;
  };
  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
    for (const home of homes.splice(0)) await home.drop();
  });
  const load = async (database: Database, text: string): Promise<void> => {
    expect(await loadDocument({ database, clock: () => new Date() }, parseCatalogDocument(text))).not.toHaveProperty(
      'faults',
    );
  };
  /** What the routing sees, without what differs by nature: ids and the revision. */
  const network = async (database: Database): Promise<unknown> => {
    const { content } = await database.transaction((session) => new NetworkCache().current(session));
    const seen = JSON.parse(
      JSON.stringify(content, (name, value: unknown) => {
        if (name === 'id' || name === 'revision' || name === 'primary' || name === 'alternate') return undefined;
        if (value instanceof Map) return [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
        return value instanceof Set ? [...(value as Set<unknown>)] : value;
      }),
    ) as { locations: Located[]; systems: System[] };
    // Stored order is no part of it.
    seen.locations.sort((a, b) => codeOf(a).localeCompare(codeOf(b)));
    seen.systems.sort((a, b) => a.systemCd.localeCompare(b.systemCd));
    return seen;
  };

  test.each([
    ['the demo', [DEMO]],
    ['everything that a catalog can have', [DEMO, JSON.stringify(RICH)]],
  ])('what is exported of %s loads again to the same catalog', async (_, documents) => {
    const original = await empty();
    for (const document of documents) await load(original, document);
    const text = await exportCatalog({ database: original }, { inventory: true });
    const copy = await empty();
    await load(copy, text);
    expect(await exportCatalog({ database: copy }, { inventory: true })).toBe(text);
    expect(await network(copy)).toEqual(await network(original));
    // Loaded where it came from, it changes nothing.
    await load(original, text);
    expect(await exportCatalog({ database: original }, { inventory: true })).toBe(text);
  });

  test('an export has what was loaded, and stock only where that is asked for', async () => {
    const database = await empty();
    await load(database, DEMO);
    await load(database, JSON.stringify(RICH));
    const document = JSON.parse(await exportCatalog({ database }, { inventory: true })) as CatalogDocument;
    for (const name of ['carriers', 'zones', 'probability_rules'] as const)
      expect(document[name]).toEqual(expect.arrayContaining(RICH[name] as object[]));
    expect(document.inventory).toEqual(expect.arrayContaining([expect.objectContaining(RICH.inventory[0] ?? {})]));
    expect(JSON.parse(await exportCatalog({ database }))).not.toHaveProperty('inventory');
  });

  test('GET has an ETag, which changes with the catalog and spares the document until then', async () => {
    const database = await empty();
    const broker = await brokerOn(database);
    await using admin = await AdminServer.over(broker);
    const get = (etag = ''): Promise<Response> =>
      fetch(`${admin.url}/admin/v1/catalog`, { headers: etag === '' ? {} : { 'if-none-match': etag } });
    const first = await get();
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^(W\/)?".+"$/)]);
    expect((await get(etag)).status).toBe(304);
    await admin.put('/carriers/NEW', { description: 'New' });
    const changed = await get(etag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    // What is answered can be put as it is.
    const put = await fetch(`${admin.url}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: await changed.text(),
    });
    expect(put.status).toBe(200);
  });

  test('the command writes a file once, without a server and with one', async () => {
    const database = await empty();
    const broker = await brokerOn(database);
    const { url } = homes[0] ?? { url: '' };
    const file = join(mkdtempSync(join(tmpdir(), 'order-broker-export-')), 'catalog.json');
    const env = { DATABASE_URL: url, PORT: new URL(await unusedAddress()).port };
    const direct = await cli(['export', '--inventory'], env);
    expect({ code: direct.code, err: direct.err }).toEqual({ code: 0, err: '' });
    await using admin = await AdminServer.over(broker);
    const served = await cli(['export', '--inventory', '--url', admin.url], env);
    expect(JSON.parse(served.out)).toEqual(JSON.parse(direct.out));
    expect(await cli(['export', file, '--url', admin.url], env)).toMatchObject({ code: 0, out: '' });
    expect((await cli(['load', file, '--url', admin.url], env)).code).toBe(0);
    expect(await cli(['export', file, '--url', admin.url], env)).toMatchObject({ code: 1 });
  });
});
