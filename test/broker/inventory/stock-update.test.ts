import { NetworkCache } from '../../../src/broker/network-cache.js';
import { readStockUpdate } from '../../../src/broker/inventory/stock-update.js';
import type { WrittenStock } from '../../../src/broker/inventory/stock-update.js';
import type { Network } from '../../../src/domain/network/network.js';
import { Database } from '../../../src/store/database.js';
import { brokerOn } from '../../support/server/broker.js';

let network: Network;

beforeAll(async () => {
  const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
  await brokerOn(database);
  network = await database.transaction((session) => new NetworkCache().current(session));
  await database.close();
});

const read = (changes: Partial<WrittenStock>) =>
  readStockUpdate(
    [{ locationCd: '10', available: '1', nextPoQuantity: '', nextPoDate: '', ...changes }],
    'STC',
    network,
  );

test.each([
  ['2030-02-01', '2030-02-01'],
  ['2030-02-01T23:30:00.000-05:00', '2030-02-01'],
  ['2030-02-01 08:15', '2030-02-01'],
  ['2030-02-01Z', '2030-02-01'],
  [' 20300201 ', '2030-02-01'],
  ['', undefined],
])('accepts the date %j', (nextPoDate, day) => {
  expect(read({ nextPoDate })).toMatchObject({ faults: [], stock: [{ available_qty: 1, next_po_qty: 0 }] });
  expect(read({ nextPoDate }).stock[0]?.next_po_date).toBe(day);
});

test.each(['02/01/2030', '2030-13-01', '2030-02-30', '2030-02-01 rubbish', 'soon', '20300230'])(
  'rejects the date %j',
  (nextPoDate) => {
    expect(read({ nextPoDate })).toMatchObject({
      stock: [],
      faults: [{ key: 'stock_date', values: { value: nextPoDate, location: '10' } }],
    });
  },
);

test.each([
  ['0', 0],
  ['007', 7],
  ['12.000', 12],
  ['999999999', 999_999_999],
])('accepts the quantity %j', (available, units) => {
  expect(read({ available })).toMatchObject({ faults: [], stock: [{ available_qty: units }] });
});

test.each(['-1', '-2.00', ' -999999999 '])('takes the negative quantity %j for nothing', (written) => {
  expect(read({ available: written, nextPoQuantity: written })).toMatchObject({
    faults: [],
    stock: [{ available_qty: 0, next_po_qty: 0 }],
  });
});

test.each(['', '--1', '-1.5', '-', '1.5', '1e3', '1000000000', 'many'])('rejects the quantity %j', (available) => {
  expect(read({ available })).toMatchObject({
    stock: [],
    faults: [{ key: 'stock_quantity', values: { field: 'available_qty', value: available } }],
  });
});
