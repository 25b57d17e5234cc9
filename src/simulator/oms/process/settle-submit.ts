import { controlsOf } from '../file/oms-file.js';
import { orderOf, putOrder, writeHistory } from '../file/orders.js';
import type { Outgoing } from '../file/outgoing.js';
import { addRecord, putRecord, recordsById, writeBrokerHistory } from '../file/records.js';
import type { ToldLine } from '../messages/answers.js';
import {
  MAINTAINED,
  refusalTexts,
  SUBMIT_CANCELED,
  SUBMIT_HELD,
  SUBMIT_NOT_CANCELED,
  SUBMIT_SUCCEEDED,
  SUBMIT_UNANSWERED,
  WEB_CANCEL,
} from '../records/history-text.js';
import { ownMove } from '../records/own-moves.js';
import type { OwnEvent } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';
import { moveByStatus } from '../records/told.js';
import { isOfLine, toldSettings } from './apply-told.js';
import { carryOut } from './carry-out.js';
import type { Unit } from './carry-out.js';
import { KNOWN_ORDER } from './reply.js';
import type { Reply } from './reply.js';
import { queueUpdate } from './queue-update.js';

/**
 * What the answer to a SubmitOrder means, by the kind of its records: acknowledged, refused, or nothing came back. An order that
 * the broker knows already was acknowledged before, and its answer lost.
 */
export function settleSubmit(unit: Unit, message: Outgoing, records: readonly BrokerRecord[], reply: Reply): void {
  const order = orderOf(unit.oms.file, message.company, message.orderNumber);
  if (order === undefined) return;
  const write = (texts: readonly string[]): void => {
    writeHistory(unit.oms.file, order, unit.at, texts);
  };
  const isPickup = message.purpose === 'submit store pickup';
  if (reply.kind === 'none') {
    // Tried again and again by BROKER_ORD: the first time is written.
    if (message.purpose === 'submit pick slip' || (isPickup && message.attempts === 0)) write([SUBMIT_UNANSWERED]);
    happen(unit, records, 'unanswered');
  } else if (reply.kind === 'answered' && (reply.code === 0 || reply.code === KNOWN_ORDER)) {
    if (isPickup) write([SUBMIT_SUCCEEDED]);
    acknowledge(unit, records, reply);
  } else {
    const cancels = controlsOf(unit.oms.file, message.company).text('G11') !== '';
    if (message.purpose === 'submit pick slip') write([SUBMIT_HELD, ...refusalTexts(reply.text)]);
    else if (!isPickup)
      for (const { id } of records) writeBrokerHistory(unit.oms.file, id, { at: unit.at, code: 'E', text: reply.text });
    else if (cancels) write([SUBMIT_CANCELED, ...refusalTexts(reply.text), MAINTAINED, WEB_CANCEL]);
    else write([SUBMIT_NOT_CANCELED, ...refusalTexts(reply.text)]);
    happen(unit, records, 'refused', isPickup && !cancels);
  }
}

/** @param keepsOrder whether the order stays open although it cannot be submitted */
function happen(unit: Unit, records: readonly BrokerRecord[], event: OwnEvent, keepsOrder = false): void {
  for (const record of records) {
    const move = ownMove(record, event);
    if (move === undefined) continue;
    const effects = keepsOrder ? move.effects.filter((effect) => effect !== 'cancel order') : move.effects;
    carryOut(unit, record, { ...move, effects });
  }
}

function acknowledge(unit: Unit, records: readonly BrokerRecord[], reply: Reply): void {
  const told = reply.told;
  for (const record of records) record.requestId = reply.requestId;
  if (told === undefined && reply.code === 0) {
    // Several locations, and nobody said which line is where: the next inquiry does.
    for (const record of records) putRecord(unit.oms.file, record);
    return;
  }
  const parts = records.flatMap((record) => {
    const lines = (told?.lines ?? []).filter((line) => isOfLine(record, line));
    const [first, ...rest] = lines;
    return [{ record, line: first }, ...rest.map((line) => ({ record: partOf(unit, record, line), line }))];
  });
  for (const { record, line } of parts) acknowledgeLine(unit, record, line);
  tellPicked(
    unit,
    parts.map(({ record }) => record.id),
  );
}

/** A record for a further part of a split line. */
function partOf(unit: Unit, whole: BrokerRecord, line: ToldLine): BrokerRecord {
  return addRecord(unit.oms.file, { ...whole, brokerLine: line.brokerLine, quantity: line.quantity });
}

function acknowledgeLine(unit: Unit, record: BrokerRecord, line: ToldLine | undefined): void {
  const settings = toldSettings(controlsOf(unit.oms.file, record.company));
  if (line !== undefined) {
    record.brokerLine = line.brokerLine;
    record.quantity = line.quantity;
    record.fulfilling = line.at;
    record.told = line.status ?? '';
  }
  const isUnfulfillable = line?.status === 'unfulfillable' || line?.at === settings.unfulfillableAt;
  const move = ownMove(record, isUnfulfillable ? 'unfulfillable' : 'acknowledged');
  if (move === undefined) {
    putRecord(unit.oms.file, record);
    return;
  }
  carryOut(unit, record, move);
  // A known order may have gone on since its answer was lost.
  if (line?.status === undefined || isUnfulfillable) return;
  const later = moveByStatus(record, { ...line, status: line.status }, settings);
  if (later !== undefined) carryOut(unit, record, later);
}

/** A pick slip that the broker knows is printed, and the broker is told. */
function tellPicked(unit: Unit, ids: readonly number[]): void {
  const { file } = unit.oms;
  const picked = recordsById(file, ids).filter(({ letter }) => letter === 'F');
  const [first] = picked;
  const order = first === undefined ? undefined : orderOf(file, first.company, first.orderNumber);
  if (order === undefined) return;
  for (const line of order.lines) {
    const printed = picked.filter((record) => record.line === line.seq);
    if (printed.length > 0) line.printed = printed.reduce((sum, { quantity }) => sum + quantity, 0);
  }
  putOrder(file, order);
  queueUpdate(unit.oms, order, picked, { status: 'picked', purpose: 'tell' });
}
