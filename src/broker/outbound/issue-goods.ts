import { createHash } from 'node:crypto';
import type { Location } from '../../domain/network/location.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import type { Shipment } from '../../domain/partner/shipment.js';
import { isLonger, TEXT_LIMITS } from '../../domain/values/limits.js';
import { itemKey } from '../../domain/values/item-code.js';
import { findShipment } from '../../store/partners/shipments.js';
import type { BrokerContext } from '../context.js';
import { answerOpen } from '../partners/answer-request.js';
import { OpenRequest } from '../partners/open-request.js';
import type { RequestActor } from '../partners/open-request.js';
import { shipOpen } from '../partners/ship-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { findAtWarehouse, requestsWith } from './open-outbound.js';
import type { AtWarehouse, RequestAtWarehouse } from './open-outbound.js';
import { issueReturn } from './return-goods.js';
import { linesOfSkus } from './sku-lines.js';
import type { LineUnits } from './sku-lines.js';
import type { GoodsIssue } from './warehouse-report.js';

/**
 * Records that goods of an outbound left the warehouse, as a shipment of its fulfillment request; of a return, that they were
 * posted. What the warehouse never reported as allocated is allocated by that. The same delivery again is a repeat.
 * @throws {OutboundRefusedError} @throws {RefusedError}
 */
export async function issueGoods(
  context: BrokerContext,
  warehouse: Location,
  actor: RequestActor,
  issue: GoodsIssue,
): Promise<{ readonly repeated: boolean }> {
  const found = await findAtWarehouse(context, warehouse, issue.number);
  if ('document' in found) return issueReturn(context, found.outbound, issue);
  const own = found.order.lines.filter(({ locationId }) => locationId === warehouse.id);
  /** @returns whether it was a repeat, of which nothing is left to be found */
  const unlessRepeated = (work: (unit: Unit, lines: LineUnits[] | undefined) => Promise<void>): Promise<boolean> =>
    inUnit(context, { retryOnConflict: true }, async (unit) => {
      if (await isRepeat(unit, found, warehouse, issue)) return true;
      await work(unit, issue.units.length === 0 ? undefined : linesOfSkus(issue.number, own, issue.units));
      return false;
    });
  const requestsOf = (lines: LineUnits[] | undefined): readonly RequestAtWarehouse[] =>
    requestsWith(found, lines && new Set(lines.map(({ lineNo }) => lineNo)));
  // In a transaction of its own: the client is told "allocated" before "issued", as of goods that were reported step by step.
  const repeated = await unlessRepeated(async (unit, lines) => {
    for (const { request } of requestsOf(lines)) {
      const open = await OpenRequest.read(unit, request.id, actor);
      // What was allocated in part stays so: the goods that leave say nothing of the others.
      if (open.request.state !== 'acknowledged') await answerOpen(open, undefined);
    }
  });
  if (repeated) return { repeated };
  return {
    repeated: await unlessRepeated(async (unit, lines) => {
      for (const [index, { request, lineNos }] of requestsOf(lines).entries())
        await shipOpen(await OpenRequest.read(unit, request.id, actor), {
          sourceReference: referenceOf(issue, index),
          carrier: issue.carrier,
          method: '',
          trackingNumbers: [issue.deliveryNo],
          ...(issue.issuedAt === undefined ? {} : { shippedAt: issue.issuedAt }),
          ...(lines === undefined ? {} : { lines: lines.filter(({ lineNo }) => lineNos.has(lineNo)) }),
        });
    }),
  };
}

/** What recognizes a delivery: a location uses its numbers again for other orders. @param part of several requests' goods */
function referenceOf({ number, deliveryNo }: GoodsIssue, part: number): string {
  const text = `${number}:${deliveryNo}${part === 0 ? '' : `:${part}`}`;
  return isLonger(text, TEXT_LIMITS.tracking_number) ? createHash('sha256').update(text).digest('hex') : text;
}

/** Whether a delivery was reported before. @throws {OutboundRefusedError} if it was, with other goods */
async function isRepeat(
  { session }: Unit,
  { order, requests }: AtWarehouse,
  warehouse: Location,
  issue: GoodsIssue,
): Promise<boolean> {
  const before: Shipment[] = [];
  for (let part = 0; part === before.length && part <= requests.length; part += 1) {
    const shipment = await findShipment(session, warehouse.id, referenceOf(issue, part));
    if (shipment !== undefined) before.push(shipment);
  }
  if (before.length === 0) return false;
  const { number, deliveryNo, units } = issue;
  const skus = new Map(order.lines.map(({ lineNo, itemId }) => [lineNo, itemKey(itemId)]));
  const shipped = before.flatMap(({ lines }) => lines);
  const left = sumsOf(shipped.map(({ lineNo, quantity }) => [skus.get(lineNo) ?? '', quantity]));
  const said = sumsOf(units.map(({ sku, quantity }) => [itemKey(sku), quantity]));
  if (units.length > 0 && said !== left)
    throw new OutboundRefusedError('delivery_differs', { delivery: deliveryNo, number });
  return true;
}

/** Units by SKU, in a form that can be compared. */
function sumsOf(units: readonly (readonly [string, number])[]): string {
  const sums = new Map<string, number>();
  for (const [sku, quantity] of units) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return JSON.stringify([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}
