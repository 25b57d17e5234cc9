import { readShipMethods } from '../../../domain/partner/ship-method.js';
import type { LogisticsOperation } from '../operation.js';

/** Lists the ship methods of a warehouse. Their amount is what the location is estimated to cost, whatever the order. */
export const getShipMethods: LogisticsOperation<'GetShipMethods'> = {
  name: 'GetShipMethods',
  nothing: {},
  answer({ WarehouseID }, { warehouses }) {
    const methods = warehouses.numbered(WarehouseID).flatMap(({ preferences: { requests } }) =>
      readShipMethods(requests.shipMethods).map(({ id, code }) => ({
        ShipMethodID: id,
        Description: code,
        ShippingAmount: requests.estimatedShipping.toFixed(2),
      })),
    );
    const once = [...new Map([...methods].reverse().map((one) => [one.ShipMethodID, one])).values()].reverse();
    return Promise.resolve({ content: { ShipMethods: { ShipMethodResponse: once } } });
  },
};
