import { callLocate } from '../../../src/client/locate/locate-client.js';
import { pollMessage } from '../../../src/client/locate/inquiry-messages.js';
import { parseLocation } from '../../../src/client/locate/messages.js';
import { outcomeOf } from '../../../src/client/locate/orders.js';
import { statusUpdateMessage } from '../../../src/client/locate/update-messages.js';
import {
  openOmsFile,
  putCompany,
  putControl,
  putStore,
  putWarehouse,
} from '../../../src/simulator/oms/file/oms-file.js';
import { advanceClock } from '../../../src/simulator/oms/file/oms-file.js';
import { historyOf } from '../../../src/simulator/oms/file/orders.js';
import { brokerHistoryOf, recordsOfOrder, recordsOfRequest } from '../../../src/simulator/oms/file/records.js';
import { omsOn } from '../../../src/simulator/oms/oms.js';
import type { Oms } from '../../../src/simulator/oms/oms.js';
import type { OmsOrder, Party } from '../../../src/simulator/oms/orders/order.js';
import { requireOrder } from '../../../src/simulator/oms/actions/require-order.js';
import { isFulfilling } from '../../../src/simulator/oms/records/letter.js';
import type { BrokerRecord } from '../../../src/simulator/oms/records/record.js';
import { runProcess } from '../../../src/simulator/oms/process/run.js';

/** An OMS in memory beside a broker, with a clock of its own, and what stores do by hand. */

export const COMPANY = 7;

export const CUSTOMER: Party = {
  company: '',
  first: 'FIRST',
  last: 'LAST',
  address1: '1 EXAMPLE STREET',
  city: 'WORCESTER',
  province: 'MA',
  postal: '01602',
  country: 'US',
  phone: '5085550100',
  email: 'first.last@example.com',
};

export interface Bench {
  readonly oms: Oms;
  /** Runs both processes once. */
  run(): Promise<void>;
  /** Moves the clock and runs both processes: long enough for every inquiry. */
  later(): Promise<void>;
  /** Moves the clock to the next day, when slow letters are asked about, and runs both processes. */
  nextDay(): Promise<void>;
  /** `line letter` of each record of an order. */
  letters(order: number): string;
  history(order: number): string[];
  requestOf(order: number): string;
  fulfillingOf(order: number): string;
  records(order: number): BrokerRecord[];
  order(order: number): OmsOrder;
  /** `code text` of each entry of the broker history of an order's records. */
  brokerHistory(order: number): string[];
  /** The order that the OMS built for a request. */
  fulfillingOrderOf(requestId: string): OmsOrder | undefined;
  set(code: string, value: string): void;
}

/** @param file a path, or `:memory:` */
export async function omsBench(
  url: string,
  settings: Readonly<Record<string, string>> = {},
  file = ':memory:',
): Promise<Bench> {
  const opened = await openOmsFile(file);
  putCompany(opened, { number: COMPANY, name: 'Example Company' });
  putWarehouse(opened, COMPANY, { number: 1, location: '1' });
  putStore(opened, COMPANY, {
    system: 'STC',
    store: '317',
    name: 'Webster store',
    city: 'WEBSTER',
    province: 'MA',
    postal: '01570',
    country: 'US',
  });
  const set = (code: string, value: string): void => {
    putControl(opened, COMPANY, code, value);
  };
  for (const [code, value] of Object.entries(settings)) set(code, value);
  const oms = omsOn(opened, { url, timeoutMs: 20_000 });
  const run = async (): Promise<void> => {
    await runProcess(oms, 'BROKER_ORD');
    await runProcess(oms, 'BROKER');
  };
  const after = (ms: number): Promise<void> => {
    advanceClock(opened, ms);
    return run();
  };
  return {
    oms,
    run,
    later: () => after(120_000),
    nextDay: () => after(86_400_000),
    letters: (order) =>
      recordsOfOrder(opened, COMPANY, order)
        .map(({ line, letter }) => `${String(line)} ${letter}`)
        .join(', '),
    history: (order) => historyOf(opened, COMPANY, order).map(({ text }) => text),
    fulfillingOf: (order) => recordsOfOrder(opened, COMPANY, order)[0]?.fulfilling ?? '',
    records: (order) => recordsOfOrder(opened, COMPANY, order),
    order: (order) => requireOrder(oms, { company: COMPANY, number: order }),
    brokerHistory: (order) =>
      recordsOfOrder(opened, COMPANY, order).flatMap(({ id }) =>
        brokerHistoryOf(opened, id).map(({ code, text }) => `${code} ${text}`),
      ),
    fulfillingOrderOf: (requestId) => {
      const own = recordsOfRequest(opened, COMPANY, requestId).find(({ kind }) => isFulfilling(kind));
      return own && requireOrder(oms, { company: COMPANY, number: own.orderNumber });
    },
    requestOf: (order) => recordsOfOrder(opened, COMPANY, order)[0]?.requestId ?? '',
    set,
  };
}

/** Sends a status update as a location. @returns the response code */
export async function update(
  url: string,
  at: string,
  requestId: string,
  status: string,
  { line, via = '', tracking = '' }: { readonly line?: string; readonly via?: string; readonly tracking?: string } = {},
): Promise<number> {
  const change = { status, reason: '', note: '', shipVia: via, tracking };
  const payload = await callLocate(
    { url, timeoutMs: 20_000 },
    'StatusUpdate',
    statusUpdateMessage(requestId, line === undefined ? change : [{ ...change, line, quantity: 0 }], {
      account: 'LOCATE',
      as: parseLocation(at),
    }),
  );
  return outcomeOf(payload).response_code;
}

/** Polls as a location. */
export async function poll(
  url: string,
  at: string,
  operation: 'Fulfillments' | 'Intransit' = 'Fulfillments',
): Promise<void> {
  await callLocate(
    { url, timeoutMs: 20_000 },
    operation,
    pollMessage(operation, parseLocation(at), { account: 'LOCATE' }),
  );
}
