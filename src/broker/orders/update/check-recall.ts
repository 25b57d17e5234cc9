import type { Location } from '../../../domain/network/location.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import { Rejection } from '../../../domain/response-code.js';
import { readMaskedAt } from '../../../store/orders/masking.js';
import { namedRecalls } from '../../brokering/reshop.js';
import { locationRejection } from '../../location-rejection.js';
import type { Unit } from '../../unit.js';
import { NamedDemand, readStockOf } from '../named-demand.js';

/** Canceled lines cannot be called back. Thrown, because what the message does to other lines decides about it and is undone. */
export class RecallRejectedError extends Error {
  override readonly name = 'RecallRejectedError';
  readonly code = 'recall-rejected';

  constructor(
    readonly refused: {
      readonly requestId: number;
      readonly lineNo: number;
      readonly rejections: readonly Rejection[];
    },
  ) {
    super(refused.rejections.map(({ text }) => text).join(' '));
  }
}

/**
 * Checks canceled lines that are set to `new_order` again as SubmitOrder checks new ones: their location and the one where they are
 * collected must be in use, and have the stock that an order which names them needs. What is routed again needs no check.
 *
 * Nothing of an order is called back once its customer is masked. The masking job locks the order as well: either it came first and
 * is seen here, or the order is open again and stays unmasked.
 * @param recalled lines in status `new_order` without an assignment
 * @param lineNo the only line of the message; 0 for the whole order or several lines
 * @throws {RecallRejectedError}
 */
export async function checkRecall(
  unit: Unit,
  order: Order,
  recalled: readonly OrderLine[],
  lineNo: number,
): Promise<void> {
  if (recalled.length === 0) return;
  const rejections = await recallRejections(unit, order, recalled);
  if (rejections.length > 0) throw new RecallRejectedError({ requestId: order.requestId, lineNo, rejections });
}

async function recallRejections(unit: Unit, order: Order, recalled: readonly OrderLine[]): Promise<Rejection[]> {
  const { session, network } = unit;
  if ((await readMaskedAt(session, order.requestId)) !== undefined)
    return [new Rejection('masked', { request: order.requestId })];
  const named = await namedRecalls(unit, order, recalled);
  const demand = new NamedDemand(
    network,
    await readStockOf(
      session,
      named.map(({ line }) => line.productId),
    ),
  );
  const pickup = order.pickupLocationId === null ? undefined : network.locationById(order.pickupLocationId);
  return [
    ...(pickup === undefined || pickup.active || order.type === 'PICKUP' ? [] : [inactive('pickup_location', pickup)]),
    ...named.flatMap(({ line, location }) =>
      location.active ? demand.rejections(line, location) : [inactive('fulfilling_location', location)],
    ),
  ];
}

function inactive(key: 'pickup_location' | 'fulfilling_location', { system, locationCd }: Location): Rejection {
  return locationRejection(key, { systemCd: system.systemCd, locationCd });
}
