import { updateStatus } from '../../../../src/broker/orders/update-status.js';
import type { ItemUpdate } from '../../../../src/broker/orders/update-status-command.js';
import type { CatalogDocument } from '../../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../../src/domain/network/preferences.js';
import type { Database } from '../../../../src/store/database.js';
import {
  brokerOn,
  orderOf,
  outcome,
  place,
  SMALL_RETAILER,
  submitted,
  update,
} from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';

/** The small retailer with pencils and pens at stores 10 and 20. */
const retailer = (preferences: Preferences = {}): Partial<CatalogDocument> => ({
  preferences: { ...SMALL_RETAILER.preferences, ...preferences },
  inventory: [
    ...(SMALL_RETAILER.inventory ?? []),
    { system_cd: 'STC', location_cd: '10', item_id: 'S-PEN', available_qty: 5 },
  ],
});

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;

  freshForEach(
    engine,
    (fresh) => {
      ({ database, broker } = fresh);
    },
    retailer(),
  );

  const state = (requestId: number): Promise<string> => stateOf(broker, requestId);
  /** An order of three pencils and a pen, which go to store 10 together. */
  const order = async (orderId: string, shipComplete = 'Y', changes = {}): Promise<number> => {
    const lines = [{ item: 'PENCIL', qty: 3 }, { item: 'PEN' }];
    const { details, ...rest } = orderOf(orderId, lines, changes);
    const { requestId } = await submitted(broker, { ...rest, details: { ...details, shipComplete } });
    expect(await state(requestId)).toBe('new_order: 10 new_order, 10 new_order');
    return requestId;
  };
  const reject = (requestId: number, items: readonly (readonly [lineNo: number, quantity: number])[]) =>
    updateStatus(broker, {
      requestId: String(requestId),
      sentAt: '',
      caller: place('STC/10'),
      employeeId: '',
      status: '',
      reason: { code: '', note: '' },
      items: items.map(([lineNo, quantity]): ItemUpdate => ({
        lineNo,
        quantity,
        status: 'rejected',
        reason: { code: 'DAMAGED', note: '' },
        shippingAgent: '',
        trackingNumber: '',
        statusDate: '',
      })),
    });
  const history = (requestId: number) =>
    database.transaction((session) =>
      session.all(
        `SELECT line_no, reason_code, reason_note FROM status_change WHERE request_id = ${requestId} AND to_status = 'rejected' ORDER BY id`,
      ),
    );
  const available = async (): Promise<number[]> =>
    (
      await database.transaction((session) =>
        session.all(
          `SELECT available_qty FROM product_location WHERE location_id = (SELECT id FROM location WHERE location_cd = '10')
            ORDER BY product_id`,
        ),
      )
    ).map((row) => Number(row.available_qty));

  describe('a reject of one line of an order that is shipped complete', () => {
    test('takes the other line along to the next location', async () => {
      const requestId = await order('A');
      await update(broker, requestId, 'picked', 'STC/10', [2]);
      expect(outcome(await reject(requestId, [[1, 0]]))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order');
      expect(await history(requestId)).toEqual([
        { line_no: 1, reason_code: 'DAMAGED', reason_note: '' },
        {
          line_no: 2,
          reason_code: '',
          reason_note: 'Rejected with line 1: the order is to be shipped complete.',
        },
      ]);
      expect(outcome(await update(broker, requestId, 'fulfilled', 'STC/10', [2]))).toBe('lost');
      // The message again, and the store's reject of the line that was taken along.
      expect(outcome(await reject(requestId, [[1, 0]]))).toBe('ok');
      expect(outcome(await reject(requestId, [[2, 0]]))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order');
    });

    test('makes both unfulfillable if no other location has both', async () => {
      await brokerOn(database, {
        ...retailer(),
        inventory: [{ system_cd: 'STC', location_cd: '20', item_id: 'S-PEN', available_qty: 0 }],
      });
      const requestId = await order('A');
      expect(outcome(await reject(requestId, [[2, 0]]))).toBe('ok');
      expect(await state(requestId)).toBe('unfulfillable: UNF unfulfillable, UNF unfulfillable');
    });

    test('of some of its units takes the rest along', async () => {
      await brokerOn(database, retailer({ allow_partial_updates: true }));
      const requestId = await order('A');
      expect(outcome(await reject(requestId, [[1, 1]]))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order, 20 new_order');
    });

    test('lowers only the stock of the line that was not found', async () => {
      await brokerOn(database, retailer({ reject_stock_effect: 'set_to_found' }));
      await reject(await order('A'), [[1, 0]]);
      expect(await available()).toEqual([0, 5]);
    });

    test('is refused where the organization wants that, unless it rejects everything', async () => {
      await brokerOn(database, retailer({ ship_complete_reject: 'refuse', allow_partial_updates: true }));
      const requestId = await order('A');
      for (const some of [
        [[1, 0]],
        [[2, 1]],
        [
          [1, 2],
          [2, 0],
        ],
      ] as const)
        expect(outcome(await reject(requestId, some))).toBe('kept_together');
      expect(await state(requestId)).toBe('new_order: 10 new_order, 10 new_order');
      expect(
        outcome(
          await reject(requestId, [
            [1, 3],
            [2, 0],
          ]),
        ),
      ).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 20 new_order');
    });

    test('leaves the other line where it is where the organization wants that', async () => {
      await brokerOn(database, retailer({ ship_complete_reject: 'separate' }));
      const requestId = await order('A');
      expect(outcome(await reject(requestId, [[1, 0]]))).toBe('ok');
      expect(await state(requestId)).toBe('new_order: 20 new_order, 10 new_order');
    });

    test('leaves alone what was shipped, and lines at other locations', async () => {
      const requestId = await order('A');
      await update(broker, requestId, 'fulfilled', 'STC/10', [2]);
      expect(outcome(await reject(requestId, [[1, 0]]))).toBe('ok');
      expect(await state(requestId)).toBe('partial_fulfilled: 20 new_order, 10 fulfilled');
    });
  });

  test('a reject of one line of any other order concerns that line alone', async () => {
    await brokerOn(database, retailer({ ship_complete_reject: 'refuse' }));
    const plain = await order('A', 'N');
    expect(outcome(await reject(plain, [[1, 0]]))).toBe('ok');
    expect(await state(plain)).toBe('new_order: 20 new_order, 10 new_order');
    await brokerOn(database, retailer({ ship_complete_keeps_together: false }));
    const divisible = await order('B');
    expect(outcome(await reject(divisible, [[2, 0]]))).toBe('ok');
    expect(await state(divisible)).toBe('new_order: 10 new_order, 20 new_order');
  });

  test('a reject of one line of a pickup concerns that line alone, because the customer chose the store', async () => {
    const command = orderOf(
      'A',
      [
        { item: 'PENCIL', at: 'STC/10' },
        { item: 'PEN', at: 'STC/10' },
      ],
      { type: 'PICKUP' },
    );
    const { requestId } = await submitted(broker, { ...command, details: { ...command.details, shipComplete: 'Y' } });
    expect(outcome(await reject(requestId, [[1, 0]]))).toBe('ok');
    expect(await state(requestId)).toBe('new_order: UNF unfulfillable, 10 new_order');
  });
});
