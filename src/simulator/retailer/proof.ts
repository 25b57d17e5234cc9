import { orderSearchMessage, statusListMessage } from '../../client/locate/inquiry-messages.js';
import { foundOrders } from '../../client/locate/orders.js';
import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { controlsOf } from '../oms/file/oms-file.js';
import { orderOf } from '../oms/file/orders.js';
import { openRecords, recordsAfter, recordsOfOrder, recordsOfRequest } from '../oms/file/records.js';
import { toldOrders } from '../oms/messages/answers.js';
import type { ToldLine, ToldOrder } from '../oms/messages/answers.js';
import { ask } from '../oms/messages/exchange.js';
import { defaultLocation, senderOf } from '../oms/messages/header.js';
import type { Oms } from '../oms/oms.js';
import { orderId } from '../oms/orders/order.js';
import { isFulfilling } from '../oms/records/letter.js';
import type { BrokerRecord } from '../oms/records/record.js';
import { disagreement } from './agreement.js';
import { handedOver } from './file/store-work.js';
import { BROKERED_COMPANY, MAIN_COMPANY } from './plan.js';

/**
 * Proves that an OMS and its broker agree, by what the broker answers.
 *
 * 1. Every record's letter is one that the status of its line allows, and nothing is open.
 * 2. Every line that the broker has of a request has a record, and the parts of an order line have its quantity.
 * 3. The broker has the requests of an order number that the OMS knows of, and no other.
 * 4. Each line that was fulfilled was handed over or shipped by one party, once.
 */

/** Something that does not agree. */
export interface Finding {
  readonly company: number;
  readonly order: number;
  /** 0 for the order as a whole. */
  readonly line: number;
  readonly requestId: string;
  readonly letter: string;
  /** The status that the broker tells; empty when it tells none. */
  readonly status: string;
  readonly text: string;
}

export interface Proof {
  /** Records whose letters were compared. */
  readonly compared: number;
  /** Orders that were searched for. */
  readonly searched: number;
  readonly findings: readonly Finding[];
  /** Status of every line, by `request line`. */
  readonly lines: ReadonlyMap<string, ToldLine>;
}

/** How many records are read at once, and how many requests are in an inquiry: within the limit of the contract. */
const BATCH = 500;
/** How many searches run at once. */
const AT_ONCE = 4;

/** @param file the retailer's file, with the work of its stores @param stores as `system/location` */
export async function prove(oms: Oms, file: OwnFile, stores: ReadonlySet<string>): Promise<Proof> {
  const findings: Finding[] = [];
  const told = new Map<string, ToldOrder>();
  let compared = 0;
  for (let after = 0; ;) {
    const records = recordsAfter(oms.file, after, BATCH);
    const [last] = records.slice(-1);
    if (last === undefined) break;
    after = last.id;
    compared += records.length;
    await inquire(oms, records, told);
    for (const record of records) findings.push(...checkRecord(record, told));
  }
  for (const record of openRecords(oms.file)) findings.push(of(record, told, 'it has not come to an end'));
  findings.push(...checkLines(oms, told));
  const lines = new Map(
    [...told.values()].flatMap((order) => order.lines.map((line) => [keyOf(order.requestId, line.brokerLine), line])),
  );
  findings.push(...checkHandOver(oms, lines, handedOver(file), stores));
  const searched = await searchOrders(oms, findings);
  return { compared, searched, findings, lines };
}

export const keyOf = (requestId: string, line: string): string => `${requestId} ${line}`;

/** Asks about the requests of records that were not asked about yet. */
async function inquire(oms: Oms, records: readonly BrokerRecord[], told: Map<string, ToldOrder>): Promise<void> {
  const ids = [...new Set(records.map(({ requestId }) => requestId))].filter((id) => id !== '' && !told.has(id));
  if (ids.length === 0) return;
  const controls = controlsOf(oms.file, MAIN_COMPANY);
  const sender = senderOf(controls, {
    as: defaultLocation(controls),
    source: '',
    operation: 'StatusListRequest',
    now: oms.now(),
  });
  const payload = await ask(oms.server, 'StatusListRequest', statusListMessage(ids, sender));
  for (const order of payload === undefined ? [] : toldOrders(payload)) told.set(order.requestId, order);
}

function of(record: BrokerRecord, told: ReadonlyMap<string, ToldOrder>, text: string): Finding {
  const line = told.get(record.requestId)?.lines.find(({ brokerLine }) => brokerLine === record.brokerLine);
  return {
    company: record.company,
    order: record.orderNumber,
    line: record.line,
    requestId: record.requestId,
    letter: record.letter,
    status: line?.status ?? '',
    text,
  };
}

function checkRecord(record: BrokerRecord, told: ReadonlyMap<string, ToldOrder>): Finding[] {
  // Closed before it was sent, or refused: the broker has nothing of it.
  if (record.requestId === '')
    return record.letter === 'C' || record.letter === 'E' ? [] : [of(record, told, 'it has no request')];
  const order = told.get(record.requestId);
  if (order === undefined) return [of(record, told, 'the broker tells nothing of its request')];
  const line = order.lines.find(({ brokerLine }) => brokerLine === record.brokerLine);
  if (line === undefined) return [of(record, told, `the broker has no line ${record.brokerLine || '(unknown)'}`)];
  const wrong = disagreement(record, line);
  return wrong === undefined ? [] : [of(record, told, `${record.kind}, ${wrong}`)];
}

