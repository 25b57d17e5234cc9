import { readFileSync } from 'node:fs';
import { parseCatalogDocument } from '../../../src/formats/catalog/catalog-document.js';
import type { CatalogFault } from '../../../src/domain/network/catalog-fault.js';

function faultsOf(text: string, format?: 'yaml' | 'json'): readonly CatalogFault[] {
  const parsed = parseCatalogDocument(text, format);
  return 'faults' in parsed ? parsed.faults : [];
}

const location = (fields: string): string =>
  `systems: [{ system_cd: A, locations: [{ location_cd: "1", name: One, ${fields} }] }]`;
const override = 'order_type: DELIVERY, system_cd: A, express: false';
const zone = (fields: string): string =>
  `zones: [{ code: Z, primary: [{ system_cd: A, location_cd: "1" }], ${fields} }]`;
const inventory = (fields: string): string => `inventory: [{ system_cd: A, location_cd: "1", item_id: P, ${fields} }]`;

describe('a catalog document', () => {
  it('is parsed from YAML', () => {
    const parsed = parseCatalogDocument(
      'organization: { code: D, account: LOCATE, default_system: "6" }\nproducts: []',
    );
    expect(parsed).toEqual({
      document: { organization: { code: 'D', account: 'LOCATE', default_system: '6' }, products: [] },
    });
  });

  it('is parsed from JSON', () => {
    expect(parseCatalogDocument('{"systems":[{"system_cd":"6"}]}', 'json')).toEqual({
      document: { systems: [{ system_cd: '6' }] },
    });
  });

  it('keeps the blanks of item codes', () => {
    const parsed = parseCatalogDocument(
      'inventory: [{ system_cd: A, location_cd: "1", item_id: "PEN   BLUE  ", available_qty: 1 }]',
    );
    expect(parsed).toMatchObject({ document: { inventory: [{ item_id: 'PEN   BLUE  ' }] } });
  });

  it('removes the blanks around other codes', () => {
    const parsed = parseCatalogDocument(
      'systems: [{ system_cd: "A  ", locations: [{ location_cd: " 1\u00A0", name: "One ", type: "T\t" }] }]',
    );
    expect(parsed).toMatchObject({
      document: { systems: [{ system_cd: 'A', locations: [{ location_cd: '1', name: 'One ', type: 'T' }] }] },
    });
  });

  it('counts characters, not the units of their encoding', () => {
    const described = (description: string): unknown =>
      parseCatalogDocument(JSON.stringify({ products: [{ product_cd: 'P', description }] }), 'json');
    expect(described('\u{1F600}'.repeat(100))).toHaveProperty('document');
    expect(described('\u{1F600}'.repeat(101))).toMatchObject({
      faults: [
        {
          path: 'products[0].description',
          reason: expect.stringContaining('of 101 characters, expected at most 100') as unknown,
        },
      ],
    });
    expect(faultsOf(location(`type: ${'\u{1F600}'.repeat(10)}`))).toEqual([]);
    expect(faultsOf(location(`type: ${'\u{1F600}'.repeat(11)}`))).toHaveLength(1);
    // The padding of an item code does not count.
    expect(faultsOf(inventory('available_qty: 1').replace('P,', `"${'P'.repeat(35)}     ",`))).toEqual([]);
    expect(faultsOf(inventory('available_qty: 1').replace('P,', `"${'P'.repeat(36)}",`))).toHaveLength(1);
  });

  it.each([
    [
      'a word with a character that nobody sees',
      'location_types: [{ code: T, category: "store\u00A0" }]',
      'location_types[0].category',
      /found "store\u00A0" \(character 6 is U\+00A0, a no-break space\), expected one of store/,
    ],
    [
      'a location that is repeated except for blanks',
      'systems: [{ system_cd: A, locations: [{ location_cd: "1", name: a }, { location_cd: "1 ", name: b }] }]',
      'systems[0].locations[1].location_cd',
      /a second time/,
    ],
    ['an unknown key', 'sistems: []', 'sistems', /not known/],
    ['an unknown nested key', location('lattitude: 1'), 'systems[0].locations[0].lattitude', /not known/],
    [
      'a code that YAML parses as a number',
      'systems: [{ system_cd: 6 }]',
      'systems[0].system_cd',
      /write it in quotes: "6"/,
    ],
    [
      'a postal code that YAML parses as a number',
      location('address: { postal: 01602 }'),
      'systems[0].locations[0].address.postal',
      /the number 01602.*in quotes: "01602"/,
    ],
    [
      'a province that YAML parses as a boolean',
      location('address: { province: true }'),
      'systems[0].locations[0].address.province',
      /in quotes: "true"/,
    ],
    ['a missing code', 'systems: [{ name: X }]', 'systems[0].system_cd', /found nothing, expected text/],
    ['an empty code', 'systems: [{ system_cd: "" }]', 'systems[0].system_cd', /not empty/],
    [
      'a code that is too long',
      'systems: [{ system_cd: "12345678901" }]',
      'systems[0].system_cd',
      /of 11 characters, expected at most 10/,
    ],
    [
      'a blank item',
      'inventory: [{ system_cd: A, location_cd: "1", item_id: "  ", available_qty: 1 }]',
      'inventory[0].item_id',
      /not blank/,
    ],
    [
      'an item that is too long',
      `inventory: [{ system_cd: A, location_cd: "1", item_id: ${'X'.repeat(36)}, available_qty: 1 }]`,
      'inventory[0].item_id',
      /at most 35/,
    ],
    [
      'half a piece',
      inventory('available_qty: 1.5'),
      'inventory[0].available_qty',
      /the number 1.5, expected a whole number/,
    ],
    ['a negative quantity', inventory('available_qty: -1'), 'inventory[0].available_qty', /at least 0/],
    [
      'a quantity in quotes',
      inventory('available_qty: "5"'),
      'inventory[0].available_qty',
      /found "5", expected a number without quotes/,
    ],
    [
      'a date in another format',
      inventory('available_qty: 1, next_po_date: 03/01/2030'),
      'inventory[0].next_po_date',
      /YYYY-MM-DD/,
    ],
    [
      'a day that does not exist',
      inventory('available_qty: 1, next_po_date: 2030-02-30'),
      'inventory[0].next_po_date',
      /YYYY-MM-DD/,
    ],
    [
      'a latitude out of range',
      location('latitude: 91, longitude: 0'),
      'systems[0].locations[0].latitude',
      /at most 90/,
    ],
    [
      'a latitude without longitude',
      location('latitude: 42'),
      'systems[0].locations[0].longitude',
      /because latitude is given/,
    ],
    [
      'a longitude without latitude',
      location('longitude: 42'),
      'systems[0].locations[0].latitude',
      /because longitude is given/,
    ],
    [
      'an unknown unit of distance',
      'preferences: { distance_unit: LEAGUE }',
      'preferences.distance_unit',
      /one of MI, KM/,
    ],
    [
      'a repeated system',
      'systems: [{ system_cd: A }, { system_cd: A }]',
      'systems[1].system_cd',
      /already stands at systems\[0\]/,
    ],
    [
      'a repeated product',
      'products: [{ product_cd: P, description: p }, { product_cd: "P ", description: p }]',
      'products[1].product_cd',
      /second time/,
    ],
    [
      'a stock record that is repeated except for trailing blanks',
      `inventory:\n  - { system_cd: A, location_cd: "1", item_id: P, available_qty: 1 }\n  - { system_cd: A, location_cd: "1", item_id: "P  ", available_qty: 1 }`,
      'inventory[1].item_id',
      /second time/,
    ],
    [
      'weights that do not sum to 100',
      'preferences: { use_weighted_brokering: true, weights: { labor_cost: 0, gross_margin: 0, proximity: 50, on_hand: 40, sales_velocity: 0, priority: 0 } }',
      'preferences.weights',
      /sum to 90, expected 100/,
    ],
    [
      'unused weights that do not sum to 100',
      'preferences: { weights: { labor_cost: 0, gross_margin: 0, proximity: 1, on_hand: 0, sales_velocity: 0, priority: 0 } }',
      'preferences.weights',
      /sum to 1, expected 100/,
    ],
    [
      'weights of an override that do not sum to 100',
      `preferences: { brokering_overrides: [{ ${override}, weights: { labor_cost: 0, gross_margin: 0, proximity: 1, on_hand: 0, sales_velocity: 0, priority: 0 } }] }`,
      'preferences.brokering_overrides[0].weights',
      /sum to 1, expected 100/,
    ],
    [
      'a repeated override',
      `preferences: { brokering_overrides: [{ ${override} }, { ${override} }] }`,
      'preferences.brokering_overrides[1]',
      /already stands at preferences\.brokering_overrides\[0\]/,
    ],
    [
      'a repeated criterion',
      'preferences: { standard_brokering: [proximity, priority, proximity] }',
      'preferences.standard_brokering[2]',
      /second time/,
    ],
    [
      'an empty list of criteria',
      'preferences: { standard_brokering: [] }',
      'preferences.standard_brokering',
      /found a list, expected at least 1 entry/,
    ],
    [
      'a preference of the organization at a location',
      location('preferences: { search_radius: 5 }'),
      'systems[0].locations[0].preferences.search_radius',
      /for the whole organization/,
    ],
    [
      'an unknown time zone',
      location('time_zone: Europe/Berln'),
      'systems[0].locations[0].time_zone',
      /^found "Europe\/Berln", expected the IANA name of a time zone, such as Europe\/Berlin or America\/New_York, or UTC$/,
    ],
    [
      'a time zone by its offset',
      location('time_zone: "+02:00"'),
      'systems[0].locations[0].time_zone',
      /found "\+02:00", expected the IANA name/,
    ],
    [
      'an ambiguous abbreviation as the time zone of the organization',
      'preferences: { time_zone: CST }',
      'preferences.time_zone',
      /found "CST", expected the IANA name/,
    ],
    [
      'a number of hours above the limit',
      'preferences: { use_offline_newer_than: 87601 }',
      'preferences.use_offline_newer_than',
      /at most 87600/,
    ],
    [
      'a split across no location',
      'preferences: { max_split_locations: 0 }',
      'preferences.max_split_locations',
      /at least 1/,
    ],
    [
      'an unknown status',
      'systems: [{ system_cd: A, reserved_statuses: [wrapped] }]',
      'systems[0].reserved_statuses[0]',
      /expected one of new_order, /,
    ],
    [
      'a status that cannot hold stock',
      'systems: [{ system_cd: A, reserved_statuses: [picked, canceled] }]',
      'systems[0].reserved_statuses[1]',
      /found "canceled", .* holds no stock/,
    ],
    [
      'a repeated carrier',
      'carriers: [{ code: UPS }, { code: UPS }]',
      'carriers[1].code',
      /already stands at carriers\[0\]/,
    ],
    [
      'an attribute with a lower-case code',
      'attribute_definitions: [{ code: brand, applies_to: location }]',
      'attribute_definitions[0].code',
      /found "brand", expected capitals/,
    ],
    [
      'an attribute value with a lower-case code',
      location('attributes: { brand: X }'),
      'systems[0].locations[0].attributes.brand',
      /found the name "brand", expected capitals/,
    ],
    [
      'an attribute value that is an object',
      location('attributes: { BRAND: { a: 1 } }'),
      'systems[0].locations[0].attributes.BRAND',
      /found a group of keys, expected text or a number or true or false or a list/,
    ],
    ['a zone without areas', zone('areas: []'), 'zones[0].areas', /at least 1 entry/],
    ['an area without a country', zone('areas: [{ postal: "01602" }]'), 'zones[0].areas[0].country', /expected text/],
    ['a repeated area', zone('areas: [{ country: US }, { country: US }]'), 'zones[0].areas[1]', /second time/],
    [
      'a location that is both primary and alternate',
      zone('areas: [{ country: US }], alternate: [{ system_cd: A, location_cd: "1" }]'),
      'zones[0].alternate[0].location_cd',
      /already stands at zones\[0\]\.primary\[0\]/,
    ],
    [
      'a place without postal code and province',
      'places: [{ city: BOSTON, latitude: 1, longitude: 1 }]',
      'places[0]',
      /either a postal code, or a city and its province/,
    ],
    [
      'a place with both postal code and city',
      'places: [{ postal: "01602", city: BOSTON, province: MA, latitude: 1, longitude: 1 }]',
      'places[0]',
      /either a postal code/,
    ],
    [
      'a repeated place',
      'places: [{ postal: "A1A 1A1", latitude: 1, longitude: 1 }, { postal: a1a1a1, latitude: 1, longitude: 1 }]',
      'places[1]',
      /second time/,
    ],
    [
      'a sell multiple of 0',
      inventory('available_qty: 1, sell_multiple: 0'),
      'inventory[0].sell_multiple',
      /at least 1/,
    ],
    [
      'a shrink rate above 100',
      inventory('available_qty: 1, shrink_rate: 101'),
      'inventory[0].shrink_rate',
      /at most 100/,
    ],
    [
      'a rule with an unknown result',
      'probability_rules: [{ name: R, result: include }]',
      'probability_rules[0].result',
      /found "include", expected one of exclude or a group of keys/,
    ],
    [
      'a rule for an unknown variable',
      'probability_rules: [{ name: R, result: { figure: price, as: "1" } }]',
      'probability_rules[0].result.figure',
      /one of available_qty, /,
    ],
    [
      'an assignment that ends before it starts',
      'probability_assignments: [{ rule: R, sequence: 1, from: 2030-02-01, to: 2030-01-01 }]',
      'probability_assignments[0].to',
      /not before 2030-02-01/,
    ],
    [
      'an assignment to both a type and a location',
      'probability_assignments: [{ rule: R, sequence: 1, location_type: T, location: { system_cd: A, location_cd: "1" } }]',
      'probability_assignments[0].location',
      /one of the two or neither/,
    ],
    ['a syntax error', 'systems:\n  - { system_cd: A', '', /^line 2, column \d+: /],
    ['a repeated key', 'systems: []\nsystems: []', '', /^line 2, column 1: Map keys must be unique/],
    ['an empty file', '', '', /empty document/],
    ['a list at the top level', '[]', '', /found a list, expected a group of keys/],
  ])('is rejected for %s, which is reported once with its path', (_, text, path, reason) => {
    expect(faultsOf(text)).toEqual([{ path, reason: expect.stringMatching(reason) as string }]);
  });

  it('may use one location code in two systems', () => {
    expect(
      faultsOf(
        'systems: [{ system_cd: A, locations: [{ location_cd: "1", name: x }] }, { system_cd: B, locations: [{ location_cd: "1", name: x }] }]',
      ),
    ).toEqual([]);
  });

  it('reports all of its faults at once', () => {
    expect(
      faultsOf('extra: 1\nsystems: [{ system_cd: 6 }, { system_cd: A }, { system_cd: A }]')
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['extra', 'systems[0].system_cd', 'systems[2].system_cd']);
  });

  it('is rejected when its aliases expand exponentially', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`;
    expect(faultsOf(bomb)).toEqual([{ path: '', reason: expect.stringContaining('alias') as string }]);
  });

  it('is rejected when it is nested too deeply', () => {
    expect(faultsOf('['.repeat(100_000))).not.toEqual([]);
  });

  it('is rejected as JSON when it is YAML', () => {
    expect(faultsOf('systems: []', 'json')).not.toEqual([]);
  });
});

describe('the demo catalog', () => {
  const text = readFileSync('samples/catalogs/demo.yaml', 'utf8');

  it('has no faults', () => {
    expect(faultsOf(text)).toEqual([]);
  });

  it('is compiled into the build unchanged', () => {
    expect({ document: JSON.parse(readFileSync('dist/demo-catalog.json', 'utf8')) as unknown }).toEqual(
      parseCatalogDocument(text),
    );
  });

  it('has a product and a location for every stock record, and two products without stock', () => {
    const parsed = parseCatalogDocument(text);
    if (!('document' in parsed)) throw new Error('the demo catalog has faults');
    const { systems = [], products = [], inventory = [] } = parsed.document;
    const places = new Set(
      systems.flatMap((system) => (system.locations ?? []).map((place) => `${system.system_cd}/${place.location_cd}`)),
    );
    const items = new Set(
      products.flatMap((product) => (product.system_products ?? []).map((item) => `${item.system_cd}/${item.item_id}`)),
    );
    expect(inventory.filter((stock) => !places.has(`${stock.system_cd}/${stock.location_cd}`))).toEqual([]);
    expect(inventory.filter((stock) => !items.has(`${stock.system_cd}/${stock.item_id}`))).toEqual([]);
    const total = ({ system_products = [] }: (typeof products)[number]): number =>
      inventory
        .filter((stock) =>
          system_products.some((own) => own.system_cd === stock.system_cd && own.item_id === stock.item_id),
        )
        .reduce((sum, stock) => sum + stock.available_qty, 0);
    const none = products.filter((product) => total(product) === 0);
    expect(none.map((product) => product.product_cd)).toEqual(['GLOBE', 'ROCKER']);
    expect(inventory.filter((stock) => stock.item_id === 'PUZZLE')).toHaveLength(1);
  });
});
