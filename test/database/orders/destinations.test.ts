import { locateItems } from '../../../src/broker/availability/locate-items.js';
import { traceOrder } from '../../../src/broker/brokering/order-trace.js';
import { loadCatalog } from '../../../src/broker/network/load-catalog.js';
import { previewOrder } from '../../../src/broker/orders/preview.js';
import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import { CUSTOMER, orderOf, place, SMALL_RETAILER, submitted, update } from '../../support/server/broker.js';
import type { TestBroker, WantedLine } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import { freshForEach, stateOf } from '../../support/server/fresh-broker.js';

const at = (city: string, province: string, postal: string, country = 'US') => ({
  ...CUSTOMER,
  address: { ...CUSTOMER.address, city, province, postal, country },
});
const SEATTLE = at('SEATTLE', 'WA', '98109');
const STOCK: Partial<CatalogDocument> = {
  inventory: ['10', '20', '30'].map((location_cd) => ({
    system_cd: 'STC',
    location_cd,
    item_id: 'S-PENCIL',
    available_qty: 5,
  })),
};

onEveryEngine((engine) => {
  let broker: TestBroker;
  freshForEach(engine, (fresh) => (broker = fresh.broker), STOCK);

  const prefer = (preferences: Preferences, changes: Partial<CatalogDocument> = {}) =>
    loadCatalog(broker, { preferences: { ...SMALL_RETAILER.preferences, ...preferences }, ...changes });
  /** Where a submitted order goes; a preview must say the same. */
  const sent = async (orderId: string, lines: readonly WantedLine[], changes = {}): Promise<string[]> => {
    const previewed = await previewOrder(broker, orderOf(orderId, lines, changes));
    const { lines: assigned } = await submitted(broker, orderOf(orderId, lines, changes));
    if (!('preview' in previewed)) throw new Error('refused');
    const proposed = previewed.preview.lines.flatMap(({ parts, unfulfillable }) => [
      ...parts.map((part) => `${part.system_cd}/${part.location_cd}`),
      ...(unfulfillable > 0 ? ['6/UNF'] : []),
    ]);
    expect(assigned.map((line) => line.split(' ')[0])).toEqual(proposed);
    return proposed;
  };

  test('each line is routed by its own address', async () => {
    expect(await sent('A', [{ item: 'PENCIL' }, { item: 'PENCIL', shipTo: SEATTLE }, { item: 'PENCIL' }])).toEqual([
      'STC/10',
      'STC/30',
      'STC/10',
    ]);
    expect(await sent('B', [{ item: 'PENCIL', shipTo: SEATTLE }, { item: 'PENCIL' }])).toEqual(['STC/30', 'STC/10']);
  });

  test('a destination gets what the ones before it left', async () => {
    const lines = [
      { item: 'PENCIL', qty: 5 },
      { item: 'PENCIL', qty: 3, shipTo: at('BOSTON', 'MA', '02108') },
      { item: 'PENCIL', qty: 3, shipTo: at('AUBURN', 'MA', '01501') },
    ];
    expect(await sent('A', lines)).toEqual(['STC/10', 'STC/20', 'STC/30']);
  });

  test('the trace and the preview have a pass for each destination', async () => {
    const order = orderOf('A', [{ item: 'PENCIL' }, { item: 'PENCIL', shipTo: SEATTLE }]);
    const { requestId } = await submitted(broker, order);
    const passes = (await traceOrder(broker, requestId)) ?? [];
    expect(passes.map(({ parts }) => parts.map((part) => `${String(part.line)} ${part.location_cd}`))).toEqual([
      ['0 10'],
      ['1 30'],
    ]);
    expect(await previewOrder(broker, order)).toMatchObject({
      preview: {
        decision: { candidates: [{ location_cd: '10' }, {}, {}], further_decisions: [{ decided_by: 'proximity' }] },
      },
    });
  });

  test('an order that may not be split goes to one location that reaches all addresses', async () => {
    const lines = [{ item: 'PENCIL' }, { item: 'PENCIL', shipTo: SEATTLE }];
    await prefer({ allow_split_order: false });
    expect(new Set(await sent('A', lines)).size).toBe(1);
    await prefer({ allow_split_order: true, search_radius: 100 });
    expect(await sent('B', lines)).toEqual(['STC/10', 'STC/30']);
    await prefer({ allow_split_order: false, search_radius: 100 });
    expect(await sent('C', lines)).toEqual(['6/UNF', '6/UNF']);
  });

  test('each line is in the zone of its own address, and an unsplit order in all of them', async () => {
    const served = (code: string, province: string, ...codes: string[]) => ({
      code,
      areas: [{ country: 'US', province }],
      primary: codes.map((location_cd) => ({ system_cd: 'STC', location_cd })),
    });
    const zones = [served('EAST', 'MA', '20'), served('WEST', 'WA', '30')];
    const lines = [{ item: 'PENCIL' }, { item: 'PENCIL', shipTo: SEATTLE }];
    await prefer({ use_zone_fulfillment: true }, { zones });
    expect(await sent('A', lines)).toEqual(['STC/20', 'STC/30']);
    expect(await sent('B', lines, {})).toEqual(['STC/20', 'STC/30']);
    await prefer({ use_zone_fulfillment: true, allow_split_order: false }, { zones });
    expect(await sent('C', lines)).toEqual(['6/UNF', '6/UNF']);
    await prefer(
      { use_zone_fulfillment: true, allow_split_order: false },
      { zones: [served('EAST', 'MA', '20', '30'), served('WEST', 'WA', '30')] },
    );
    expect(await sent('D', lines)).toEqual(['STC/30', 'STC/30']);
  });

  test('a ZIP without a province is in the zone of its province', async () => {
    await prefer(
      { use_zone_fulfillment: true },
      {
        zones: [
          {
            code: 'WEST',
            areas: [{ country: 'US', province: 'WA' }],
            primary: [{ system_cd: 'STC', location_cd: '30' }],
          },
        ],
      },
    );
    expect(await sent('A', [{ item: 'PENCIL', shipTo: at('', '', '98109') }])).toEqual(['STC/30']);
  });

  test('a rejected line is searched near its own address, not where the others are shipped from', async () => {
    await prefer({}, { inventory: [{ system_cd: '6', location_cd: '1', item_id: 'PENCIL', available_qty: 5 }] });
    const { requestId } = await submitted(
      broker,
      orderOf('A', [
        { item: 'PENCIL', at: 'STC/20' },
        { item: 'PENCIL', shipTo: SEATTLE },
        { item: 'PENCIL', at: 'STC/30' },
      ]),
    );
    await update(broker, requestId, 'rejected', 'STC/30', [2, 3]);
    expect(await stateOf(broker, requestId)).toMatch(/: 20 new_order, 10? new_order, 20 new_order$/);
  });

  test('a parcel to another country is not routed by a code of the United States', async () => {
    expect(await sent('A', [{ item: 'PENCIL', shipTo: at('BERLIN', '', '10115', 'DE') }])).toEqual(['6/UNF']);
    await prefer({}, { places: [{ country: 'DE', postal: '10115', latitude: 52.5, longitude: 13.4 }] });
    expect(await sent('B', [{ item: 'PENCIL', shipTo: at('BERLIN', '', '10115', 'DE') }])).toEqual(['STC/20']);
  });

  test('an order counts once at a location, however many addresses it ships to', async () => {
    await prefer({ max_orders_per_day: 1, search_radius: 100 });
    const near = { item: 'PENCIL', shipTo: at('AUBURN', 'MA', '01501') };
    expect(await sent('A', [{ item: 'PENCIL' }, near])).toEqual(['STC/10', 'STC/10']);
    expect(await sent('B', [{ item: 'PENCIL' }, near])).toEqual(['STC/20', 'STC/20']);
    expect(await sent('C', [{ item: 'PENCIL' }])).toEqual(['6/UNF']);
  });

  test('a search that names a location finds it although it had its orders of the day, one that names none does not', async () => {
    await prefer({ max_orders_per_day: 1 });
    await sent('A', [{ item: 'PENCIL' }]);
    const found = async (requested: string, fulfillmentType: string): Promise<string[]> => {
      const { locations } = await locateItems(broker, {
        items: [{ itemId: 'PENCIL', quantity: '1', fulfillmentType }],
        requestingLocation: place('6/1'),
        requestedLocation: place(requested),
        address: { postal: '01602', city: '', province: '', country: 'US' },
        distance: '100',
        unit: 'MI',
      });
      return locations.map(({ locationCd }) => locationCd);
    };
    for (const type of ['DELIVERY', 'PICKUP', 'SHIPFORPICKUP']) {
      expect(await found('STC/10', type)).toEqual(['10']);
      expect(await found('/', type)).toEqual(['20']);
      expect(await found('STC/20', type)).toEqual(['20']);
    }
  });
});