/** Lines without a record, and order lines whose parts have another quantity. */
function checkLines(oms: Oms, told: ReadonlyMap<string, ToldOrder>): Finding[] {
  const findings: Finding[] = [];
  for (const { requestId, lines } of told.values()) {
    const records = [MAIN_COMPANY, BROKERED_COMPANY].flatMap((company) =>
      recordsOfRequest(oms.file, company, requestId).filter(({ kind }) => !isFulfilling(kind)),
    );
    const [first] = records;
    if (first === undefined) continue;
    for (const line of lines)
      if (!records.some(({ brokerLine }) => brokerLine === line.brokerLine))
        findings.push({
          ...of(first, told, `the OMS has no record of line ${line.brokerLine}`),
          line: Number(line.submittedLine),
          letter: '',
          status: line.status ?? '',
        });
    const order = orderOf(oms.file, first.company, first.orderNumber);
    for (const seq of new Set(records.map(({ line }) => line))) {
      const parts = records.filter((record) => record.line === seq);
      const sum = parts.reduce((total, { quantity }) => total + quantity, 0);
      const ordered = order?.lines.find((line) => line.seq === seq)?.quantity;
      const [part] = parts;
      if (sum !== ordered && part !== undefined)
        findings.push(of(part, told, `${String(ordered)} units were ordered, and its parts have ${String(sum)}`));
    }
  }
  return findings;
}

/** Fulfilled lines that nobody handed over, or that were handed over several times. */
function checkHandOver(
  oms: Oms,
  lines: ReadonlyMap<string, ToldLine>,
  byStores: ReadonlyMap<string, number>,
  stores: ReadonlySet<string>,
): Finding[] {
  const findings: Finding[] = [];
  for (let after = 0; ;) {
    const records = recordsAfter(oms.file, after, BATCH);
    const [last] = records.slice(-1);
    if (last === undefined) return findings;
    after = last.id;
    for (const record of records) {
      const key = keyOf(record.requestId, record.brokerLine);
      const line = lines.get(key);
      if (isFulfilling(record.kind) || line?.status !== 'fulfilled') continue;
      const by = record.pickup === '' ? line.at : record.pickup;
      const own = recordsOfRequest(oms.file, MAIN_COMPANY, record.requestId).filter(
        ({ kind, letter, brokerLine }) => kind === 'delivery' && letter === 'X' && brokerLine === record.brokerLine,
      );
      const count = (byStores.get(key) ?? 0) + own.length;
      const isKnown = stores.has(by) || by.startsWith(`${controlsOf(oms.file, MAIN_COMPANY).text('K50')}/`);
      if (count > 1 || (isKnown && count !== 1))
        findings.push({
          company: record.company,
          order: record.orderNumber,
          line: record.line,
          requestId: record.requestId,
          letter: record.letter,
          status: line.status,
          text: `it was to be handed over once by ${by}, and was ${String(count)} times`,
        });
    }
  }
}

/** Searches for every order by its number. @returns how many there were */
async function searchOrders(oms: Oms, findings: Finding[]): Promise<number> {
  const orders = oms.file.all<{ company: number; number: number }>(
    "SELECT company, number FROM orders WHERE role = 'originating' ORDER BY number",
  );
  const controls = controlsOf(oms.file, MAIN_COMPANY);
  let next = 0;
  const searcher = async (): Promise<void> => {
    for (let order = orders[next]; order !== undefined; order = orders[next]) {
      next += 1;
      const sender = senderOf(controls, {
        as: defaultLocation(controls),
        source: '',
        operation: 'OrderSearch',
        now: oms.now(),
      });
      const search = { criteria: { order_id: orderId(order) }, refTransactionNo: '' };
      const payload = await ask(oms.server, 'OrderSearch', orderSearchMessage(search, sender));
      const found = payload === undefined ? [] : foundOrders(payload).map(({ request_id: id }) => id);
      const known = recordsOfOrder(oms.file, order.company, order.number).map(({ requestId }) => requestId);
      const finding = compareRequests(new Set(known.filter((id) => id !== '')), found);
      if (finding !== undefined)
        findings.push({
          company: order.company,
          order: order.number,
          line: 0,
          requestId: found.join(' '),
          letter: '',
          status: '',
          text: finding,
        });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, searcher));
  return orders.length;
}

function compareRequests(known: ReadonlySet<string>, found: readonly string[]): string | undefined {
  const foreign = found.filter((id) => !known.has(id));
  const missing = [...known].filter((id) => !found.includes(id));
  if (foreign.length > 0) return `the broker has request ${foreign.join(', ')} of it, which the OMS does not know`;
  return missing.length === 0 ? undefined : `the broker does not find request ${missing.join(', ')} of it`;
}
