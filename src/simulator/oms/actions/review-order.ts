import { ClientError } from '../../../client/client-error.js';
import { controlsOf } from '../file/oms-file.js';
import { orderOf, putOrder, writeHistory } from '../file/orders.js';
import { putRecord, recordsOfOrder, recordsOfRequest } from '../file/records.js';
import type { Oms } from '../oms.js';
import { hold, release } from '../orders/order.js';
import type { OmsOrder } from '../orders/order.js';
import { queueReview } from '../process/queue-update.js';
import { reviewText, systemHold, voidedText } from '../records/history-text.js';
import { isBackorder, isClosed, isFulfilling } from '../records/letter.js';
import { makeReady } from './enter-order.js';
import { requireOrder } from './require-order.js';
import type { Target } from './require-order.js';

/** Holds, reviews and authorizations of orders, and the search for lines that have become eligible. */

/** Puts an order on hold, or releases it; the broker hears of it where the settings say so. */
export function holdOrder(oms: Oms, target: Target, reason: string): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const wasHeld = order.status === 'held';
    hold(order, reason);
    putOrder(oms.file, order);
    if (!wasHeld) tellReview(oms, order, true);
  });
}

/** @throws {ClientError} when the order is under review elsewhere, which only the broker ends */
export function releaseOrder(oms: Oms, target: Target): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    if (order.holds.includes('AU'))
      throw new ClientError(
        `order ${String(order.number)} is under review where it was placed (AU)`,
        'it is released by an answer of the broker, or by a cancel',
      );
    if (order.status !== 'held') throw new ClientError(`order ${String(order.number)} is not held`);
    release(order);
    putOrder(oms.file, order);
    tellReview(oms, order, false);
  });
}

/** Backorders with M18, store pickups without M16 (of which only the release is told). */
function tellReview(oms: Oms, order: OmsOrder, underReview: boolean): void {
  const controls = controlsOf(oms.file, order.company);
  const requests = recordsOfOrder(oms.file, order.company, order.number)
    .filter(({ letter, requestId }) => !isClosed(letter) && requestId !== '')
    .filter(({ kind }) =>
      isBackorder(kind) ? controls.isOn('M18') : kind === 'store pickup' && !controls.isOn('M16') && !underReview,
    )
    .map(({ requestId }) => requestId);
  review(oms, order, requests, underReview);
}

/** Puts requests under review or releases them, and writes it to the history. Call it in a transaction. */
function review(oms: Oms, order: OmsOrder, requestIds: readonly string[], underReview: boolean): void {
  const ids = [...new Set(requestIds)];
  queueReview(oms, order, ids, underReview);
  writeHistory(
    oms.file,
    order,
    oms.now().toISOString(),
    ids.map((id) => reviewText(id, underReview)),
  );
}

/** The periodic function of BROKER: lines that have become eligible are made ready. @returns how many */
export function findEligible(oms: Oms, orders: readonly OmsOrder[]): number {
  return oms.file.transaction(() => {
    let ready = 0;
    for (const { company, number, role } of orders) {
      const order = orderOf(oms.file, company, number);
      if (role !== 'originating' || order === undefined || order.kind === 'store pickup') continue;
      const ended = recordsOfOrder(oms.file, company, number).filter(({ letter }) => letter === 'U' || letter === 'E');
      ready += makeReady(
        oms,
        order,
        controlsOf(oms.file, company),
        ended.map(({ line }) => line),
      );
    }
    return ready;
  });
}

/**
 * The authorization of an order has expired, and could not be renewed: its requests go under review, also when everything has
 * shipped. A fulfilling order of the same request is held, and its pick slips are voided.
 */
export function failReauthorization(oms: Oms, target: Target): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const requests = recordsOfOrder(oms.file, order.company, order.number)
      .map(({ requestId }) => requestId)
      .filter((id) => id !== '');
    hold(order, 'AR');
    putOrder(oms.file, order);
    review(oms, order, requests, true);
    for (const requestId of new Set(requests)) holdFulfilling(oms, order.company, requestId);
  });
}

function holdFulfilling(oms: Oms, company: number, requestId: string): void {
  const at = oms.now().toISOString();
  const records = recordsOfRequest(oms.file, company, requestId).filter(({ kind }) => isFulfilling(kind));
  for (const number of new Set(records.map(({ orderNumber }) => orderNumber))) {
    const order = orderOf(oms.file, company, number);
    if (order === undefined || (order.status !== 'open' && order.status !== 'held')) continue;
    hold(order, 'AU');
    writeHistory(oms.file, order, at, [systemHold('BROKER ORDER UNDER REVIEW')]);
    const slips = records.filter(({ orderNumber, letter }) => orderNumber === number && letter === 'F');
    if (slips.length > 0) writeHistory(oms.file, order, at, [voidedText(number)]);
    for (const line of order.lines) line.printed = 0;
    putOrder(oms.file, order);
    // The slip is printed again when the review is over.
    for (const record of slips) putRecord(oms.file, { ...record, letter: 'I' });
  }
}
