import { pino } from 'pino';
import { markOrdered } from '../../../src/broker/direct-fulfillment/supplies.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { orderOf, submitted, update } from '../../support/server/broker.js';
import {
  callSql,
  FIRST,
  retailerWithSuppliers,
  startDirectFulfillment,
} from '../../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer, ParameterValues, SqlAnswer } from '../../support/server/direct-fulfillment.js';

const ALL = { ...FIRST, AllOrders: 1 };
const CATALOG = retailerWithSuppliers();
const plenty = {
  ...CATALOG,
  inventory: (CATALOG.inventory ?? []).map((one) => ({ ...one, available_qty: 100_000 })),
};

/** What suppliers and merchants get who have more orders than an answer has room for. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: DirectFulfillmentServer;
  let logged: string[];
  const open = async (room: number): Promise<void> => {
    home = await engine.create();
    logged = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
    server = await startDirectFulfillment(home.url, plenty, { DIRECT_FULFILLMENT_MAX_ORDERS: String(room) }, log);
  };
  afterEach(async () => {
    await server.stop();
    await home.drop();
  });

  const rowsOf = async (operation: string, parameters: ParameterValues = {}): Promise<SqlAnswer['rows']> => {
    const { rows, message, fault } = await callSql(server.address, operation, parameters);
    expect({ message, fault }).toEqual({});
    return rows;
  };
  const ordersOf = async (operation: string, parameters: ParameterValues = FIRST): Promise<(string | undefined)[]> => [
    ...new Set(
      (await rowsOf(operation, parameters)).map(({ OrderNR, ordernr, OrderNr }) => OrderNR ?? ordernr ?? OrderNr),
    ),
  ];
  const submit = async (count: number, item = 'SHELF'): Promise<string[]> => {
    const ids: string[] = [];
    for (let done = 0; done < count; done += 20) {
      const numbers = Array.from({ length: Math.min(20, count - done) }, (_, at) => `${item}-${String(done + at)}`);
      const orders = await Promise.all(
        numbers.map((number) => submitted(server.running.broker, orderOf(number, [{ item, qty: 1 }]))),
      );
      ids.push(...orders.map(({ requestId }) => String(requestId)));
    }
    return ids.sort((a, b) => Number(a) - Number(b));
  };
  const confirmAll = async (rows: SqlAnswer['rows']): Promise<void> => {
    for (let at = 0; at < rows.length; at += 20)
      await Promise.all(
        rows
          .slice(at, at + 20)
          .map(({ OrderHistKey }) =>
            rowsOf('pixiDFGetChangesConfirmation', { ...FIRST, OrderHistKey: OrderHistKey ?? '' }),
          ),
      );
  };
  const cancel = (requestId: string | undefined): Promise<unknown> =>
    update(server.running.broker, Number(requestId), 'canceled', '6/1');

  test('who confirms what he got gets the rest by the next call: 1,003 orders in two answers, each of them once', async () => {
    await open(1000);
    const ids = await submit(1003);
    const first = await ordersOf('pixiDFGetOrders');
    expect(first).toEqual(ids.slice(0, 1000));
    const changed = await rowsOf('pixiDFGetChanges', FIRST);
    expect(changed).toHaveLength(1000);
    await confirmAll(changed);
    expect(await ordersOf('pixiDFGetOrders')).toEqual(ids.slice(1000));
    const rest = await rowsOf('pixiDFGetChanges', FIRST);
    expect(rest).toHaveLength(3);
    await confirmAll(rest);
    expect(await ordersOf('pixiDFGetOrders')).toEqual([]);
    expect(await ordersOf('pixiDFGetOrders', ALL)).toHaveLength(1000);
    // Goods that arrive are for a line behind more lines of the same product than are read at once.
    const customizations = [{ charge: '', code: 'DF_TYPE', message: '2' }];
    const { broker } = server.running;
    const { requestId } = await submitted(broker, orderOf('SUPPLY', [{ item: 'SHELF', customizations }]));
    const supplier = { systemCd: 'DF', locationCd: 'A' };
    expect(await markOrdered(broker, supplier, { itemId: 'X-SHELF', quantity: 2 })).toMatchObject({
      lines: [{ request_id: requestId, quantity: 1 }],
      rest: 1,
    });
  }, 240_000);

  test('a list that does not go on by itself is as long as its setting says, and the log tells that it was cut', async () => {
    await open(3);
    const ids = await submit(4);
    expect(await ordersOf('pixiDFGetOrders', ALL)).toEqual(ids.slice(0, 3));
    expect(logged.join('')).toMatch(
      /"operation":"pixiDFGetOrders".*there are more orders; DIRECT_FULFILLMENT_MAX_ORDERS/,
    );
    logged.length = 0;
    await cancel(ids[0]);
    expect(await ordersOf('pixiDFGetOrders', ALL)).toEqual(ids.slice(1));
    expect(logged).toEqual([]);
  });

  test('cancellations come newest first, so that one that is never confirmed hides none', async () => {
    await open(3);
    const ids = await submit(5);
    await confirmAll(await rowsOf('pixiDFGetChanges', FIRST));
    await confirmAll(await rowsOf('pixiDFGetChanges', FIRST));
    expect(await ordersOf('pixiDFGetChanges')).toEqual([]);
    for (const id of ids) await cancel(id);
    expect(await ordersOf('pixiDFGetChanges')).toEqual(ids.slice(2));
    await confirmAll(await rowsOf('pixiDFGetChanges', FIRST));
    expect(await ordersOf('pixiDFGetChanges')).toEqual(ids.slice(0, 2));
    expect(await ordersOf('pixiDFGetChanges', { ...FIRST, ExcludeStatuses: 'STO' })).toEqual([]);
  });

  test('a change is found behind more open orders than an answer has room for', async () => {
    await open(3);
    const ids = await submit(8);
    for (let calls = 0; calls < 3; calls += 1) await confirmAll(await rowsOf('pixiDFGetChanges', FIRST));
    expect(await ordersOf('pixiDFGetChanges')).toEqual([]);
    const { running } = server;
    await update(running.broker, Number(ids[7]), 'canceled', '6/1');
    expect(await ordersOf('pixiDFGetChanges')).toEqual([ids[7]]);
  });

  test('the cancellation of a line is found after the rest of its order was shipped', async () => {
    await open(3);
    const lines = [{ item: 'SHELF' }, { item: 'DESK', at: 'DF/A' }];
    const { requestId } = await submitted(server.running.broker, orderOf('BOTH', lines));
    const rows = await rowsOf('pixiDFGetOrderlines', { OrderNR: requestId, ...FIRST });
    await confirmAll(rows);
    await update(server.running.broker, requestId, 'canceled', '6/1', [1]);
    const desk = rows.find(({ ItemNrInt }) => ItemNrInt === 'DESK');
    const report = { ...FIRST, OrderHistoryKey: desk?.OrderHistKey ?? '', Status: 'FUS' };
    expect(await rowsOf('pixiDFUpdateOrderlineStatus', report)).toMatchObject([{ Status: '200' }]);
    expect(await rowsOf('pixiDFGetChanges', FIRST)).toMatchObject([{ ordernr: String(requestId), Status: 'STO' }]);
  });

  test('what a merchant asks for is looked for behind the orders that he does not ask for', async () => {
    await open(3);
    await submit(4);
    const [pencil] = await submit(1, 'PENCIL');
    const tender = { lineItemNo: '1', description: 'Cash', amount: '1.06', account: '' };
    const cash = orderOf('CASH', [{ item: 'PENCIL' }], { tenders: [tender] });
    const { requestId } = await submitted(server.running.broker, cash);
    expect(await ordersOf('pixiGetOrderlines', { Status: 'ANG' })).toEqual([pencil, String(requestId)]);
    expect(await ordersOf('pixiGetOrderHeader', { PaymentType: 'cash', RowCount: 1 })).toEqual([String(requestId)]);
    expect(await ordersOf('pixiGetOrderlines', { Status: 'ANG', RowCount: 1 })).toEqual([pencil]);
    expect(await ordersOf('pixiGetOrderHeader', { RowCount: 2 })).toHaveLength(2);
    expect(logged).toEqual([]);
    expect(await ordersOf('pixiGetOrderHeader', {})).toHaveLength(3);
    expect(logged.join('')).toContain('a RowCount, a time or another filter asks for the others');
    const [{ OrderlineKey: key = '' } = {}] = await rowsOf('pixiGetOrderlines', { OrderNr: Number(pencil) });
    expect(await ordersOf('pixiGetOrderlines', { OrderlineKey: key })).toEqual([pencil]);
    const { message } = await callSql(server.address, 'pixiGetOrderHeader', { RowCount: 4 });
    expect(message).toBe('Parameter RowCount: found 4, expected 1 to 3 (DIRECT_FULFILLMENT_MAX_ORDERS).');
  });
});
