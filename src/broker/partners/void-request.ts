import { RefusedError } from '../../domain/partner/refusal.js';
import { isWithPartner } from '../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { hasLeft } from '../../domain/values/status.js';
import type { BrokerContext } from '../context.js';
import { withRequest } from './open-request.js';
import type { OpenRequest, RequestActor } from './open-request.js';

/**
 * Takes a fulfillment request back. While the partner does not have it, it is voided at once, and its lines wait for a new
 * location. Otherwise the partner is asked to give it back (`cancelRequest` is its answer): what it ships meanwhile is
 * shipped, since nobody can stop a parcel by telling a computer.
 */
export function voidRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  note: string,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, (open) => voidOpen(open, note));
}

/** Takes back a request that is open in the caller's transaction. @throws {RefusedError} */
export async function voidOpen(open: OpenRequest, note: string): Promise<void> {
  const { request, unit } = open;
  if (isWithPartner(request.state)) {
    if (open.openLines.every(({ status }) => hasLeft(status)))
      throw new RefusedError('nothing_to_take_back', { number: request.number });
    if (request.cancelRequestedAt !== null) return;
    await open.move({ cancelRequestedAt: unit.timestamp }, 'cancel_requested', note, 'request.cancel_requested');
    return;
  }
  const state = open.act('void');
  if (state === undefined) return;
  await open.move({ state }, 'voided', note, 'request.voided');
  await open.changeLines(
    open.openLines.map(({ lineNo }) => ({ lineNo, quantity: 0, status: 'rejected' })),
    'broker',
    { reason: { code: '', note: note.slice(0, 1000) } },
    'hold',
  );
}

/** The partner keeps a fulfillment request that it was asked to give back. @throws {RefusedError} */
export function refuseVoid(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  note: string,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    open.requireLife('kept');
    const { number, cancelRequestedAt } = open.request;
    if (cancelRequestedAt === null) throw new RefusedError('no_cancel_requested', { number });
    await open.move({ cancelRequestedAt: null }, 'cancel_refused', note);
  });
}
