import { locateItems } from '../../../../src/broker/availability/locate-items.js';
import { productAvailability } from '../../../../src/broker/availability/product-availability.js';
import { getOrders, getOrdersById } from '../../../../src/broker/inquiry/get-orders.js';
import { searchOrders } from '../../../../src/broker/inquiry/search-orders.js';
import { updateProduct } from '../../../../src/broker/inventory/update-product.js';
import { onEveryEngine } from '../../../support/databases.js';
import { orderOf, place, submitted, update } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { freshForEach } from '../../../support/server/fresh-broker.js';

const WORCESTER = { postal: '01602', city: '', province: '', country: 'US' };
const PERSON = {
  company: '',
  firstName: '',
  lastName: '',
  province: '',
  postal: '',
  country: '',
  phone: '',
  email: '',
};

/** Each number in the forms that a schema's decimal or int type has for it. */
onEveryEngine((engine) => {
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
  });

  test.each([
    ['.5', '0.500'],
    ['1.', '1.000'],
    ['+1', '1.000'],
    ['007.25', '7.250'],
    ['-0', '0.000'],
    [' 2.0005 ', '2.001'],
  ])('the weight %j of a line is %s', async (shipWeight, told) => {
    const { requestId } = await submitted(broker, orderOf('W', [{ item: 'PENCIL', shipWeight, lineItemNo: '+01' }]));
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: `+${requestId}`,
      orderId: '',
      refTransactionNo: '',
    });
    expect(view?.lines[0]?.line).toMatchObject({ requestingLineNo: 1, details: { shipWeight: told } });
  });

  test.each(['+3', '3.', '3.00', '003'])('the stock figure %j is 3', async (figure) => {
    const result = await updateProduct(broker, {
      systemCd: 'STC',
      itemId: 'S-PEN',
      productCd: 'PEN',
      description: 'A pen',
      department: '',
      class: '',
      sub_class: '',
      master_style_code: '',
      stock: [{ locationCd: '10', available: figure, nextPoQuantity: figure, nextPoDate: '' }],
    });
    expect(result.updated).toBe(true);
    const { lines } = await submitted(broker, orderOf('S', [{ item: 'PEN', qty: 3 }]));
    expect(lines).toEqual(['STC/10 new_order']);
  });

  test.each(['.5', '5.', '+5', '05.0', '5'])(
    'within the distance %j of a store the store is found',
    async (distance) => {
      const requestingLocation = place('6/1');
      const address = { ...WORCESTER, postal: '01608' };
      const located = await locateItems(broker, {
        items: [{ itemId: 'PENCIL', quantity: '+2.', fulfillmentType: 'PICKUP' }],
        requestingLocation,
        requestedLocation: place('/'),
        address,
        distance,
        unit: 'MI',
      });
      expect(located.locations.map((one) => one.locationCd)).toEqual(['10']);
      const available = await productAvailability(broker, {
        requestingLocation,
        types: [{ type: 'PICKUP', distance, unit: 'MI' }],
        items: [{ itemId: 'PENCIL', quantity: '02' }],
        address,
      });
      expect(available.types[0]).toMatchObject({ isValid: true, items: [{ found: [{ satisfies: true }] }] });
    },
  );

  test.each(['-1', '1e2', 'near', '1000000', '.'])('the distance %j is refused', async (distance) => {
    const located = await locateItems(broker, {
      items: [{ itemId: 'PENCIL', quantity: '1', fulfillmentType: 'PICKUP' }],
      requestingLocation: place('6/1'),
      requestedLocation: place('/'),
      address: WORCESTER,
      distance,
      unit: 'MI',
    });
    expect(located.items[0]?.rejection?.key).toBe('unit');
  });

  test('a request id is one number in every form and every operation', async () => {
    const { requestId } = await submitted(broker, orderOf('R', [{ item: 'PENCIL' }]));
    for (const form of [`+${requestId}`, `${requestId}.`, `000${requestId}`, ` ${requestId}\n`]) {
      const listed = await getOrdersById(broker, { systemCd: '6', requestIds: [form], statuses: [], negated: false });
      expect(listed).toHaveLength(1);
      const found = await searchOrders(
        broker,
        {
          systemCd: '6',
          locationCd: '',
          fields: { requestId: form, orderId: '', refTransactionNo: '', orderDate: '', soldTo: PERSON, shipTo: PERSON },
          most: undefined,
        },
        { responses: 25, mostResponses: 200, window: 20_000 },
      );
      expect(found).toHaveLength(1);
    }
    expect((await update(broker, requestId, 'accepted', 'STC/10')).updated).toBe(true);
  });
});
