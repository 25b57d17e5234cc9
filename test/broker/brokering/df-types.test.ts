import { onEveryEngine } from '../../support/databases.js';
import { brokerOn, orderOf, submitted } from '../../support/server/broker.js';
import type { WantedLine } from '../../support/server/broker.js';
import { retailerWithSuppliers } from '../../support/server/direct-fulfillment.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';

const ofType = (type: number, line: WantedLine): WantedLine => ({
  ...line,
  customizations: [{ code: 'DF_TYPE', message: String(type) }],
});

/** PENCIL is with the merchant: 50 at STC/20, 5 at STC/10; both suppliers have it too. */
function retailer(preferences: Preferences = {}) {
  const base = retailerWithSuppliers({}, preferences);
  return {
    ...base,
    products: (base.products ?? []).map((product) =>
      product.product_cd === 'PENCIL'
        ? {
            ...product,
            system_products: [...(product.system_products ?? []), { system_cd: 'DF', item_id: 'X-PENCIL' }],
          }
        : product,
    ),
    inventory: [
      ...(base.inventory ?? []),
      { system_cd: 'DF', location_cd: 'A', item_id: 'X-PENCIL', available_qty: 1000 },
    ],
  };
}

/** Who ships a line, by its DF type. */
onEveryEngine((engine) => {
  test.each([
    [0, 5, ['STC/10 new_order']],
    [0, 500, ['STC/10 new_order', 'STC/20 new_order', '6/UNF unfulfillable']],
    [1, 5, ['DF/A new_order']],
    [2, 50, ['STC/20 new_order']],
    [2, 51, ['DF/A new_order']],
    [3, 50, ['STC/20 new_order']],
    [3, 51, ['DF/A new_order']],
    [3, 5000, ['6/UNF unfulfillable']],
  ])('type %i, %i units', async (type, qty, expected) => {
    const home = await engine.create();
    const database = await home.open();
    const broker = await brokerOn(database, retailer({ allow_split_line: true }));
    const order = orderOf('A-1', [ofType(type, { item: 'PENCIL', qty })]);
    expect((await submitted(broker, order)).lines).toEqual(expected);
    await database.close();
    await home.drop();
  });

  test('lines of one order go each its own way, and the default is for those without a type', async () => {
    const home = await engine.create();
    const database = await home.open();
    const broker = await brokerOn(database, retailer({ df_type_default: 1 }));
    const order = orderOf('A-1', [{ item: 'PENCIL' }, ofType(0, { item: 'PENCIL' }), { item: 'DESK' }]);
    expect((await submitted(broker, order)).lines).toEqual(['DF/A new_order', 'STC/10 new_order', 'DF/A new_order']);
    await database.close();
    await home.drop();
  });
});
