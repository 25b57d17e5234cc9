import { numberFlags, numberLength } from '../../domain/partner/request-number.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { isNumberTaken } from '../../store/partners/fulfillment-requests.js';
import { readStamp, restoreStamp } from '../../store/partners/stamps.js';
import type { BrokerContext } from '../context.js';
import { acknowledgeBy } from './assign-work.js';
import { withRequest } from './open-request.js';
import type { OpenRequest, RequestActor } from './open-request.js';

/**
 * Releases a fulfillment request to its partner. A repeat changes nothing.
 * @throws {RefusedError} while the order is under review, or the number is one that the partner does not take
 */
export function processRequest(context: BrokerContext, id: number, actor: RequestActor): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    const state = open.act('process');
    if (state === undefined) return;
    open.requireRelease();
    requireNumber(open);
    await release(open, 'processed by hand');
  });
}

/** Moves a request to its partner's list. */
export async function release(open: OpenRequest, note: string): Promise<void> {
  const by = acknowledgeBy(open.location, open.unit.now);
  await open.move({ state: 'processing', acknowledgeBy: by, error: '' }, 'processing', note, 'request.processing');
}

/**
 * Gives a request another number, as long as the partner does not know the present one. A number that clears the last flag
 * lets the strategy of the location process the request.
 */
export function renumberRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  number: string,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    const { request, location, unit, order } = open;
    if (request.number === number) return;
    if (request.state !== 'unprocessed' && request.state !== 'failed')
      throw new RefusedError('number_sent', { number: request.number, state: request.state });
    const { maxNumberLength, autoProcess } = location.preferences.requests;
    const isTaken = await isNumberTaken(unit.session, location.id, number, id);
    const flags = numberFlags(number, maxNumberLength, isTaken);
    await open.move({ number, flags }, 'renumbered', `from ${request.number} to ${number}`);
    if (autoProcess && flags.length === 0 && !order.underReview && request.state === 'unprocessed')
      await release(open, 'processed by itself');
  });
}

/** @throws {RefusedError} if the partner does not take the number */
function requireNumber({ request: { number, flags }, location }: OpenRequest): void {
  const place = `${location.system.systemCd}/${location.locationCd}`;
  const limit = location.preferences.requests.maxNumberLength;
  if (flags.includes('number_too_long'))
    throw new RefusedError('number_too_long', { number, length: numberLength(number), location: place, limit });
  if (flags.includes('number_duplicate')) throw new RefusedError('number_duplicate', { number, location: place });
}

/**
 * Marks a request as handed over: its lines are polled when the partner fetched it, posted when the broker sent it (or a
 * person did, by other means).
 */
export function handOver(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  how: 'fetched' | 'sent',
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    await handOverOpen(open, how);
  });
}

/**
 * Marks a request as handed over that its partner lists. Its date stays: that it was fetched is no news for whoever fetched it,
 * who would otherwise list it again.
 */
export function handOverListed(context: BrokerContext, id: number, actor: RequestActor): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    const stamp = await readStamp(open.unit.session, id);
    await handOverOpen(open, 'fetched');
    if (stamp !== undefined) await restoreStamp(open.unit.session, id, stamp);
  });
}

/** Hands over a request that is open in the caller's transaction. */
export async function handOverOpen(open: OpenRequest, how: 'fetched' | 'sent'): Promise<void> {
  const state = open.act('hand_over');
  if (state === undefined) return;
  open.requireRelease();
  const event = how === 'sent' ? 'request.sent' : 'request.processed';
  const since = open.request.acknowledgeBy ?? acknowledgeBy(open.location, open.unit.now);
  await open.move({ state, acknowledgeBy: since, error: '' }, 'processed', how, event);
  const fresh = open.openLines.filter(({ status }) => status === 'new_order');
  const status = how === 'sent' ? 'posted' : 'polled';
  await open.changeLines(
    fresh.map(({ lineNo }) => ({ lineNo, quantity: 0, status })),
    how === 'sent' ? 'broker' : 'partner',
  );
}

/** Marks a request as failed. The strategy of the location says whether its lines are routed again. */
export function failRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  error: string,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    const state = open.act('fail');
    if (state === undefined) return;
    await open.move({ state, error }, 'failed', error, 'request.failed');
    if (open.location.preferences.requests.onFailure === 'reroute') await takeAway(open, 'could not be handed over');
  });
}

/** Takes the lines from a partner that never answered, and routes them to others. */
export async function takeAway(open: OpenRequest, note: string): Promise<void> {
  await open.move({ state: 'voided' }, 'voided', note, 'request.voided');
  await open.changeLines(
    open.openLines.map(({ lineNo }) => ({ lineNo, quantity: 0, status: 'rejected' })),
    'broker',
    { reason: { code: '', note } },
  );
}
