import { RefusedError } from '../../domain/partner/refusal.js';
import { changeSupplierLine, findKeyedLines, readLineKeys } from '../../store/direct-fulfillment/line-keys.js';
import { lockOrder } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { OpenRequest } from '../partners/open-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import type { SupplierCaller } from './supplier-access.js';
import { readLinesAtSuppliers } from './supplier-lines.js';
import type { LineAtSupplier } from './supplier-lines.js';

/**
 * A supplier has stored a line as it was under a key. A key of an earlier state is remembered and leaves the newer state
 * unconfirmed; a repeat changes nothing. The first confirmation of a line is its hand-over, so that a crash between fetch and
 * confirmation loses nothing: the line is offered until this call.
 * @throws {RefusedError} for a key of nobody's, or of somebody else's line
 */
export function confirmLine(context: BrokerContext, caller: SupplierCaller, key: number): Promise<void> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const { session } = unit;
    const [keyed] = await findKeyedLines(session, [key]);
    if (keyed === undefined || !caller.locationIds.has(keyed.locationId))
      throw new RefusedError('key_unknown', { key });
    await lockOrder(session, keyed.requestId);
    const lines = await readLinesAtSuppliers(unit, [keyed.requestId], new Set([keyed.locationId]));
    const found = lines.findLast(({ line }) => line.lineNo === keyed.lineNo);
    if (found === undefined || found.order.underReview) throw new RefusedError('key_unknown', { key });
    if (key < found.key) await rememberKey(unit, found, key);
    else await confirm(unit, caller, found);
  });
}

async function rememberKey({ session }: Unit, { order, line }: LineAtSupplier, key: number): Promise<void> {
  await changeSupplierLine(session, order.requestId, line.lineNo, ({ confirmedKey }) => ({
    confirmedKey: Math.max(confirmedKey, key),
  }));
}

async function confirm(unit: Unit, { name }: SupplierCaller, found: LineAtSupplier): Promise<void> {
  const { line, request, isHis } = found;
  if (isHis && line.status === 'new_order') {
    const open = await OpenRequest.read(unit, request.id, { name });
    await open.changeLines([{ lineNo: line.lineNo, quantity: 0, status: 'polled' }], 'partner');
  }
  await confirmStates(unit, found.order.requestId, request.locationId, [line.lineNo]);
  await endDeadline(unit, found, name);
}

/** A supplier who confirmed every line has answered in time: the request is not routed to others. */
async function endDeadline(unit: Unit, { order, request }: LineAtSupplier, name: string): Promise<void> {
  if (request.acknowledgeBy === null) return;
  const lines = await readLinesAtSuppliers(unit, [order.requestId], new Set([request.locationId]));
  if (lines.some((one) => one.request.id === request.id && one.isOpen && !one.confirmed)) return;
  const open = await OpenRequest.read(unit, request.id, { name });
  if (open.request.acknowledgeBy !== null)
    await open.move({ acknowledgeBy: null }, 'processed', 'every line is confirmed');
}

/** What a supplier did or said himself he need not confirm: the present states of lines count as known to him. */
export async function confirmStates(
  { session }: Unit,
  requestId: number,
  locationId: number,
  lineNos: readonly number[],
): Promise<void> {
  const keys = await readLineKeys(session, [requestId]);
  for (const lineNo of lineNos) {
    const own = keys.find((one) => one.lineNo === lineNo && one.locationId === locationId);
    if (own === undefined) continue;
    await changeSupplierLine(session, requestId, lineNo, ({ confirmedKey }) => ({
      confirmedKey: Math.max(confirmedKey, own.last),
    }));
  }
}
