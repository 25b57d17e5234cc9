import type { LocationRef } from '../../../client/locate/messages.js';
import type { Status } from '../../../domain/values/status.js';
import { controlsOf } from '../file/oms-file.js';
import { addOutgoing } from '../file/outgoing.js';
import type { ProcessName, Purpose } from '../file/outgoing.js';
import { defaultLocation, locationRef, senderOf, sourceOf } from '../messages/header.js';
import { orderUpdateEnvelope, statusUpdateEnvelope } from '../messages/updates.js';
import type { Oms } from '../oms.js';
import type { OmsOrder } from '../orders/order.js';
import { isFulfilling } from '../records/letter.js';
import type { BrokerRecord } from '../records/record.js';

/** Puts the OMS's updates into the list of what is to be sent, in the transaction of the change that they report. */

/** Cancels and repeats of shipments belong to BROKER_ORD, everything else to BROKER. */
const processOf = (purpose: Purpose): ProcessName => (purpose === 'cancel' ? 'BROKER_ORD' : 'BROKER');

/** What the broker is told of a record. */
interface Update {
  readonly status: Status;
  readonly purpose: Extract<Purpose, 'cancel' | 'ship' | 'tell'>;
}

/** Writes a StatusUpdate for every request that the records belong to. Records without a request are left out. */
export function queueUpdate(
  oms: Oms,
  order: OmsOrder,
  records: readonly BrokerRecord[],
  { status, purpose }: Update,
): void {
  const controls = controlsOf(oms.file, order.company);
  for (const requestId of new Set(records.map((record) => record.requestId).filter((id) => id !== ''))) {
    const ofRequest = records.filter((record) => record.requestId === requestId);
    const byLine = controls.isOn('L56') && ofRequest.every(({ brokerLine }) => brokerLine !== '');
    const now = oms.now();
    const sender = senderOf(controls, {
      as: speaksAs(oms, order.company, ofRequest[0]),
      source: purpose === 'cancel' ? sourceOf(order) : 'OROMS',
      operation: '',
      now,
    });
    addOutgoing(
      oms.file,
      {
        company: order.company,
        process: processOf(purpose),
        purpose,
        operation: 'StatusUpdate',
        orderNumber: order.number,
        records: ofRequest.map(({ id }) => id),
        envelope: statusUpdateEnvelope(ofRequest, status, byLine, sender),
      },
      now.toISOString(),
    );
  }
}

/** The location that the OMS speaks as: by warehouse (L06) the one that has the goods, otherwise the default one. */
function speaksAs(oms: Oms, company: number, record: BrokerRecord | undefined): LocationRef {
  const controls = controlsOf(oms.file, company);
  const ships = record !== undefined && (isFulfilling(record.kind) || record.kind === 'ship-for-pickup');
  const at = record?.kind === 'ship-for-pickup' ? record.originating : record?.fulfilling;
  if (!controls.isOn('L06') || !ships || at === undefined || at === '') return defaultLocation(controls);
  return locationRef(at, controls.text('K50'));
}

/** Writes an OrderUpdate for every request of the records. */
export function queueReview(oms: Oms, order: OmsOrder, requestIds: readonly string[], underReview: boolean): void {
  const controls = controlsOf(oms.file, order.company);
  for (const requestId of new Set(requestIds)) {
    const now = oms.now();
    const sender = senderOf(controls, {
      as: defaultLocation(controls),
      source: sourceOf(order),
      operation: '',
      now,
    });
    addOutgoing(
      oms.file,
      {
        company: order.company,
        process: 'BROKER',
        purpose: 'review',
        operation: 'OrderUpdate',
        orderNumber: order.number,
        records: [],
        envelope: orderUpdateEnvelope(requestId, underReview, sender),
      },
      now.toISOString(),
    );
  }
}
