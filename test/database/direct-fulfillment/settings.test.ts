import { DIRECT_FULFILLMENT_PREFERENCES } from '../../../src/domain/direct-fulfillment/preferences.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import { cli } from '../../cli/support/capture.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestDatabase } from '../../support/databases.js';
import { runJob } from '../../support/jobs.js';
import { CUSTOMER, orderOf, submitted, update } from '../../support/server/broker.js';
import type { WantedLine } from '../../support/server/broker.js';
import {
  callSql,
  FIRST,
  retailerWithSuppliers,
  SECOND,
  startDirectFulfillment,
} from '../../support/server/direct-fulfillment.js';
import type { DirectFulfillmentServer, ParameterValues, SqlAnswer } from '../../support/server/direct-fulfillment.js';

const { preferences: PREFERENCES = {}, ...CATALOG } = retailerWithSuppliers();

/** Every setting of direct fulfillment, the job that they let run, and what withholds orders. */
onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: DirectFulfillmentServer;
  let count = 0;
  beforeAll(async () => {
    home = await engine.create();
    server = await startDirectFulfillment(home.url, {
      ...CATALOG,
      preferences: { ...PREFERENCES, shipped_units_lower_stock: true },
      inventory: (CATALOG.inventory ?? []).map((one) => ({ ...one, available_qty: 1000 })),
    });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await home.drop();
  });

  const rowsOf = async (operation: string, parameters: ParameterValues = {}): Promise<SqlAnswer['rows']> => {
    const { rows, message, fault } = await callSql(server.address, operation, parameters);
    expect({ message, fault }).toEqual({});
    return rows;
  };
  const run = (...words: string[]) => cli([...words, '--url', server.running.gateway.url]);
  const submit = (lines: readonly WantedLine[]): ReturnType<typeof submitted> => {
    count += 1;
    return submitted(server.running.broker, orderOf(`S-${String(count)}`, lines));
  };
  const linesOf = (requestId: number, more: ParameterValues = FIRST): Promise<SqlAnswer['rows']> =>
    rowsOf('pixiDFGetOrderlines', { OrderNR: requestId, AllOrderlines: 1, ...more });
  const ship = async (requestId: number, supplier = FIRST): Promise<void> => {
    for (const { OrderHistKey } of await linesOf(requestId, supplier)) {
      const report = { ...supplier, OrderHistoryKey: OrderHistKey ?? '', Status: 'FUS' };
      expect(await rowsOf('pixiDFUpdateOrderlineStatus', report)).toMatchObject([{ Status: '200' }]);
    }
  };
  const invoicesOf = async (requestId: number): Promise<number> => {
    const { items } = JSON.parse((await run('invoices', 'list', '--request-id', String(requestId), '--json')).out) as {
      items: object[];
    };
    return items.length;
  };
  const prefer = async (preferences: object): Promise<void> => {
    const response = await fetch(`${server.running.gateway.url}/admin/v1/preferences`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(preferences),
    });
    expect([preferences, response.status]).toEqual([preferences, 200]);
  };
  const typeTwo = [{ code: 'DF_TYPE', message: '2' }].map((one) => ({ charge: '', ...one }));

  /** What each setting changes: what is seen without it, and with the value. */
  const SETTINGS: Readonly<
    Record<
      keyof typeof DIRECT_FULFILLMENT_PREFERENCES,
      { value: Preferences; beside?: Preferences; see: () => Promise<unknown>; without: unknown; with: unknown }
    >
  > = {
    df_type_default: {
      value: { df_type_default: 0 },
      see: async () => (await submit([{ item: 'SHELF' }])).lines,
      without: ['DF/A new_order'],
      with: ['6/UNF unfulfillable'],
    },
    df_show_unconfirmed: {
      value: { df_show_unconfirmed: true },
      see: async () => (await linesOf((await submit([{ item: 'SHELF' }])).requestId))[0]?.Status,
      without: 'FUT',
      with: 'FUA',
    },
    df_invoice_type_one: {
      value: { df_invoice_type_one: true },
      see: async () => {
        const { requestId } = await submit([{ item: 'SHELF' }]);
        const [line] = await linesOf(requestId);
        const xml = `<Orderlines><Orderline><OrderlineKey>${line?.OrderlineRef ?? ''}</OrderlineKey></Orderline></Orderlines>`;
        const [row] = await rowsOf('pixiDFCreateInvoices', { OrderLinesXML: xml, ShowDetailedMessages: 1 });
        return [row?.ReturnCode, await invoicesOf(requestId)];
      },
      without: ['ERROR', 0],
      with: ['OK', 1],
    },
    df_invoice_type_two: {
      value: { df_invoice_type_two: true },
      beside: { df_invoice_type_one: true },
      see: async () => {
        const { requestId } = await submit([{ item: 'SHELF' }]);
        await ship(requestId);
        await runJob(server.running.broker, 'invoices');
        return invoicesOf(requestId);
      },
      without: 0,
      with: 1,
    },
    df_poll_with_open_lines: {
      value: { df_poll_with_open_lines: true },
      see: async () => {
        const { requestId } = await submit([{ item: 'SHELF' }, { item: 'PENCIL', at: 'STC/10' }]);
        const lines = JSON.parse((await run('poll', 'STC', '10', '--json')).out) as { request_id: unknown }[];
        return lines.filter((line) => Number(line.request_id) === requestId).length;
      },
      without: 0,
      with: 1,
    },
    df_lines_count_as_ordered: {
      value: { df_lines_count_as_ordered: true },
      see: async () => {
        const { requestId } = await submit([{ item: 'DESK', qty: 3, at: 'DF/B' }]);
        const { out } = await run('suppliers', 'deliver', 'DF/B', 'X-DESK', '2');
        const states = (await rowsOf('pixiGetOrderlines', { OrderNr: requestId })).map(
          ({ Status, Qty }) => `${Qty ?? ''} ${Status ?? ''}`,
        );
        await update(server.running.broker, requestId, 'canceled', '6/1');
        return [
          out
            .split('\n')
            .at(-1)
            ?.replace(/\s+/g, ' ')
            .trim()
            .replace(/^\d+ S-\d+/, 'order'),
          ...states,
        ];
      },
      without: ['No line waits for them.', '3 FUT'],
      with: ['order 1 2', '1 FUT', '2 BES'],
    },
    df_supply_location: {
      value: { df_supply_location: { system_cd: 'STC', location_cd: '20' } },
      see: async () => {
        const { requestId } = await submit([{ item: 'SHELF', customizations: typeTwo }]);
        const orders = await rowsOf('pixiDFGetOrders', FIRST);
        const own = orders.find(({ OrderNR }) => OrderNR === String(requestId));
        return [own?.ShipToMerchant, own?.Company];
      },
      without: ['1', 'Warehouse'],
      with: ['1', 'Boston'],
    },
    df_supplier_counts_stock: {
      value: { df_supplier_counts_stock: true },
      see: async () => {
        const available = async (): Promise<number> => {
          const query = 'system_cd=DF&location_cd=A&item_id=X-SHELF';
          const response = await fetch(`${server.running.gateway.url}/admin/v1/inventory?${query}`);
          const { items } = (await response.json()) as { items: { available_qty: number }[] };
          return items[0]?.available_qty ?? NaN;
        };
        const before = await available();
        await ship((await submit([{ item: 'SHELF', qty: 2 }])).requestId);
        return before - (await available());
      },
      without: 2,
      with: 0,
    },
  };

  test.each(Object.entries(SETTINGS))('%s changes what it says, and nothing without it', async (_, setting) => {
    const { value, beside = {}, see } = setting;
    await prefer(beside);
    expect(await see()).toEqual(setting.without);
    await prefer(value);
    expect(await see()).toEqual(setting.with);
    const names = Object.keys({ ...value, ...beside });
    await prefer(Object.fromEntries(names.map((name) => [name, null])));
  });

  test('the job makes one invoice for each order and supplier, however often and by however many it is run', async () => {
    await prefer({ df_invoice_type_one: true, df_invoice_type_two: true });
    const { broker } = server.running;
    const both = await submit([{ item: 'SHELF' }, { item: 'DESK', at: 'DF/B' }]);
    const one = await submit([{ item: 'SHELF' }]);
    const unsent = await submit([{ item: 'SHELF' }]);
    await ship(both.requestId, FIRST);
    await ship(both.requestId, SECOND);
    await ship(one.requestId);
    const dry = await runJob(broker, 'invoices', { dryRun: true });
    expect(dry.figures).toMatchObject({ failed: 0 });
    expect(await invoicesOf(one.requestId)).toBe(0);
    await runJob(broker, 'invoices', { requestId: one.requestId });
    expect([await invoicesOf(one.requestId), await invoicesOf(both.requestId)]).toEqual([1, 0]);
    expect((await runJob(broker, 'invoices')).figures).toMatchObject({ failed: 0 });
    expect((await runJob(broker, 'invoices')).figures).toMatchObject({ invoices: 0, failed: 0 });
    await rowsOf('pixiDFCreateInvoices', {});
    expect(await Promise.all([both, one, unsent].map(({ requestId }) => invoicesOf(requestId)))).toEqual([2, 1, 0]);
    await prefer({ df_invoice_type_one: null, df_invoice_type_two: null });
  });

  test('two invoice runs at the same time make no invoice twice', async () => {
    const { requestId } = await submit([{ item: 'SHELF' }]);
    await ship(requestId);
    await Promise.all([1, 2, 3].map(() => rowsOf('pixiDFCreateInvoices', {})));
    expect(await invoicesOf(requestId)).toBe(1);
  });

  test('a delivery that a supplier reports marks the oldest lines of type 2, and says how many units nobody waits for', async () => {
    const old = await submit([{ item: 'SHELF', customizations: typeTwo }]);
    const second = await submit([{ item: 'SHELF', qty: 2, customizations: typeTwo }]);
    await submit([{ item: 'SHELF' }]);
    // What an earlier test left waiting is older than these.
    await run('suppliers', 'deliver', 'DF/A', 'X-SHELF', '2');
    const { out } = await run('suppliers', 'deliver', 'DF/A', 'X-SHELF', '999');
    expect(out).toMatch(new RegExp(`^ *${String(old.requestId)} +\\S+ +1 +1$`, 'm'));
    expect(out).toMatch(new RegExp(`^ *${String(second.requestId)} +\\S+ +1 +2$`, 'm'));
    expect(out).toMatch(/\d+ more: no line waits for them\.$/);
    expect((await run('suppliers', 'deliver', 'DF/A', 'X-SHELF', '1')).out).toBe('No line waits for them.');
    expect(await run('suppliers', 'deliver', 'STC/10', 'X-SHELF', '1')).toMatchObject({ code: 1 });
    expect((await run('suppliers', 'deliver', 'DF/A', 'NOTHING', '1')).err).toContain('has no item "NOTHING"');
  });

  test('a locked customer is not shown to suppliers, unless they have confirmed the line, which they may ship', async () => {
    const customer = { ...CUSTOMER, customerNo: 'C-1' };
    const own = [{ item: 'SHELF', shipTo: customer }] as const;
    const known = await submit(own);
    const [line] = await linesOf(known.requestId);
    await rowsOf('pixiDFGetChangesConfirmation', { ...FIRST, OrderHistKey: line?.OrderHistKey ?? '' });
    expect(await run('suppliers', 'lock', '--customer', 'C-1')).toMatchObject({ code: 0, err: '' });
    expect((await run('suppliers', 'locks')).out).toMatch(/^customer +C-1 /m);
    const { requestId } = await submit(own);
    const listed = async (operation: string, more: ParameterValues = {}): Promise<boolean> =>
      (await rowsOf(operation, { ...FIRST, ...more })).some(
        ({ OrderNR, ordernr }) => (OrderNR ?? ordernr) === String(requestId),
      );
    expect(await listed('pixiDFGetOrders', { AllOrders: 1 })).toBe(false);
    expect(await linesOf(requestId)).toEqual([]);
    expect(await listed('pixiDFGetChanges')).toBe(false);
    expect(await listed('pixiDFGetChanges', { LockedCustomers: 1 })).toBe(true);
    const report = { ...FIRST, OrderHistoryKey: line?.OrderHistKey ?? '', Status: 'FUS' };
    expect(await rowsOf('pixiDFUpdateOrderlineStatus', report)).toMatchObject([{ Status: '200' }]);
    await run('suppliers', 'unlock', '--customer', 'C-1');
    expect((await run('suppliers', 'locks')).out).toBe('Nothing is locked.');
    expect(await listed('pixiDFGetOrders')).toBe(true);
    expect((await run('suppliers', 'lock')).err).toContain('expected either --customer or --order');
  });
});
