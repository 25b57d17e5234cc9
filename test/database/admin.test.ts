import type { BrokerContext } from '../../src/broker/context.js';
import { catalogRevision } from '../../src/store/network/catalog.js';
import type { Database } from '../../src/store/database.js';
import { AdminServer } from '../admin/support/admin-server.js';
import { brokerOn, orderOf, submitted } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: BrokerContext;
  let admin: AdminServer;
  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database);
    admin = await AdminServer.over(broker);
  });
  afterEach(async () => {
    await admin[Symbol.asyncDispose]();
    await database.close();
    await home.drop();
  });
  const revision = (): Promise<number> => database.transaction(catalogRevision);

  describe('a collection', () => {
    const area = { areas: [{ country: 'US', province: 'MA' }], primary: [{ system_cd: 'STC', location_cd: '10' }] };
    test.each([
      [
        'location-types',
        'STORE',
        { category: 'store', preferences: { backup_quantity: 2 } },
        { category: 'warehouse' },
      ],
      ['carriers', 'UPS', { description: 'Parcels', express: true }, { description: 'Letters', express: false }],
      [
        'attribute-definitions',
        'BRAND',
        { data_type: 'text', multi_value: false, applies_to: 'location' },
        { data_type: 'number', multi_value: true, applies_to: 'product' },
      ],
      ['zones', 'EAST', { name: 'East', active: true, ...area }, { name: '', active: false, ...area }],
      [
        'probability-rules',
        'HALF',
        { result: { figure: 'available_qty', as: 'available / 2' } },
        { when: 'available < 3', result: 'exclude' },
      ],
    ])('of %s creates, returns, replaces and deletes entries', async (path, key, first, second) => {
      const keyName = path === 'probability-rules' ? 'name' : 'code';
      expect(await admin.get(`/${path}/${key}`)).toMatchObject({ status: 404 });
      const before = await revision();
      expect(await admin.put(`/${path}/${key}`, first)).toMatchObject({
        status: 201,
        body: { [keyName]: key, ...first },
      });
      expect(await admin.put(`/${path}/${key}`, { [keyName]: key, ...second })).toMatchObject({ status: 200 });
      const shown = await admin.get(`/${path}/${key}`);
      expect(shown).toMatchObject({ status: 200, body: { [keyName]: key, ...second } });
      expect((await admin.get(`/${path}`)).body).toEqual({ items: [shown.body] });
      expect(await admin.put(`/${path}/${key}`, shown.body)).toMatchObject({ status: 200, body: shown.body });
      expect(await admin.send('DELETE', `/${path}/${key}`)).toMatchObject({ status: 204, text: '' });
      expect(await admin.send('DELETE', `/${path}/${key}`)).toMatchObject({ status: 404 });
      expect(await revision()).toBe(before + 4);
    });

    test('of places uses the postal code, or city and province, as the key', async () => {
      expect(await admin.put('/places/01602', { postal: '01602', latitude: 42, longitude: -71 })).toMatchObject({
        status: 201,
      });
      expect(
        await admin.put('/places/BOSTON%7CMA', { city: 'Boston', province: 'ma', latitude: 42, longitude: -71 }),
      ).toMatchObject({ status: 201 });
      expect(await admin.put('/places/m5v%202t6', { latitude: 43, longitude: -79 })).toMatchObject({
        status: 201,
        body: { postal: 'M5V2T6' },
      });
      expect(await admin.put('/places/Toronto%7COn', { latitude: 43, longitude: -79 })).toMatchObject({ status: 201 });
      expect(await admin.put('/places/DE%3A10115', { latitude: 52, longitude: 13 })).toMatchObject({
        status: 201,
        body: { country: 'DE', postal: '10115' },
      });
      for (const key of ['M5V2T6', 'toronto%7CONTARIO', 'DE%3A10115']) {
        expect(await admin.get(`/places/${key}`)).toMatchObject({ status: 200 });
        expect(await admin.send('DELETE', `/places/${key}`)).toMatchObject({ status: 204 });
      }
      expect((await admin.get('/places')).body).toMatchObject({
        items: [{ postal: '01602' }, { city: 'BOSTON', province: 'MA' }],
      });
      expect(await admin.put('/places/01602', { postal: '01603', latitude: 42, longitude: -71 })).toMatchObject({
        status: 400,
      });
    });

    test('reports every fault of an entry once, and writes nothing', async () => {
      const before = await revision();
      expect(await admin.put('/carriers/UPS', { code: 'DHL' })).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'code', reason: 'found "DHL", expected "UPS" as in the address' }] },
      });
      expect(await admin.put('/carriers/UPS', { express: 'yes', colour: 'brown' })).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'express' }, { path: 'colour' }] },
      });
      expect(
        await admin.put('/zones/Z', { areas: [{ country: 'US' }], primary: [{ system_cd: 'STC', location_cd: '99' }] }),
      ).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'primary[0]', reason: expect.stringContaining('"99"') as string }] },
      });
      expect(await admin.put('/zones/Z', [])).toMatchObject({ status: 400 });
      expect(await admin.put('/zones/Z', '{"areas":')).toMatchObject({
        status: 400,
        body: { faults: [{ path: '', reason: expect.stringContaining('not JSON') as string }] },
      });
      expect((await admin.get('/zones')).body).toEqual({ items: [] });
      expect(await revision()).toBe(before);
    });

    test('keeps an entry that something refers to', async () => {
      await admin.put('/location-types/STORE', { category: 'store' });
      await admin.put('/attribute-definitions/A_B', { applies_to: 'location_and_product' });
      await admin.put('/attribute-definitions/AXB', { applies_to: 'product' });
      await admin.put('/systems/STC/locations/10', { name: 'Worcester', type: 'STORE', attributes: { A_B: 'x' } });
      await admin.put('/products/PEN', { description: 'A pen', attributes: { A_B: 'AXB' } });
      await admin.put('/probability-rules/R', { result: 'exclude' });
      expect(
        await admin.put('/probability-assignments', {
          probability_assignments: [{ rule: 'R', sequence: 7, location_type: 'STORE' }],
        }),
      ).toMatchObject({ status: 200 });
      expect(await admin.send('DELETE', '/location-types/STORE')).toMatchObject({
        status: 409,
        body: { referred_by: ['location STC/10', 'probability assignment 7 of rule R'] },
      });
      expect((await admin.send('DELETE', '/attribute-definitions/A_B')).body).toMatchObject({
        referred_by: ['location STC/10', 'product PEN'],
      });
      expect(await admin.send('DELETE', '/attribute-definitions/AXB')).toMatchObject({ status: 204 });
      expect(await admin.send('DELETE', '/probability-rules/R')).toMatchObject({ status: 409 });
      await admin.put('/probability-assignments', { probability_assignments: [] });
      expect(await admin.send('DELETE', '/probability-rules/R')).toMatchObject({ status: 204 });
    });

    test('of attribute definitions is checked against the values of attributes', async () => {
      await admin.put('/attribute-definitions/SIZE', {
        data_type: 'number',
        multi_value: false,
        applies_to: 'product',
      });
      const attributes = (value: unknown): Promise<{ body: unknown }> =>
        admin.put('/products/PEN', { description: 'A pen', attributes: value });
      expect((await attributes({ SIZE: 'big' })).body).toEqual({
        faults: [{ path: 'attributes.SIZE', reason: 'found "big", expected a number' }],
      });
      expect((await attributes({ SIZE: [1] })).body).toMatchObject({ faults: [{ path: 'attributes.SIZE' }] });
      expect((await attributes({ COLOR: 'red' })).body).toMatchObject({ faults: [{ path: 'attributes.COLOR' }] });
      expect((await attributes({ SIZE: 3 })).body).toMatchObject({ attributes: { SIZE: 3 } });
      expect((await admin.put('/systems/STC/locations/10', { name: 'W', attributes: { SIZE: 3 } })).body).toMatchObject(
        { faults: [{ reason: 'the attribute is for a product, not for a location' }] },
      );
    });
  });

  describe('a list', () => {
    test('is paged, with each entry once and in order', async () => {
      const codes = Array.from({ length: 7 }, (_, index) => `C${String(index)}`);
      for (const code of [...codes].reverse()) await admin.put(`/carriers/${code}`, {});
      const seen: string[] = [];
      for (let after: string | undefined = ''; after !== undefined;) {
        const { body } = (await admin.get(`/carriers?limit=3&after=${after}`)) as {
          body: { items: { code: string }[]; next?: string };
        };
        seen.push(...body.items.map((one) => one.code));
        after = body.next;
      }
      expect(seen).toEqual(codes);
    });

    test.each(['limit=0', 'limit=1001', 'limit=many', 'page=2', 'limit=1&limit=2'])(
      'rejects the query %s',
      async (query) => {
        expect(await admin.get(`/carriers?${query}`)).toMatchObject({
          status: 400,
          body: { faults: [{ path: query.split('=', 1)[0] }] },
        });
      },
    );

    test('of stock is paged over items and locations, and can be filtered', async () => {
      interface Level {
        system_cd: string;
        item_id: string;
        location_cd: string;
      }
      const all = async (query: string, limit: number): Promise<string[]> => {
        const seen: string[] = [];
        for (let after: string | undefined = ''; after !== undefined;) {
          const { body } = (await admin.get(`/inventory?limit=${String(limit)}&after=${after}${query}`)) as {
            body: { items: Level[]; next?: string };
          };
          seen.push(...body.items.map((one) => `${one.system_cd}/${one.location_cd} ${one.item_id}`));
          after = body.next;
        }
        return seen;
      };
      const everything = ['6/1 LAMP', 'STC/20 S-PEN', 'STC/10 S-PENCIL', 'STC/20 S-PENCIL'];
      for (const limit of [1, 2, 3, 4, 5]) expect(await all('', limit)).toEqual(everything);
      expect(await all('&system_cd=6', 1)).toEqual(['6/1 LAMP']);
      expect(await all('&location_cd=20', 1)).toEqual(['STC/20 S-PEN', 'STC/20 S-PENCIL']);
      expect(await all('&system_cd=STC&item_id=S-PENCIL%20', 1)).toEqual(['STC/10 S-PENCIL', 'STC/20 S-PENCIL']);
      expect(await all('&system_cd=NOPE', 1)).toEqual([]);
      // Item codes are told as the catalog spells them.
      const products = [
        {
          product_cd: 'PENCIL',
          description: 'A pencil',
          system_products: [{ system_cd: 'STC', item_id: 'S-PENCIL  ' }],
        },
      ];
      expect(await admin.put('/catalog', { products })).toMatchObject({ status: 200 });
      const padded = everything.map((one) => (one.endsWith('PENCIL') ? `${one}  ` : one));
      for (const limit of [1, 2, 3]) expect(await all('', limit)).toEqual(padded);
      expect(await admin.get('/inventory?after=x')).toMatchObject({ status: 400 });
    });
  });

  describe('a location', () => {
    test('is replaced without its system, and its coordinates follow its address', async () => {
      await admin.put('/systems/STC', { name: 'Stores', require_status_update: true, reserved_statuses: ['picked'] });
      const reply = await admin.put('/systems/STC/locations/40', {
        name: 'Denver',
        address: { postal: '80202', country: 'US' },
        priority: 3,
        time_zone: 'America/Denver',
      });
      expect(reply).toMatchObject({
        status: 201,
        body: { location_cd: '40', priority: 3, time_zone: 'America/Denver', active: true },
      });
      expect(reply.body).not.toHaveProperty('latitude');
      expect((await admin.get('/systems/STC')).body).toMatchObject({
        require_status_update: true,
        reserved_statuses: ['picked'],
      });
      await admin.put('/places/80202', { latitude: 39, longitude: -104, postal: '80202' });
      expect((await admin.put('/systems/STC/locations/40', reply.body)).body).toEqual(reply.body);
      await admin.put('/systems/STC/locations/40', { name: 'Denver', latitude: 1, longitude: 2, active: false });
      expect(await admin.get('/systems/STC%20%20/locations/%C2%A040')).toMatchObject({ status: 200 });
      expect((await admin.get('/systems/STC/locations/40')).body).toEqual({
        location_cd: '40',
        name: 'Denver',
        latitude: 1,
        longitude: 2,
        priority: 10,
        active: false,
      });
      expect((await admin.get('/systems/STC/locations?limit=2')).body).toMatchObject({
        items: [{ location_cd: '10' }, { location_cd: '20' }],
        next: '20',
      });
    });

    test('has a time zone that the broker knows', async () => {
      expect(await admin.put('/systems/STC/locations/10', { name: 'Worcester', time_zone: 'Worcester' })).toMatchObject(
        {
          status: 400,
          body: {
            faults: [
              {
                path: 'time_zone',
                reason: expect.stringMatching(/^found "Worcester", expected the IANA name/) as string,
              },
            ],
          },
        },
      );
    });

    test('needs a system, and cannot be deleted', async () => {
      expect(await admin.put('/systems/XYZ/locations/1', { name: 'X' })).toMatchObject({ status: 404 });
      expect(await admin.get('/systems/XYZ/locations')).toMatchObject({ status: 404 });
      for (const path of ['/systems/STC/locations/10', '/systems/STC', '/products/PEN']) {
        const reply = await admin.send('DELETE', path);
        expect(reply).toMatchObject({
          status: 405,
          body: { error: expect.stringContaining('never removed') as string },
        });
        expect(reply.headers.get('allow')).toBe('GET, PUT');
      }
    });

    test('has its reserved quantities recounted when the reserving statuses of its system change', async () => {
      await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]));
      const reserved = async (): Promise<unknown> =>
        ((await admin.get('/inventory?system_cd=STC&location_cd=10')).body as { items: { reserved_qty: number }[] })
          .items[0]?.reserved_qty;
      expect(await reserved()).toBe(5);
      await admin.put('/systems/STC', { name: 'Stores', reserved_statuses: ['picked'] });
      expect(await reserved()).toBe(0);
      await admin.put('/systems/STC', { name: 'Stores' });
      expect(await reserved()).toBe(5);
    });
  });

  test('returns the codes of a product in every system, and adds further ones', async () => {
    expect((await admin.get('/products/PEN')).body).toEqual({
      product_cd: 'PEN',
      description: 'A pen',
      system_products: [
        { system_cd: '6', item_id: 'PEN' },
        { system_cd: 'STC', item_id: 'S-PEN' },
      ],
    });
    const before = await revision();
    await admin.put('/products/PEN', {
      description: 'The pen',
      system_products: [{ system_cd: '6', item_id: 'PEN2', upc: '1' }],
    });
    expect((await admin.get('/products?limit=2&after=LAMP')).body).toMatchObject({
      items: [
        {
          product_cd: 'PEN',
          description: 'The pen',
          system_products: [{ item_id: 'PEN' }, { item_id: 'PEN2', upc: '1' }, { item_id: 'S-PEN' }],
        },
        { product_cd: 'PENCIL' },
      ],
    });
    expect(await revision()).toBe(before);
  });

  test('sets the classification of a product, and clears omitted fields', async () => {
    const grouped = {
      description: 'A pen',
      department: 'STATIONERY',
      class: 'WRITING',
      sub_class: 'PENS',
      master_style_code: 'PEN',
    };
    expect((await admin.put('/products/PEN', grouped)).body).toMatchObject(grouped);
    expect((await admin.put('/products/PEN', { description: 'A pen', class: 'WRITING', sub_class: '' })).body).toEqual({
      product_cd: 'PEN',
      description: 'A pen',
      class: 'WRITING',
      system_products: [
        { system_cd: '6', item_id: 'PEN' },
        { system_cd: 'STC', item_id: 'S-PEN' },
      ],
    });
    expect(await admin.put('/products/PEN', { description: 'A pen', department: 'X'.repeat(41) })).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'department' }] },
    });
  });

  describe('the organization', () => {
    test('is returned and renamed', async () => {
      expect((await admin.get('/organization')).body).toEqual({ code: 'DEMO', account: 'LOCATE', default_system: '6' });
      expect(await admin.put('/organization', { code: 'X', account: 'OTHER', default_system: 'NOPE' })).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'default_system' }] },
      });
      expect(
        (await admin.put('/organization', { code: 'X', account: 'OTHER', default_system: 'STC' })).body,
      ).toMatchObject({ account: 'OTHER' });
    });

    test('has preferences, each set or with its default', async () => {
      interface List {
        body: { items: { name: string; set: boolean; value?: unknown; default: string }[] };
      }
      const one = async (name: string): Promise<unknown> =>
        ((await admin.get('/preferences')) as List).body.items.find((item) => item.name === name);
      expect(await one('search_radius')).toMatchObject({ set: true, value: 5000, default: '100' });
      expect(
        await admin.send(
          'PATCH',
          '/preferences',
          { search_radius: null, search_retries: 3 },
          { 'content-type': 'application/merge-patch+json' },
        ),
      ).toMatchObject({ status: 200 });
      expect(await one('search_radius')).toMatchObject({ set: false, default: '100' });
      expect(await one('search_radius')).not.toHaveProperty('value');
      expect(await one('search_retries')).toMatchObject({ set: true, value: 3 });
      expect(await one('default_unfulfillable_location')).toMatchObject({
        value: { system_cd: '6', location_cd: 'UNF' },
      });
      expect(await admin.send('PATCH', '/preferences', { search_radius: -1, colour: 1 })).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'search_radius' }, { path: 'colour' }] },
      });
      expect(
        await admin.send('PATCH', '/preferences', {
          default_unfulfillable_location: { system_cd: '6', location_cd: 'NO' },
        }),
      ).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'default_unfulfillable_location' }] },
      });
      expect(await one('search_retries')).toMatchObject({ value: 3 });
    });

    test.each([
      [
        'contradict each other',
        { weights: { labor_cost: 9, gross_margin: 9, proximity: 9, on_hand: 9, sales_velocity: 9, priority: 9 } },
        'weights',
      ],
      ['have the wrong form', { search_radius: -1 }, 'search_radius'],
    ])('has all faults of preferences told at once where some %s', async (_, wrong, path) => {
      expect(
        await admin.send('PATCH', '/preferences', {
          ...wrong,
          default_unfulfillable_location: { system_cd: '6', location_cd: 'NO' },
        }),
      ).toMatchObject({ status: 400, body: { faults: [{ path }, { path: 'default_unfulfillable_location' }] } });
    });
  });

  describe('stock', () => {
    const at = (location: string, item: string, rest: object): object => ({
      system_cd: 'STC',
      location_cd: location,
      item_id: item,
      ...rest,
    });
    const adjust = (...adjustments: object[]): Promise<{ status: number; body: unknown }> =>
      admin.send('POST', '/inventory/adjust', { adjustments });
    const available = async (): Promise<number[]> =>
      ((await admin.get('/inventory?system_cd=STC')).body as { items: { available_qty: number }[] }).items.map(
        (one) => one.available_qty,
      );

    test('is set without a new catalog revision', async () => {
      const before = await revision();
      expect(
        (
          await admin.put('/inventory', {
            inventory: [
              at('30', 'S-PEN  ', { available_qty: 4, unit_cost: 1.5 }),
              at('10', 'S-PENCIL', { available_qty: 6 }),
            ],
          })
        ).body,
      ).toEqual({ created: 1, updated: 1 });
      expect(await available()).toEqual([3, 4, 6, 50]);
      expect((await admin.get('/inventory?location_cd=30')).body).toMatchObject({
        items: [{ unit_cost: 1.5, reserved_qty: 0, updated_at: '2030-01-02T03:04:05.678Z' }],
      });
      expect(await revision()).toBe(before);
    });

    test('is not set when one entry is invalid', async () => {
      expect(
        await admin.put('/inventory', {
          inventory: [at('30', 'S-PEN', { available_qty: 4 }), at('99', 'S-PEN', { available_qty: 4 })],
        }),
      ).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'inventory[1].location_cd' }] },
      });
      expect(
        await admin.put('/inventory', { inventory: [at('30', 'S-PEN', { available_qty: 4, reserved_qty: 1 })] }),
      ).toMatchObject({ status: 400, body: { faults: [{ path: 'inventory[0].reserved_qty' }] } });
      expect(await available()).toEqual([3, 5, 50]);
    });

    test('has every fault reported at once: of form, repetition and reference, as other resources', async () => {
      const sent = at('10', 'S-PEN', { available_qty: 4 });
      const faults = async (path: string, body: object): Promise<unknown> =>
        ((await admin.put(path, body)).body as { faults: { path: string }[] }).faults.map((fault) => fault.path);
      expect(
        await faults('/inventory', {
          inventory: [
            at('99', 'S-PEN', { available_qty: 'many' }),
            at('10', 'NOSUCH', { available_qty: 1 }),
            sent,
            sent,
          ],
        }),
      ).toEqual([
        'inventory[0].available_qty',
        'inventory[3].item_id',
        'inventory[0].location_cd',
        'inventory[1].item_id',
      ]);
      expect(await faults('/inventory', { inventory: [at('10', 'NOSUCH', { available_qty: 1 }), sent, sent] })).toEqual(
        ['inventory[2].item_id', 'inventory[0].item_id'],
      );
      expect(await faults('/systems/STC/locations/41', { name: 5, type: 'NOSUCH', latitude: 1 })).toEqual([
        'name',
        'longitude',
        'type',
      ]);
      expect(await faults('/zones/Z', { areas: [], primary: [{ system_cd: 'STC', location_cd: '99' }] })).toEqual([
        'areas',
        'primary[0]',
      ]);
      expect(await faults('/products/P', { system_products: [{ system_cd: 'XYZ', item_id: 'P' }] })).toEqual([
        'description',
        'system_products[0].system_cd',
      ]);
      expect(await faults('/organization', { code: 5, account: 'LOCATE', default_system: 'XYZ' })).toEqual([
        'code',
        'default_system',
      ]);
      expect(
        await faults('/probability-assignments', { probability_assignments: [{ rule: 'NOSUCH', sequence: 'first' }] }),
      ).toEqual(['probability_assignments[0].sequence', 'probability_assignments[0].rule']);
      expect(await faults('/carriers/UPS', { express: 5 })).toEqual(['express']);
    });

    test('is adjusted up and down', async () => {
      expect(
        await adjust(at('10', 'S-PENCIL', { by: -5 }), at('20', 'S-PEN', { by: 7 }), at('10', 'S-PENCIL', { by: 2 })),
      ).toMatchObject({ status: 200, body: { adjusted: 3 } });
      expect(await available()).toEqual([10, 2, 50]);
    });

    test('never falls below 0, and one fault prevents all adjustments', async () => {
      expect(
        (
          await adjust(
            at('20', 'S-PEN', { by: 1 }),
            at('10', 'S-PENCIL', { by: -6 }),
            at('30', 'S-PEN', { by: 1 }),
            at('10', 'NO', { by: 1 }),
            at('9', 'S-PEN', { by: 1 }),
          )
        ).body,
      ).toEqual({
        faults: [
          { path: 'adjustments[1]', reason: '5 available and -6 make -1, expected 0 to 999999999' },
          { path: 'adjustments[2]', reason: 'there is no stock record for this item at this location; set one first' },
          { path: 'adjustments[3].item_id', reason: 'system "STC" has no item "NO"' },
          { path: 'adjustments[4].location_cd', reason: 'system "STC" has no location "9"' },
        ],
      });
      expect(await adjust(at('20', 'S-PEN', { by: 0 }))).toMatchObject({
        status: 400,
        body: { faults: [{ path: 'adjustments[0].by' }] },
      });
      expect(await available()).toEqual([3, 5, 50]);
    });

    test('is taken exactly once per piece by concurrent callers', async () => {
      const replies = await Promise.all(
        Array.from({ length: 20 }, () => adjust(at('10', 'S-PENCIL', { by: -1 }), at('20', 'S-PENCIL', { by: -1 }))),
      );
      expect(replies.filter((reply) => reply.status === 200)).toHaveLength(5);
      expect(await available()).toEqual([3, 0, 45]);
    });
  });
});
