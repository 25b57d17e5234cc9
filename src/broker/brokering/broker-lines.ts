import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { isFinal } from '../../domain/values/status.js';
import { readProductAttributes } from '../../store/inventory/products.js';
import { findRejecters, recordTrace } from '../../store/orders/history.js';
import type { Unit } from '../unit.js';
import { brokeringPasses } from './brokering-request.js';
import { assignPasses } from './passes.js';
import type { RoutingPass } from './passes.js';
import { placeLines } from './place-lines.js';
import type { PlacedLine } from './place-lines.js';

/**
 * Routes lines of a stored order together, reserves their stock and records the traces.
 * @param without locations that are treated as if they had rejected the lines
 * @returns the lines with their locations; a line that was split becomes several parts
 * @throws {StockTakenError} @throws {LocationFullError} if another order was faster; the unit then runs again
 */
export async function brokerLines(
  unit: Unit,
  order: Order,
  lines: readonly OrderLine[],
  without: ReadonlySet<number> = NONE,
): Promise<PlacedLine<OrderLine>[]> {
  if (lines.length === 0) return [];
  const { session, network } = unit;
  const { traces, ...assigned } = await assignPasses(session, network, await orderPasses(unit, order, lines, without));
  for (const trace of traces) await recordTrace(session, order.requestId, unit.timestamp, JSON.stringify(trace));
  return placeLines(network, assigned, lines);
}

const NONE: ReadonlySet<number> = new Set();

/** The passes of the routing for lines of a stored order. @param without as for `brokerLines` */
export async function orderPasses(
  unit: Unit,
  order: Order,
  lines: readonly OrderLine[],
  without: ReadonlySet<number> = NONE,
): Promise<RoutingPass[]> {
  const { session, network } = unit;
  const rejected = await readRejecters(unit, order);
  const rejectersOf = (line: OrderLine): Set<number> => new Set([...rejected(line), ...without]);
  const productIds = lines.map((line) => line.productId);
  const attributes =
    network.content.attributes.length === 0
      ? new Map<number, never>()
      : await readProductAttributes(session, productIds);
  const lineNos = new Set(lines.map((line) => line.lineNo));
  const shipping = order.lines.filter(
    (line) => !lineNos.has(line.lineNo) && !isFinal(line.status) && line.locationId !== IN_PROCESS.id,
  );
  return brokeringPasses(
    network,
    unit.rules,
    {
      type: order.type,
      originating: network.locationById(order.originatingLocationId),
      pickup: order.pickupLocationId === null ? undefined : network.locationById(order.pickupLocationId),
      shipVia: order.details.shipVia,
      shipComplete: order.details.shipComplete,
      lines: lines.map((line) => ({
        ...line,
        attributes: attributes.get(line.productId) ?? {},
        rejecters: rejectersOf(line),
      })),
      shipping,
      rejecters: new Set(lines.flatMap((line) => [...rejectersOf(line)])),
    },
    unit.now,
  );
}

/** The locations that rejected a line, or another part of the line that it was split from. */
export async function readRejecters({ session }: Unit, order: Order): Promise<(line: OrderLine) => Set<number>> {
  const rejects = await findRejecters(session, order.requestId);
  const requestingLineNos = new Map(order.lines.map((line) => [line.lineNo, line.requestingLineNo]));
  return ({ requestingLineNo }) =>
    new Set(
      rejects
        .filter((reject) => requestingLineNos.get(reject.lineNo) === requestingLineNo)
        .map((reject) => reject.locationId),
    );
}
