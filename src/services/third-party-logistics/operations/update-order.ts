import { listPartnerOrders } from '../../../broker/partners/inquiry/partner-orders.js';
import type { PartnerOrder } from '../../../broker/partners/inquiry/partner-orders.js';
import type { NoteChange } from '../../../domain/partner/partner-note.js';
import { readShipMethods } from '../../../domain/partner/ship-method.js';
import { FailureError } from '../failures.js';
import type { UpdateOrderRequest } from '../messages.js';
import type { LogisticsOperation, PartnerCall } from '../operation.js';
import { orderResponse } from '../order-response.js';
import { atMost, parcelsIn } from '../parcels.js';
import { namedOrder, report, unknownOrder } from '../report.js';
import { stageReportedBy, statusNumbered } from '../status-words.js';
import { readTimeOf } from '../times.js';
import { warehouseNumber } from '../warehouses.js';
import { freeTexts } from '../free-texts.js';

/** The longest of the free texts. */
const LONGEST_TEXT = 200;

/** The fields that a partner sets. */
const SETTABLE: ReadonlySet<string> = new Set([
  'OrderID',
  'OrderKey',
  'OrderStatus',
  'ShipMethodID',
  'DeclineCount',
  'LockedDate',
  'ShippedDate',
  'WebCarrierID',
  ...[1, 2, 3, 4, 5].flatMap((place) => [`TrackingNumber${String(place)}`, `WebCarrierID${String(place)}`]),
  ...[11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map((place) => `Other${String(place)}`),
]);

/**
 * Changes the fields of an order that are given; what is absent, empty or nil stays. Tracking numbers may come before or after the
 * status Shipped. Every other field belongs to the company: it is refused unless it says what the order has.
 */
export const updateOrder: LogisticsOperation<'UpdateOrder'> = {
  name: 'UpdateOrder',
  nothing: {},
  async answer(request, call) {
    const id = await namedOrder(request, call);
    const { OrderStatus } = request;
    const stage =
      OrderStatus === null || OrderStatus === undefined ? undefined : stageReportedBy(statusNumbered(OrderStatus));
    const note = { ...noteIn(request), ...parcelsIn(request) };
    const others = Object.entries(request as object).filter(
      ([field, value]) => !SETTABLE.has(field) && value !== null && value !== '',
    );
    if (others.length > 0 || note.shipMethod !== undefined) {
      const order = await findOrder(id, call);
      requireSame(order, others);
      requireShipMethod(order, note);
    }
    await report(id, { ...(stage === undefined ? {} : { stage }), note }, call);
    return { content: {} };
  },
};

async function findOrder(id: number, call: PartnerCall): Promise<PartnerOrder> {
  const { broker, actor, warehouses } = call;
  const query = { locationIds: warehouses.locationIds, ids: [id], afterId: 0, limit: 1 };
  const [order] = await listPartnerOrders(broker, actor, query);
  if (order === undefined) throw unknownOrder(id, call);
  return order;
}

/** @throws {FailureError} naming the fields that say something else than the order has */
function requireSame(order: PartnerOrder, given: readonly (readonly [string, unknown])[]): void {
  const shown = new Map<string, unknown>(Object.entries(orderResponse(order, false)));
  const changed = given.filter(([field, value]) => !isSame(shown.get(field), value)).map(([field]) => field);
  if (changed.length > 0) throw new FailureError('not_changeable', { fields: changed.join(', ') });
}

/** Whether a value says what the order has: amounts by their value, times by the instant. */
function isSame(before: unknown, given: unknown): boolean {
  if (before === given) return true;
  if (typeof before === 'number') return Number(given) === before;
  if (typeof before !== 'string' || typeof given !== 'string') return false;
  if (AMOUNT.test(before) && AMOUNT.test(given)) return Number(before) === Number(given);
  return TIME.test(before) && TIME.test(given) && readTimeOf('', given) === before;
}

const AMOUNT = /^-?\d+(?:\.\d+)?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T/;

/** @throws {FailureError} */
function requireShipMethod({ location }: PartnerOrder, { shipMethod }: NoteChange): void {
  if (shipMethod === undefined || shipMethod === null) return;
  const methods = readShipMethods(location.preferences.requests.shipMethods);
  if (methods.some(({ id }) => id === shipMethod)) return;
  throw new FailureError('ship_method_unknown', {
    id: shipMethod,
    warehouse: warehouseNumber(location),
    methods: methods.map(({ id, code }) => `${String(id)} ${code}`).join(', ') || 'it has none',
  });
}

/** @throws {FailureError} */
function noteIn(request: UpdateOrderRequest): NoteChange {
  const { DeclineCount } = request;
  if (DeclineCount !== null && DeclineCount !== undefined && DeclineCount < 0)
    throw new FailureError('decline_count', { found: DeclineCount });
  const texts = freeTexts(request).map((text, place) => atMost(`Other${String(place + 11)}`, text ?? '', LONGEST_TEXT));
  return {
    texts,
    carriers: carriersIn(request),
    declineCount: DeclineCount ?? undefined,
    lockedAt: readTimeOf('LockedDate', request.LockedDate),
    shipMethod: request.ShipMethodID ?? undefined,
  };
}

/** The first carrier has two names. @throws {FailureError} if they differ */
function carriersIn(request: UpdateOrderRequest): readonly string[] {
  const first = request.WebCarrierID ?? '';
  const second = request.WebCarrierID1 ?? '';
  if (first !== '' && second !== '' && first !== second) throw new FailureError('carrier_twice');
  return [
    first || second,
    request.WebCarrierID2 ?? '',
    request.WebCarrierID3 ?? '',
    request.WebCarrierID4 ?? '',
    request.WebCarrierID5 ?? '',
  ];
}
