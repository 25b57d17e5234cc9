import type { LogisticsOperation } from '../operation.js';
import { warehouseNumber } from '../warehouses.js';

/** Lists the warehouses of the login. Locations of one number are one warehouse, with the address of the first. */
export const getWarehouses: LogisticsOperation<'GetWarehouses'> = {
  name: 'GetWarehouses',
  nothing: {},
  answer(_, { warehouses }) {
    const first = new Map([...warehouses.locations].reverse().map((one) => [warehouseNumber(one), one]));
    const shown = [...first]
      .sort(([one], [other]) => one - other)
      .map(([id, { name, locationCd, address }]) => ({
        WarehouseID: id,
        Description: name || locationCd,
        WarehouseAddress1: address.address1,
        WarehouseAddress2: address.address2,
        WarehouseCity: address.city,
        WarehouseState: address.province,
        WarehouseZip: address.postal,
        WarehouseCountry: address.country,
      }));
    return Promise.resolve({ content: { Warehouses: { WarehouseResponse: shown } } });
  },
};
