import { randomUUID } from 'node:crypto';
import { getOrders } from '../../../src/broker/inquiry/get-orders.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import type { SubmitOrderCommand } from '../../../src/broker/orders/submit-order-command.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn, CUSTOMER, orderOf, place, SMALL_RETAILER, submitted } from '../../support/server/broker.js';
import type { TestBroker } from '../../support/server/broker.js';
import { Random } from '../../support/random.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { freshForEach } from '../../support/server/fresh-broker.js';

const customizations = (count: number, message: string) =>
  Array.from({ length: count }, (_, index) => ({ code: String(index), message }));

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ home, database, broker } = fresh);
  });

  const faultsOf = async (command: SubmitOrderCommand): Promise<string[]> => {
    const result = await submitOrder(broker, command);
    return result.accepted ? [] : result.rejections.map((rejection) => rejection.key);
  };
  const storedOrders = (): Promise<unknown[]> =>
    database.transaction((session) => session.all('SELECT request_id FROM customer_order'));

  describe('a delivery order', () => {
    test('is assigned to the nearest location that has all of it', async () => {
      expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5 }]))).lines).toEqual(['STC/10 new_order']);
      expect((await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]))).lines).toEqual(['STC/20 new_order']);
      expect((await submitted(broker, orderOf('C', [{ item: 'PENCIL' }, { item: 'PEN' }]))).lines).toEqual([
        'STC/20 new_order',
        'STC/20 new_order',
      ]);
    });

    test('is assigned to the unfulfillable location if no single location has it and it may not be split', async () => {
      await brokerOn(database, { preferences: { ...SMALL_RETAILER.preferences, allow_split_order: false } });
      expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL' }, { item: 'LAMP' }]))).lines).toEqual([
        '6/UNF unfulfillable',
        '6/UNF unfulfillable',
      ]);
      expect(
        (
          await submitted(
            broker,
            orderOf('B', [
              { item: 'PEN', qty: 2 },
              { item: 'PEN', qty: 2 },
            ]),
          )
        ).lines[0],
      ).toBe('6/UNF unfulfillable');
    });

    test('is assigned to the locations its lines name, whatever their stock', async () => {
      expect((await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 7, at: 'STC/10' }]))).lines).toEqual([
        'STC/10 new_order',
      ]);
    });

    test('is returned as it was sent: codes with their blanks, exact amounts, taxes added up', async () => {
      const { requestId } = await submitted(
        broker,
        orderOf('123-001', [
          {
            item: 'PENCIL   ',
            unitPrice: '3.489999999999',
            extendedFreight: '1.005',
            shipWeight: '1.11',
            taxes: [
              { description: 'GST', lineItemNo: '1', amount: '0.005' },
              { description: 'PST', lineItemNo: '1', amount: '0.005' },
            ],
            customizations: [{ code: 'NAME\nLABEL', message: 'Zoë 東京' }],
          },
        ]),
      );
      const [view] = await getOrders(broker, {
        systemCd: '6',
        requestId: String(requestId),
        orderId: '',
        refTransactionNo: '',
      });
      const [line] = view?.lines ?? [];
      expect(line?.itemId).toBe('PENCIL   ');
      expect(line?.line).toMatchObject({
        unitPrice: 349,
        tax: 1,
        details: { extendedFreight: 101, shipWeight: '1.110' },
      });
      expect(line?.line.details.customizations).toEqual([{ code: 'NAME\nLABEL', message: 'Zoë 東京' }]);
      expect(view?.order.orderDate).toBe('2030-01-02T03:04:05.678Z');
    });
  });

  describe('the taxes of a line', () => {
    /** The line's tax and the taxes listed beside it, in hundredths. */
    const taxesOf = async (orderId: string, amounts: readonly string[]): Promise<number[]> => {
      const taxes = amounts.map((amount) => ({ description: 'T', lineItemNo: '1', amount }));
      const { requestId } = await submitted(broker, orderOf(orderId, [{ item: 'PENCIL', taxes }]));
      const [order] = await getOrders(broker, {
        systemCd: '6',
        requestId: String(requestId),
        orderId: '',
        refTransactionNo: '',
      });
      const [line] = order?.lines ?? [];
      return [line?.line.tax ?? 0, ...(line?.line.details.taxes ?? []).map(({ amount }) => amount)];
    };

    test.each<[string[], number[]]>([
      [[], [0]],
      [['0.005'], [1, 1]],
      [
        ['0.005', '0.005'],
        [1, 0.5, 0.5],
      ],
      [
        ['0.333', '0.333'],
        [66, 33, 33],
      ],
      [
        ['0.333', '0.333', '0.334'],
        [100, 33.3, 33.3, 33.4],
      ],
      [
        ['1.00', '', '0.07'],
        [107, 100, 0, 7],
      ],
      [
        ['-0.005', '0.125', '0.25'],
        [37, -1, 13, 25],
      ],
    ])('%j are %j', async (amounts, expected) => {
      expect(await taxesOf('A', amounts)).toEqual(expected);
    });

    test('always add up, whatever their fractions are', async () => {
      const random = new Random(7);
      for (let order = 0; order < 40; order += 1) {
        const amounts = Array.from({ length: random.between(1, 6) }, () => {
          const digits = String(random.between(0, 99_999)).padStart(5, '0');
          return `${random.between(0, 20)}.${digits.slice(0, random.between(1, 5))}`;
        });
        const [tax = 0, ...listed] = await taxesOf(`R${order}`, amounts);
        expect(Number.isInteger(tax)).toBe(true);
        expect(listed.reduce((sum, amount) => sum + Math.round(amount * 100), 0)).toBe(tax * 100);
      }
    });
  });

  describe('an order for pickup', () => {
    const seattle = { pickupLocation: place('STC/30') };
    test.each<[string, Partial<SubmitOrderCommand>, string | undefined, string, string]>([
      ['PICKUP', {}, 'STC/10', 'STC/10', '10'],
      ['SHIPFORPICKUP', seattle, undefined, 'STC/20', '30'],
      ['SHIPFORPICKUP', seattle, 'STC/10', 'STC/10', '30'],
      ['RETAILPICKUP', { requestingLocation: place('STC/30') }, undefined, 'STC/20', '30'],
      ['SHIPTOSTORE', seattle, undefined, '6/1', '30'],
    ])('%s %j at %s is fulfilled by %s and has its pickup location', async (type, changes, at, source, pickup) => {
      const item = type === 'SHIPTOSTORE' ? 'LAMP' : type === 'RETAILPICKUP' ? 'S-PENCIL' : 'PENCIL';
      const qty = at === undefined && item !== 'LAMP' ? 6 : 1;
      const { requestId, lines } = await submitted(
        broker,
        orderOf('A', [{ item, qty, ...(at === undefined ? {} : { at }) }], { type, ...changes }),
      );
      expect(lines).toEqual([`${source} new_order`]);
      const systemCd = changes.requestingLocation?.systemCd ?? '6';
      const [view] = await getOrders(broker, {
        systemCd,
        requestId: String(requestId),
        orderId: '',
        refTransactionNo: '',
      });
      expect(view?.pickup?.locationCd).toBe(pickup);
    });
  });

  describe('a duplicate', () => {
    test('returns the existing order and stores nothing', async () => {
      const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      const again = await submitOrder(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(again).toMatchObject({ accepted: false, requestId, rejections: [{ key: 'duplicate' }] });
      expect(await storedOrders()).toHaveLength(1);
    });

    test('is recognized by system, order and line: another line or another system is not one', async () => {
      await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      expect(await faultsOf(orderOf('A', [{ item: 'PENCIL', lineItemNo: '2' }]))).toEqual([]);
      expect(await faultsOf(orderOf('A', [{ item: 'S-PENCIL' }], { requestingLocation: place('STC/10') }))).toEqual([]);
    });

    test('sent twenty times at once stores one order, also through two instances', async () => {
      const second = await home.open();
      const other = { ...(await brokerOn(second)), database: second };
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          submitOrder(i % 2 === 0 ? broker : other, orderOf('A', [{ item: 'PENCIL' }])),
        ),
      );
      expect(results.filter((result) => result.accepted)).toHaveLength(1);
      expect(new Set(results.map((result) => result.requestId)).size).toBe(1);
      expect(await storedOrders()).toHaveLength(1);
      await second.close();
    });
  });

  test('40 concurrent orders for 10 units sell 10 units', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        submitted(
          broker,
          orderOf(`R${String(i)}`, [{ item: 'PENCIL', qty: 10 }], {
            details: { ...orderOf('', []).details, employeeId: randomUUID() },
          }),
        ),
      ),
    );
    const lines = results.flatMap((result) => result.lines);
    expect(lines.filter((line) => line === 'STC/20 new_order')).toHaveLength(5);
    expect(lines.filter((line) => line === '6/UNF unfulfillable')).toHaveLength(35);
  });

  describe('a message with too many lines', () => {
    test('is rejected, however many there are', async () => {
      const many = orderOf(
        'A',
        Array.from({ length: 33_000 }, (_, index) => ({ item: `P${String(index)}`, at: 'STC/10' })),
      );
      const faults = await faultsOf(many);
      expect(faults).toContain('too_many_lines');
      expect(await storedOrders()).toEqual([]);
    });
  });

  test('an order of the largest size is stored as it is, whatever its characters cost in the database', async () => {
    const large = customizations(490, '"\\'.repeat(2000));
    const { requestId } = await submitted(broker, orderOf('A', [{ item: 'PENCIL', customizations: large }]));
    const [view] = await getOrders(broker, {
      systemCd: '6',
      requestId: String(requestId),
      orderId: '',
      refTransactionNo: '',
    });
    expect(view?.lines[0]?.line.details.customizations).toEqual(large);
  });

  describe('a message with errors', () => {
    test.each<[string, SubmitOrderCommand, string[]]>([
      [
        'an unknown requesting location',
        orderOf('A', [{ item: 'PENCIL' }], { requestingLocation: place('6/99') }),
        ['requesting_location'],
      ],
      ['an unknown item', orderOf('A', [{ item: 'NOSUCH' }]), ['item_unknown']],
      [
        'an unknown item at a named location',
        orderOf('A', [{ item: 'NOSUCH', at: 'STC/10' }]),
        ['item_unknown', 'not_stocked'],
      ],
      ['an item not stocked at the named location', orderOf('A', [{ item: 'PEN', at: 'STC/10' }]), ['not_stocked']],
      ['a location its system does not have', orderOf('A', [{ item: 'PEN', at: 'STC/99' }]), ['fulfilling_location']],
      [
        'a pickup without a system',
        orderOf('A', [{ item: 'PEN', at: '/20' }], { type: 'PICKUP' }),
        ['fulfilling_system'],
      ],
      [
        'no name of a buyer',
        orderOf('A', [{ item: 'PEN' }], { details: { ...orderOf('', []).details, soldTo: null } }),
        ['sold_to'],
      ],
      [
        'a delivery without a postal code',
        orderOf('A', [{ item: 'PEN', shipTo: { ...CUSTOMER, address: { ...CUSTOMER.address, postal: ' ' } } }]),
        ['postal_missing'],
      ],
      ['a negative quantity', orderOf('A', [{ item: 'PEN', qty: -1 }]), ['quantity']],
      ['no lines', orderOf('A', []), ['no_lines']],
      ['no order number', orderOf(' ', [{ item: 'PEN' }]), ['order_id']],
      ['an unknown type', orderOf('A', [{ item: 'PEN' }], { type: 'LAYAWAY' }), ['order_type']],
      ['nowhere to collect', orderOf('A', [{ item: 'PEN' }], { type: 'SHIPFORPICKUP' }), ['pickup_location']],
      ['an amount that is none', orderOf('A', [{ item: 'PEN', unitPrice: '1,50' }]), ['amount']],
      [
        'taxes whose sum is too large',
        orderOf('A', [
          {
            item: 'PEN',
            taxes: ['1', '2'].map((no) => ({ description: 'Tax', lineItemNo: no, amount: '9999999999999.99' })),
          },
        ]),
        ['amount'],
      ],
      [
        'lines for two stores',
        orderOf(
          'A',
          [
            { item: 'LAMP', at: 'STC/10' },
            { item: 'LAMP', at: 'STC/20' },
          ],
          { type: 'SHIPTOSTORE' },
        ),
        ['pickup_location'],
      ],
      [
        'a repeated line number',
        orderOf('A', [
          { item: 'PEN', lineItemNo: '1' },
          { item: 'PEN', lineItemNo: '1' },
        ]),
        ['line_number'],
      ],
      ['an order number that is too long', orderOf('A'.repeat(51), [{ item: 'PEN' }]), ['too_long']],
      [
        'an employee id that is too long',
        orderOf('A', [{ item: 'PEN' }], { details: { ...orderOf('', []).details, employeeId: 'E'.repeat(51) } }),
        ['too_long'],
      ],
      [
        'a part of an address that is too long',
        orderOf('A', [
          { item: 'PEN', shipTo: { ...CUSTOMER, address: { ...CUSTOMER.address, address2: 'x'.repeat(256) } } },
        ]),
        ['too_long'],
      ],
      [
        'an instruction that is too long',
        orderOf('A', [{ item: 'PEN' }], {
          details: { ...orderOf('', []).details, specialInstructions: 'x'.repeat(4001) },
        }),
        ['too_long'],
      ],
      [
        'customizations that are too long, once for all of them',
        orderOf('A', [{ item: 'PEN', customizations: customizations(3, 'x'.repeat(4001)) }]),
        ['too_long'],
      ],
      [
        'texts that are too many together',
        orderOf('A', [{ item: 'PEN', customizations: customizations(1_300, 'x'.repeat(4000)) }]),
        ['order_too_large'],
      ],
      [
        'entries that are too many together, though they are short',
        orderOf('A', [{ item: 'PEN', customizations: customizations(240_000, 'x') }]),
        ['order_too_large'],
      ],
      [
        'several errors',
        orderOf('', [
          { item: 'NOSUCH', qty: 0 },
          { item: 'PEN', unitPrice: 'x', lineItemNo: 'b' },
        ]),
        ['order_id', 'quantity', 'item_unknown', 'line_number', 'amount'],
      ],
    ])('(%s) is rejected with all of them, and nothing is stored', async (_, command, faults) => {
      expect(await faultsOf(command)).toEqual(faults);
      expect(await storedOrders()).toEqual([]);
    });
  });
});
