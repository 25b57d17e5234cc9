import type { Outgoing } from '../file/outgoing.js';
import { moveOutgoing } from '../file/outgoing.js';
import { putRecord, writeBrokerHistory } from '../file/records.js';
import { isFulfilling } from '../records/letter.js';
import { ownMove } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';
import { carryOut } from './carry-out.js';
import type { Unit } from './carry-out.js';
import { ALREADY } from './reply.js';
import type { Reply } from './reply.js';

/**
 * What the answer to an update means.
 *
 * 1. A cancel is done when the broker did it, or says that it was done before. A cancel that it refuses, because the goods have
 *    left, is taken back: the record has the letter it had, and the next inquiry tells how it went on.
 * 2. A shipment without an answer is sent again by BROKER_ORD (G, H).
 * 3. Anything else that is refused keeps its letter; the broker is asked what became of the line.
 */
export function settleUpdate(unit: Unit, message: Outgoing, records: readonly BrokerRecord[], reply: Reply): void {
  const isDone = reply.kind === 'answered' && (reply.code === 0 || reply.code === ALREADY);
  for (const record of records)
    switch (message.purpose) {
      case 'cancel':
        if (reply.kind !== 'none') settleCancel(unit, record, reply, isDone);
        break;
      case 'ship':
        settleShipment(unit, record, reply, isDone);
        break;
      default:
        if (reply.kind !== 'none' && !isDone) noteRefusal(unit, record, reply);
    }
  if (message.purpose === 'ship' && reply.kind === 'none') moveOutgoing(unit.oms.file, message.id, 'BROKER_ORD');
}

function settleCancel(unit: Unit, record: BrokerRecord, reply: Reply, isDone: boolean): void {
  if (record.letter !== 'Y') return;
  // What the OMS will not ship is out of its hands, even if the broker gave it to somebody else meanwhile.
  const move = isDone || isFulfilling(record.kind) ? ownMove(record, 'cancel answered') : undefined;
  if (move !== undefined) {
    carryOut(unit, record, move);
    return;
  }
  record.letter = record.before === '' ? record.letter : record.before;
  noteRefusal(unit, record, reply);
}

function settleShipment(unit: Unit, record: BrokerRecord, reply: Reply, isDone: boolean): void {
  const move = ownMove(record, reply.kind === 'none' ? 'ship unanswered' : 'ship answered');
  if (move !== undefined) carryOut(unit, record, move);
  if (reply.kind !== 'none' && !isDone) noteRefusal(unit, record, reply);
}

function noteRefusal(unit: Unit, record: BrokerRecord, reply: Reply): void {
  const text = `${reply.kind === 'answered' ? `${String(reply.code)} ` : ''}${reply.text}`.slice(0, 500);
  record.refused = text;
  putRecord(unit.oms.file, record);
  writeBrokerHistory(unit.oms.file, record.id, { at: unit.at, code: 'E', text });
}
