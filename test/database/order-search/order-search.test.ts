import type { SearchFields } from '../../../src/domain/order/order-criteria.js';
import type { Customer } from '../../../src/domain/order/order.js';
import { searchOrders } from '../../../src/broker/inquiry/search-orders.js';
import type { SearchBounds } from '../../../src/broker/inquiry/search-orders.js';
import { forgetCustomers } from '../../../src/store/orders/order-customers.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, CUSTOMER, orderOf, submitted, update } from '../../support/server/broker.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';

const NOBODY = {
  company: '',
  firstName: '',
  lastName: '',
  province: '',
  postal: '',
  country: '',
  phone: '',
  email: '',
};
const BOUNDS: SearchBounds = { responses: 25, mostResponses: 200, window: 20_000 };

type Asked = Partial<Omit<SearchFields, 'soldTo' | 'shipTo'>> & {
  readonly soldTo?: Partial<typeof NOBODY>;
  readonly shipTo?: Partial<typeof NOBODY>;
};

const person = (name: Partial<Customer['name']>, address: Partial<Customer['address']> = {}): Customer => ({
  name: { ...CUSTOMER.name, first: '', last: '', ...name },
  address: { ...CUSTOMER.address, ...address },
});
const JANE = person(
  { first: 'Jane', last: "O'Neil  Smith", company: 'Example Ltd.' },
  {
    postal: '01602-1234',
    email: 'Jane@Example.com',
    phone1: '+1 (508) 555-0100',
    phone2: '508 555 0101',
    province: 'MA',
    country: 'US',
  },
);
const ZOE = person(
  { first: 'Zoë', last: 'Smithers' },
  { postal: 'K1A 0B1', province: 'ON', country: 'CA', email: '', phone1: '613 555 0199' },
);

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: Awaited<ReturnType<typeof brokerOn>>;

  const setUp = async (): Promise<void> => {
    home = await engine.create();
    database = await home.open();
    broker = await brokerOn(database);
  };
  const tearDown = async (): Promise<void> => {
    await database.close();
    await home.drop();
  };

  /** The order ids found, newest first; undefined if the search is rejected. */
  const find = async (asked: Asked, systemCd = '6', most?: number, bounds = BOUNDS): Promise<string[] | undefined> => {
    const { soldTo, shipTo, ...rest } = asked;
    const views = await searchOrders(
      broker,
      {
        systemCd,
        locationCd: '',
        most,
        fields: {
          requestId: '',
          orderId: '',
          refTransactionNo: '',
          orderDate: '',
          ...rest,
          soldTo: { ...NOBODY, ...soldTo },
          shipTo: { ...NOBODY, ...shipTo },
        },
      },
      bounds,
    );
    return views?.map((view) => view.order.orderId);
  };
  const place = (
    orderId: string,
    soldTo: Customer,
    shipTo: Customer = soldTo,
    changes: Parameters<typeof orderOf>[2] = {},
  ) =>
    submitted(
      broker,
      orderOf(orderId, [{ item: 'PENCIL', shipTo }], { ...changes, details: { ...orderOf('', []).details, soldTo } }),
    );

  describe('every criterion', () => {
    beforeAll(async () => {
      await setUp();
      await place('J', JANE, JANE, { refTransactionNo: 'REF-1' });
      await place('Z', ZOE);
      await place('G', JANE, ZOE);
    });
    afterAll(tearDown);

    test.each<[string, Asked['soldTo'] & object]>([
      ['company', { company: ' example   LTD. ' }],
      ['the prefix of a company', { company: 'exam*' }],
      ['first name', { firstName: 'JANE' }],
      ['the prefix of a first name', { firstName: 'j*' }],
      ['last name', { lastName: "o'neil smith" }],
      ['the prefix of a last name', { lastName: "O'Ne*" }],
      ['five digits of a ZIP+4', { postal: '01602' }],
      ['ZIP+4', { postal: '01602 1234' }],
      ['province', { province: 'ma' }],
      ['country', { country: 'us' }],
      ['the first phone number', { phone: '5085550100' }],
      ['the second phone number', { phone: '1-508-555-0101' }],
      ['e-mail address', { email: ' jane@example.COM' }],
    ])('%s finds orders by buyer and by recipient', async (_, asked) => {
      expect(await find({ soldTo: asked })).toEqual(['G', 'J']);
      expect(await find({ shipTo: asked })).toEqual(['J']);
    });

    test.each<[string, Asked]>([
      ['another name', { soldTo: { lastName: 'SMITH' } }],
      ['part of a name', { soldTo: { lastName: 'ONEIL' } }],
      ['a * inside', { soldTo: { lastName: 'O*SMITH' } }],
      ['the prefix of an e-mail address', { soldTo: { email: 'jane@*' } }],
      ['other digits', { soldTo: { phone: '555-0100' } }],
      ['ZIP+4 of a neighbor', { soldTo: { postal: '01602-9999' } }],
      ['four digits', { soldTo: { postal: '0160' } }],
      ['a phone number without digits', { soldTo: { phone: 'n/a' } }],
      ['a postal code of hyphens', { shipTo: { postal: '-' } }],
      ['a malformed request id', { requestId: 'J' }],
      ['the prefix of an order id', { orderId: 'J*' }],
      ['an order id in lower case', { orderId: 'j' }],
      ['an SQL wildcard', { soldTo: { lastName: '%*' } }],
    ])('%s finds nothing, without an error', async (_, asked) => {
      expect(await find(asked)).toEqual([]);
    });

    test('of numbers matches exactly', async () => {
      expect(await find({ orderId: 'J' })).toEqual(['J']);
      expect(await find({ refTransactionNo: 'REF-1' })).toEqual(['J']);
      expect(await find({ requestId: ' 2 ' })).toEqual(['Z']);
    });

    test('must match together with all others, and those of a person must match one person', async () => {
      expect(await find({ soldTo: { lastName: "o'neil smith" }, shipTo: { lastName: 'smithers' } })).toEqual(['G']);
      expect(await find({ soldTo: { lastName: "o'neil smith", firstName: 'Zoë' } })).toEqual([]);
      expect(await find({ orderId: 'G', shipTo: { province: 'ON' }, soldTo: { phone: '508 555 0101' } })).toEqual([
        'G',
      ]);
      expect(await find({ orderId: 'G', shipTo: { province: 'MA' } })).toEqual([]);
    });

    // This test is the last one, because it deletes persons.
    test('finds no deleted persons, but still the order', async () => {
      await database.transaction((session) => forgetCustomers(session, [1, 3, 99]));
      expect(await find({ soldTo: { company: 'Example Ltd.' } })).toEqual([]);
      expect(await find({ requestId: '1' })).toEqual(['J']);
    });
  });

  describe('a search', () => {
    beforeEach(setUp);
    afterEach(tearDown);

    test('reads dates as days or times in UTC, with any offset', async () => {
      broker.now = new Date('2030-01-01T23:59:59.999Z');
      await place('OLD', JANE);
      broker.now = new Date('2030-01-02T00:00:00.000Z');
      await place('NEW', JANE);
      expect(await find({ orderDate: '2030-01-01' })).toEqual(['OLD']);
      expect(await find({ orderDate: '2030-01-02' })).toEqual(['NEW']);
      expect(await find({ orderDate: '2030-01-02+01:00' })).toEqual(['NEW', 'OLD']);
      expect(await find({ orderDate: '2030-01-02T01:59:59+02:00' })).toEqual(['OLD']);
      expect(await find({ orderDate: '2030-01-02T00:00:00.000' })).toEqual(['NEW']);
      expect(await find({ orderDate: '2030-01-02T00:00:00.001' })).toEqual([]);
      expect(await find({ orderDate: '2030-01-02', soldTo: { lastName: 'nobody' } })).toEqual([]);
    });

    test('is rejected without criteria, or with a malformed date', async () => {
      expect(await find({})).toBeUndefined();
      expect(await find({ requestId: ' ', soldTo: { lastName: ' * ' } })).toBeUndefined();
      expect(await find({ orderDate: 'yesterday', orderId: 'A' })).toBeUndefined();
    });

    test('finds an order only for systems with a role in it', async () => {
      await submitted(broker, orderOf('AT-STORE', [{ item: 'PENCIL' }]));
      await submitted(broker, orderOf('AT-WAREHOUSE', [{ item: 'LAMP', at: '6/1' }]));
      await submitted(
        broker,
        orderOf('COLLECTED', [{ item: 'LAMP', at: '6/1' }], {
          type: 'SHIPFORPICKUP',
          pickupLocation: { systemCd: 'STC', locationCd: '30' },
        }),
      );
      const asked = { soldTo: { lastName: 'LAST' } };
      expect(await find(asked, '6')).toEqual(['COLLECTED', 'AT-WAREHOUSE', 'AT-STORE']);
      expect(await find(asked, 'STC')).toEqual(['COLLECTED', 'AT-STORE']);
      expect(await find(asked, 'OTHER')).toEqual([]);
      expect(await find({ orderId: 'AT-WAREHOUSE' }, 'STC')).toEqual([]);
      expect(await find({ orderId: 'AT-STORE' }, 'STC')).toEqual(['AT-STORE']);
      // The limit counts only orders that the caller may see: the newest of all is not the newest of its own.
      await submitted(broker, orderOf('AT-WAREHOUSE-2', [{ item: 'LAMP', at: '6/1' }]));
      expect(await find(asked, 'STC', 1)).toEqual(['COLLECTED']);
    });

    test('does not find an order for a system that rejected it once another system has shipped it', async () => {
      await submitted(
        broker,
        orderOf('A', [{ item: 'LAMP', at: '6/1' }], { requestingLocation: { systemCd: '6', locationCd: '1' } }),
      );
      await update(broker, 1, 'rejected', '6/1');
      expect(await find({ orderId: 'A' }, 'STC')).toEqual([]);
      expect(await find({ orderId: 'A' }, '6')).toEqual(['A']);
    });

    test('returns as many orders as requested, or the default, and never more than the maximum', async () => {
      for (const id of ['A', 'B', 'C', 'D']) await place(id, JANE);
      const asked = { soldTo: { email: 'jane@example.com' } };
      const bounds = { ...BOUNDS, responses: 2, mostResponses: 3 };
      expect(await find(asked, '6', undefined, bounds)).toEqual(['D', 'C']);
      expect(await find(asked, '6', 0, bounds)).toEqual(['D', 'C']);
      expect(await find(asked, '6', -5, bounds)).toEqual(['D', 'C']);
      expect(await find(asked, '6', 1, bounds)).toEqual(['D']);
      expect(await find(asked, '6', 2_000_000_000, bounds)).toEqual(['D', 'C', 'B']);
    });

    test('covers only the newest orders if no criterion is selective', async () => {
      for (const id of ['A', 'B', 'C']) await place(id, JANE);
      const narrow = { ...BOUNDS, window: 2 };
      for (const soldTo of [{ province: 'MA' }, { country: 'US' }, { firstName: 'Jane' }, { lastName: "O'*" }]) {
        expect(await find({ soldTo }, '6', undefined, narrow)).toEqual(['C', 'B']);
      }
      expect(await find({ soldTo: { province: 'MA', lastName: "O'N*" } }, '6', undefined, narrow)).toEqual([
        'C',
        'B',
        'A',
      ]);
    });

    test('returns an order with many persons once', async () => {
      const lines = ['01601', '01602', '01603'].map((postal) => ({
        item: 'PENCIL',
        shipTo: person({ last: 'Example' }, { postal, phone1: '5085550100', phone2: '5085550100' }),
      }));
      await submitted(broker, orderOf('A', lines));
      for (const shipTo of [{ lastName: 'example' }, { phone: '5085550100' }, { country: 'US' }])
        expect(await find({ shipTo })).toEqual(['A']);
      expect(await find({ shipTo: { postal: '01603' } })).toEqual(['A']);
    });
  });
});
