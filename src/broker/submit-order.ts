import type { Catalog, Location } from '../domain/catalog.js';
import type { OrderLine } from '../domain/order.js';
import { Fault } from '../domain/response-code.js';
import { deriveOrderStatus } from '../domain/status.js';
import type { Status } from '../domain/status.js';
import { recordChanges, recordTrace, startAssignments } from '../store/history.js';
import { findSubmittedLines, insertOrder } from '../store/orders.js';
import { findSystemProducts } from '../store/products.js';
import type { SystemProduct } from '../store/products.js';
import type { Session } from '../store/session.js';
import { adjustReserved, readStock } from '../store/stock.js';
import { assign } from './assign.js';
import type { Placement } from './assign.js';
import { untilSettled } from './attempts.js';
import { brokeringRequest } from './brokering-request.js';
import type { BrokerContext } from './context.js';
import { draftOrder } from './draft-order.js';
import type { LineDraft, OrderDraft, SubmitOrderCommand } from './draft-order.js';

/** What became of a SubmitOrder. */
export type SubmitOrderResult =
  | { readonly accepted: true; readonly requestId: number; readonly lines: readonly SubmittedLineResult[] }
  | { readonly accepted: false; readonly faults: readonly Fault[]; /** Of the order that is there already, for a repeat. */ readonly requestId?: number };

export interface SubmittedLineResult {
  readonly lineNo: number;
  readonly requestingLineNo: number;
  readonly itemId: string;
  readonly quantity: number;
  readonly location: Location;
  readonly status: Status;
}

/**
 * Takes an order: all of it, or nothing and every reason why.
 *
 * One transaction:
 * 1. a line that this system submitted before under this order number makes the message a repeat: 2040, whatever else
 *    may be wrong with it, for the caller takes that as acknowledged;
 * 2. the message is checked and every fault named;
 * 3. lines that name a location go there and hold stock whatever its figure says (the caller answers for it); the
 *    others are routed together, to one location or the unfulfillable one;
 * 4. order, lines, assignments, history, trace and the keys of its repeats are stored.
 */
export async function submitOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<SubmitOrderResult> {
  return untilSettled(() => context.database.transaction(async (session) => {
    const repeated = await findRepeat(session, command);
    if (repeated !== undefined) return repeated;

    const catalog = await context.catalogs.current(session);
    const { systemCd } = command.requestingLocation;
    const products = await findSystemProducts(session, systemCd, command.lines.map((line) => line.itemId));
    const stocked = await stockRecords(session, command, products);
    const checked = draftOrder(command, catalog, products, stocked);
    if ('faults' in checked) return { accepted: false, faults: checked.faults };

    const { draft } = checked;
    const placements = await place(session, catalog, draft);
    const now = context.clock().toISOString();
    const lines = draft.lines.map((line, index): OrderLine => newLine(line, index + 1, placements, now));
    const requestId = await insertOrder(session, {
      systemCd, orderId: command.orderId, transactionNo: command.transactionNo, refTransactionNo: command.refTransactionNo,
      type: draft.type, status: deriveOrderStatus(lines.map((line) => line.status)),
      underReview: command.underReview.trim().toUpperCase() === 'Y', orderDate: now, originatingLocationId: draft.originating.id,
      pickupLocationId: draft.pickup?.id ?? null, details: draft.details, lines,
    });
    await startAssignments(session, requestId, now, lines.filter((line) => line.status === 'new_order')
      .map((line) => ({ lineNo: line.lineNo, attempt: 1, locationId: line.locationId, quantity: line.quantity })));
    await recordChanges(session, lines.map((line) => ({
      requestId, lineNo: line.lineNo, at: now, systemCd, locationCd: command.requestingLocation.locationCd,
      employeeId: draft.details.employeeId, from: '', to: line.status, quantity: line.quantity, locationId: line.locationId,
      reasonCode: '', reasonNote: '',
    })));
    if (placements.brokered !== undefined) await recordTrace(session, requestId, now, JSON.stringify(placements.brokered.trace));
    return {
      accepted: true, requestId,
      lines: lines.map((line) => ({ ...line, location: catalog.locationById(line.locationId) })),
    };
  }));
}

async function findRepeat(session: Session, command: SubmitOrderCommand): Promise<SubmitOrderResult | undefined> {
  const numbers = [...new Set(command.lines.map((line) => Number(line.lineItemNo)).filter(Number.isSafeInteger))];
  if (numbers.length === 0 || numbers.length > 1000) return undefined;
  const { systemCd } = command.requestingLocation;
  const found = await findSubmittedLines(session, systemCd, command.orderId, numbers);
  if (found[0] === undefined) return undefined;
  return {
    accepted: false,
    requestId: found[0].requestId,
    faults: found.map((line) => new Fault('duplicate', {
      system: systemCd, order: command.orderId, line: line.requestingLineNo, request: line.requestId, existing: line.lineNo,
    })),
  };
}

/** Whether a location has a stock record of a product: looked up only when lines name locations. */
async function stockRecords(
  session: Session, command: SubmitOrderCommand, products: ReadonlyMap<string, SystemProduct>,
): Promise<(productId: number, locationId: number) => boolean> {
  if (command.lines.every((line) => line.location.locationCd === '') && command.type.trim().toUpperCase() !== 'SHIPTOSTORE') return () => true;
  const rows = await readStock(session, [...products.values()].map((product) => product.productId));
  const records = new Set(rows.map((row) => `${String(row.productId)}/${String(row.locationId)}`));
  return (productId, locationId) => records.has(`${String(productId)}/${String(locationId)}`);
}

interface Placements {
  readonly brokered: Placement | undefined;
  readonly fallback: Location;
}

async function place(session: Session, catalog: Catalog, draft: OrderDraft): Promise<Placements> {
  const named = draft.lines.flatMap((line) => (line.named === undefined ? []
    : [{ productId: line.productId, locationId: line.named.id, quantity: line.quantity }]));
  await adjustReserved(session, named);
  const open = draft.lines.filter((line) => line.named === undefined);
  // An organisation that named no unfulfillable location keeps such lines where they came from.
  const fallback = catalog.unfulfillableLocation ?? draft.originating;
  if (open.length === 0) return { brokered: undefined, fallback };
  const brokered = await assign(session, catalog, brokeringRequest(catalog, {
    type: draft.type, systemCd: draft.originating.system.systemCd, pickup: draft.pickup, lines: open,
  }));
  return { brokered, fallback };
}

function newLine(draft: LineDraft, lineNo: number, placements: Placements, now: string): OrderLine {
  const location = draft.named ?? placements.brokered?.location;
  return {
    lineNo, requestingLineNo: draft.requestingLineNo, itemId: draft.itemId, productId: draft.productId,
    quantity: draft.quantity, unitPrice: draft.unitPrice, tax: draft.tax,
    status: location === undefined ? 'unfulfillable' : 'new_order', statusDate: now,
    locationId: (location ?? placements.fallback).id, shippingAgent: '', trackingNumber: '', shipmentDate: '', retries: 0,
    details: draft.details,
  };
}
