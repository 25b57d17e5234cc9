import { controlsOf } from '../file/oms-file.js';
import { orderOf } from '../file/orders.js';
import { addOutgoing } from '../file/outgoing.js';
import type { Purpose } from '../file/outgoing.js';
import { recordsWithLetter } from '../file/records.js';
import { locationRef, senderOf, sourceOf } from '../messages/header.js';
import { submitOrderEnvelope } from '../messages/submit-order.js';
import type { Oms } from '../oms.js';
import type { OmsOrder } from '../orders/order.js';
import { ownMove } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';
import type { Controls } from '../settings/controls.js';
import { carryOut, Unit } from './carry-out.js';

/**
 * Writes the SubmitOrder messages of records, in the transaction in which they are marked as sent. With split orders (L56) one
 * message has all the lines of an order, otherwise each line has its own, with the same order number.
 */

const TYPES = {
  'brokered backorder, delivery': 'DELIVERY',
  'brokered backorder, ship-for-pickup': 'SHIPFORPICKUP',
  'store pickup': 'PICKUP',
  'ship-for-pickup': 'SHIPFORPICKUP',
} as const;

/** Makes the requests of a company's records that are ready. */
export function requestReadyBackorders(oms: Oms, company: number): void {
  const ready = recordsWithLetter(oms.file, company, 'R').filter(({ kind }) => kind.startsWith('brokered backorder'));
  for (const number of new Set(ready.map(({ orderNumber }) => orderNumber)))
    oms.file.transaction(() => {
      const order = orderOf(oms.file, company, number);
      // Somebody may have canceled a record since.
      const records = recordsWithLetter(oms.file, company, 'R').filter(({ orderNumber }) => orderNumber === number);
      if (order !== undefined) requestOrder(oms, order, records, 'submit backorder');
    });
}

/** Makes the requests of some records of an order, which then wait for their answers. Call it in a transaction. */
export function requestOrder(
  oms: Oms,
  order: OmsOrder,
  records: readonly BrokerRecord[],
  purpose: Extract<Purpose, 'submit backorder' | 'submit store pickup' | 'submit pick slip'>,
): void {
  const controls = controlsOf(oms.file, order.company);
  // A pick slip is one order, or one for each line (L89); a store pickup always is one.
  const isTogether =
    purpose === 'submit backorder' ? controls.isOn('L56') : purpose === 'submit store pickup' || !controls.isOn('L89');
  const groups = isTogether ? [records] : records.map((record) => [record]);
  const unit = new Unit(oms);
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    for (const record of group) {
      const move = ownMove(record, 'submit');
      if (move !== undefined) carryOut(unit, record, move);
    }
    addOutgoing(
      oms.file,
      {
        company: order.company,
        process: 'BROKER_ORD',
        purpose,
        operation: 'SubmitOrder',
        orderNumber: order.number,
        records: group.map(({ id }) => id),
        envelope: envelopeOf(oms, order, group, first, controls),
      },
      unit.at,
    );
  }
}

function envelopeOf(
  oms: Oms,
  order: OmsOrder,
  records: readonly BrokerRecord[],
  first: BrokerRecord,
  controls: Controls,
): string {
  const type = TYPES[first.kind as keyof typeof TYPES];
  const isPickSlip = first.kind === 'ship-for-pickup';
  const isPickup = first.kind === 'store pickup';
  const now = oms.now();
  const lines = records.flatMap((record) => {
    const line = order.lines.find(({ seq }) => seq === record.line);
    if (line === undefined) return [];
    const from = isPickSlip ? record.originating : isPickup ? record.pickup : '';
    return [
      {
        line: { ...line, quantity: record.quantity },
        number: isPickSlip ? submittedNumber(record, controls) : record.line,
        from: from === '' ? undefined : locationRef(from, controls.text('K50')),
      },
    ];
  });
  return submitOrderEnvelope(
    {
      order,
      type,
      lines,
      withFreight: first.kind.startsWith('brokered') ? controls.isOn('L56') : true,
      isDueAtStore: (isPickup && controls.isOn('M16')) || (isPickSlip && controls.isOn('L60')),
      underReview:
        order.holds.length > 0 &&
        ((isPickup && !controls.isOn('M16')) || (first.kind.startsWith('brokered') && controls.isOn('M18'))),
      now,
    },
    senderOf(controls, {
      as: locationRef(first.originating, controls.text('K50')),
      source: sourceOf(order),
      operation: 'SubmitOrder',
      now,
      form: 'time',
    }),
  );
}

/** The number of a line in its message: with a pick slip for each line (L89), sequence and warehouse, e.g. 2001. */
function submittedNumber({ line, originating }: BrokerRecord, controls: Controls): number {
  if (!controls.isOn('L89')) return line;
  const warehouse = Number(originating.slice(originating.indexOf('/') + 1));
  return line * 1000 + (Number.isInteger(warehouse) && warehouse < 1000 ? warehouse : 1);
}
