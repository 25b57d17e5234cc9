import { parseCatalogDocument } from '../../src/formats/catalog/catalog-document.js';
import { loadDocument } from '../../src/formats/catalog/load-document.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';

onEveryEngine((engine) => {
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
  });

  const faults = async (text: string): Promise<string[]> => {
    const result = await loadDocument(broker, parseCatalogDocument(text));
    return 'faults' in result ? result.faults.map(({ path }) => path) : ['none'];
  };

  test('a catalog with faults of its form and of what it refers to has all of them reported at once', async () => {
    expect(
      await faults(`
organization: { code: DEMO, account: LOCATE, default_system: "7" }
preferences: { default_unfulfillable_location: { system_cd: "6", location_cd: NOWHERE } }
location_types: [{ code: SHOP, category: shop }]
systems:
  - system_cd: 6
    locations:
      - { location_cd: 41, name: One, type: SHOP, address: { postal: 01602 } }
      - { location_cd: "42", name: Two, type: KIOSK, lattitude: 1 }
      - { location_cd: "43", type: SHOP, priority: high }
carriers: [{ code: A }, { code: A }]
zones:
  - code: Z
    areas: []
    primary: [{ system_cd: "6", location_cd: "41" }, { system_cd: "6", location_cd: "44" }, { system_cd: "6" }]
products:
  - product_cd: P
    system_products: [{ system_cd: XYZ, item_id: P }, { system_cd: "6", item_id: 4711 }]
inventory:
  - { system_cd: "6", location_cd: "42", item_id: "4711", available_qty: -1 }
  - { system_cd: STC, location_cd: "10", item_id: NOSUCH, available_qty: 1 }
  - { system_cd: STC, location_cd: "10", item_id: S-PEN, available_qty: 1 }
probability_rules: [{ name: R, when: "available_qty >", result: never }]
probability_assignments: [{ rule: OTHER, sequence: 1.5 }]
`),
    ).toEqual([
      'location_types[0].category',
      'systems[0].system_cd',
      'systems[0].locations[0].location_cd',
      'systems[0].locations[0].address.postal',
      'systems[0].locations[1].lattitude',
      'systems[0].locations[2].name',
      'systems[0].locations[2].priority',
      'zones[0].areas',
      'zones[0].primary[2].location_cd',
      'products[0].description',
      'products[0].system_products[1].item_id',
      'inventory[0].available_qty',
      'probability_rules[0].result',
      'probability_assignments[0].sequence',
      'carriers[1].code',
      'organization.default_system',
      'preferences.default_unfulfillable_location',
      'systems[0].locations[1].type',
      'zones[0].primary[1]',
      'probability_assignments[0].rule',
      'probability_rules[0].when',
      'products[0].system_products[0].system_cd',
      'inventory[1].item_id',
    ]);
  });

  test('what refers to a code that cannot be read is not reported', async () => {
    expect(
      await faults(`
location_types: [{ category: store }]
systems: [{ name: Kiosks, locations: [{ location_cd: "1", name: One, type: SHOP }] }, { system_cd: STC, locations: [{ name: Two }, null] }]
zones: [{ code: Z, areas: [{ country: US }], primary: [{ system_cd: KIOSK, location_cd: "1" }, { system_cd: STC, location_cd: "2" }] }]
attribute_definitions: [{ code: SIZE, data_type: digit, applies_to: location }]
products: [{ product_cd: P, description: P, attributes: { COLOR: red }, system_products: [{ system_cd: STC }] }]
inventory: [{ system_cd: STC, location_cd: "2", item_id: P, available_qty: 1 }]
`),
    ).toEqual([
      'location_types[0].code',
      'attribute_definitions[0].data_type',
      'systems[0].system_cd',
      'systems[1].locations[0].location_cd',
      'systems[1].locations[1]',
      'products[0].system_products[0].item_id',
    ]);
  });

  test('a document of another shape is reported, and nothing breaks', async () => {
    for (const text of [
      'systems: 5',
      '[]',
      '5',
      '"text"',
      'systems: [[[]]]',
      '__proto__: { a: 1 }',
      'products: { a: b }',
    ])
      expect((await faults(text)).length).toBeGreaterThan(0);
    expect('a' in {}).toBe(false);
    expect(await faults('carriers: [{ code: UPS }]')).toEqual(['none']);
  });

  test('nothing is written', async () => {
    const count = () => broker.database.transaction((session) => session.all('SELECT code FROM carrier ORDER BY code'));
    const before = await count();
    expect(await faults('carriers: [{ code: NEW }, { code: 5 }]\norganization: { code: X }')).toEqual([
      'organization.account',
      'organization.default_system',
      'carriers[1].code',
    ]);
    expect(await count()).toEqual(before);
  });
});
