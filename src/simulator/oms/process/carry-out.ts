import { orderOf, putOrder, writeHistory } from '../file/orders.js';
import { deleteRecord, nextInvoice, putRecord, recordsOfOrder, writeBrokerHistory } from '../file/records.js';
import type { Oms } from '../oms.js';
import { hold, release } from '../orders/order.js';
import type { OmsLine, OmsOrder } from '../orders/order.js';
import { lineText } from '../records/history-text.js';
import { isFulfilling } from '../records/letter.js';
import type { Effect, Move } from '../records/move.js';
import { ownMove } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';
import { controlsOf } from '../file/oms-file.js';
import { queueUpdate } from './queue-update.js';

/**
 * Carries moves out: letter, histories, and what the move does to the order. Call it in the transaction of what caused the move.
 *
 * One `Answer` of the broker may move many records: headings are written once for an order, and lines of an order that had the
 * same letter before share an invoice, whatever their requests.
 */

/** What is written once for an answer of the broker, or an action of the OMS. */
export class Unit {
  readonly at: string;
  readonly #headings = new Set<string>();
  readonly #invoices = new Map<string, number>();

  constructor(readonly oms: Oms) {
    this.at = oms.now().toISOString();
  }

  /** Whether the heading is still to be written for that order. */
  isNewHeading(order: number, text: string): boolean {
    const key = `${String(order)} ${text}`;
    const isNew = !this.#headings.has(key);
    this.#headings.add(key);
    return isNew;
  }

  /** The invoice for lines of an order that had the same letter. @returns a new one for the first of them */
  invoiceOf(record: BrokerRecord, letter: string): { readonly number: number; readonly isNew: boolean } {
    const key = `${String(record.company)} ${String(record.orderNumber)} ${letter}`;
    const known = this.#invoices.get(key);
    if (known !== undefined) return { number: known, isNew: false };
    const number = nextInvoice(this.oms.file);
    this.#invoices.set(key, number);
    return { number, isNew: true };
  }
}

/** The order of a record. @throws {Error} when the file has none: records are made together with their order */
export function orderOfRecord(oms: Oms, { company, orderNumber }: BrokerRecord): OmsOrder {
  const order = orderOf(oms.file, company, orderNumber);
  if (order === undefined) throw new Error(`record of order ${String(orderNumber)}, which does not exist`);
  return order;
}

/** Makes a move of a record, and stores everything that it changes. */
export function carryOut(unit: Unit, record: BrokerRecord, move: Move): void {
  const { file } = unit.oms;
  const order = orderOfRecord(unit.oms, record);
  const before = record.letter;
  record.letter = move.letter;
  const headings = (move.heading ?? []).filter((text) => unit.isNewHeading(order.number, text));
  writeHistory(file, order, unit.at, [...headings, ...move.history]);
  if (move.broker !== undefined) writeBrokerHistory(file, record.id, { at: unit.at, ...move.broker });
  for (const effect of move.effects) EFFECTS[effect](unit, record, order, before);
  const line = order.lines.find(({ seq }) => seq === record.line);
  if (line !== undefined && move.letter === 'X') complete(line, record, before);
  if (move.letter === 'E' && line !== undefined) line.printed = 0;
  closeIfDone(order);
  putOrder(file, order);
  if (!move.effects.includes('delete record')) putRecord(file, record);
}

/** A brokered line that somebody else shipped, or one of the OMS's own shipments. */
function complete(line: OmsLine, { kind }: BrokerRecord, before: string): void {
  if (before === 'X' || before === 'G' || before === 'H') return;
  line.atBroker = false;
  if (!isFulfilling(kind)) line.printed = 0;
  if (line.status === 'open') line.status = 'shipped';
}

function closeIfDone(order: OmsOrder): void {
  if (order.status !== 'open' && order.status !== 'held') return;
  if (order.lines.every(({ status }) => status !== 'open'))
    order.status = order.lines.some(({ status }) => status === 'shipped') ? 'closed' : 'canceled';
}

type Carry = (unit: Unit, record: BrokerRecord, order: OmsOrder, before: string) => void;

const lineOf = (record: BrokerRecord, order: OmsOrder): OmsLine | undefined =>
  order.lines.find(({ seq }) => seq === record.line);

const EFFECTS: Readonly<Record<Effect, Carry>> = {
  bill: (unit, record, order, before) => {
    if (record.invoice !== 0) return;
    const { number, isNew } = unit.invoiceOf(record, before);
    record.invoice = number;
    if (isNew && record.kind === 'store pickup')
      writeHistory(unit.oms.file, order, unit.at, [
        `Pick# 0000000 Billed on Invoice# ${String(number).padStart(7, '0')}`,
      ]);
  },
  'back to backorder': (_unit, record, order) => {
    const line = lineOf(record, order);
    if (line === undefined) return;
    line.atBroker = false;
    line.printed = 0;
  },
  'cancel order': (unit, record, order) => {
    order.status = 'canceled';
    for (const line of order.lines) if (line.status === 'open') line.status = 'canceled';
    cancelOthers(unit, record, order);
  },
  'cancel line': (_unit, record, order) => {
    const line = lineOf(record, order);
    if (line?.status === 'open') line.status = 'canceled';
  },
  'release holds': (_unit, _record, order) => {
    release(order);
  },
  'hold as refused': (unit, record, order) => {
    hold(order, controlsOf(unit.oms.file, record.company).text('L10'));
  },
  'delete record': (unit, record) => {
    deleteRecord(unit.oms.file, record.id);
  },
};

/** The store rejected one line: the others of the order are called off at the broker, which still has them. */
function cancelOthers(unit: Unit, rejected: BrokerRecord, order: OmsOrder): void {
  const controls = controlsOf(unit.oms.file, order.company);
  const others = recordsOfOrder(unit.oms.file, order.company, order.number).filter(({ id }) => id !== rejected.id);
  const open = others.flatMap((record) => (ownMove(record, 'cancel') === undefined ? [] : [record]));
  for (const record of open) {
    record.before = record.letter;
    record.letter = 'Y';
    record.reason = controls.text('G11');
    putRecord(unit.oms.file, record);
    writeHistory(unit.oms.file, order, unit.at, [lineText(record.line, 'Rejected by Store')]);
  }
  queueUpdate(unit.oms, order, open, { status: 'canceled', purpose: 'cancel' });
}
