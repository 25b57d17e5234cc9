import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import type { OrderLine } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { deriveOrderStatus } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import type { RuleBook } from '../../routing/probability/rule-book.js';
import type { RoutingRequest } from '../../routing/request.js';
import type { StoredTrace } from '../../routing/trace.js';
import { enqueueBrokering } from '../../store/orders/brokering-jobs.js';
import { recordChanges, recordTrace, startAssignments } from '../../store/orders/history.js';
import { findSubmittedLines, insertOrder } from '../../store/orders/orders.js';
import { findSystemProducts } from '../../store/inventory/products.js';
import type { SystemProduct } from '../../store/inventory/products.js';
import { idOf, concurrently } from '../../platform/db/session.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { adjustReserved, readStock, reserveStock } from '../../store/inventory/stock.js';
import type { StockRow } from '../../store/inventory/stock.js';
import { assign } from '../brokering/assign.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import { brokeringRequest } from '../brokering/brokering-request.js';
import type { BrokerContext } from '../context.js';
import { draftOrder, MAX_LINES } from './draft-order.js';
import type { LineDraft, OrderDraft, SubmitOrderCommand } from './draft-order.js';
import { reservedBy } from '../reserved-stock.js';
import { placeLines } from '../brokering/place-lines.js';

/** What became of a SubmitOrder. */
export type SubmitOrderResult =
  | { readonly accepted: true; readonly requestId: number; readonly lines: readonly SubmittedLineResult[] }
  | {
      readonly accepted: false;
      readonly faults: readonly Rejection[];
      /** Of the order that is there already, for a repeat. */ readonly requestId?: number;
    };

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
 * 3. lines that name a location go there and hold stock whatever its figure says (the caller answers for it, unless
 *    named_location_checks_quantity); the others are routed together;
 * 4. or, where the organization acknowledges first, a delivery that names no location stands at the virtual IN PROCESS
 *    location, and a job that brokers it is stored with it (broker-later.ts);
 * 5. order, lines, assignments, history, trace and the keys of its repeats are stored.
 */
export async function submitOrder(context: BrokerContext, command: SubmitOrderCommand): Promise<SubmitOrderResult> {
  const taken = await retryOnConflict(() =>
    context.database.transaction(async (session) => {
      const [repeated, network, products] = await concurrently(
        findRepeat(session, command),
        context.networks.current(session),
        productsOf(session, command),
      );
      if (repeated !== undefined) return repeated;

      const checked = await checkOrder(session, network, command, products);
      if ('faults' in checked) return { accepted: false as const, faults: checked.faults };

      const { draft } = checked;
      const now = context.clock();
      const later =
        network.preferences.acknowledgeBeforeBrokering &&
        draft.type === 'DELIVERY' &&
        draft.lines.every((line) => line.named === undefined);
      const { lines, trace } = later
        ? {
            lines: draft.lines.map((line, index) => newLine(draft, line, index + 1, IN_PROCESS, 'new_order', now)),
            trace: undefined,
          }
        : await place(session, network, context.networks.ruleBook(network), draft, now);
      const requestId = await store(session, command, draft, lines, now);
      if (trace !== undefined) await recordTrace(session, requestId, now.toISOString(), JSON.stringify(trace));
      if (later) await enqueueBrokering(session, requestId, now.toISOString());
      return {
        accepted: true as const,
        requestId,
        lines: lines.map((line) => ({ ...line, location: network.locationById(line.locationId) })),
      };
    }),
  );
  return taken.accepted ? { ...taken, requestId: idOf(taken.requestId) } : taken;
}

async function findRepeat(
  session: Session,
  command: SubmitOrderCommand,
): Promise<Extract<SubmitOrderResult, { accepted: false }> | undefined> {
  const numbers = [...new Set(command.lines.map((line) => Number(line.lineItemNo)).filter(Number.isSafeInteger))];
  if (numbers.length === 0 || numbers.length > 1000) return undefined;
  const { systemCd } = command.requestingLocation;
  const found = await findSubmittedLines(session, systemCd, command.orderId, numbers);
  if (found[0] === undefined) return undefined;
  return {
    accepted: false,
    requestId: found[0].requestId,
    faults: found.map(
      (line) =>
        new Rejection('duplicate', {
          system: systemCd,
          order: command.orderId,
          line: line.requestingLineNo,
          request: line.requestId,
          existing: line.lineNo,
        }),
    ),
  };
}

/** The products that a message names, by the caller's item codes. */
export function productsOf(session: Session, command: SubmitOrderCommand): Promise<Map<string, SystemProduct>> {
  // Of more lines than an order may have, the rest is not looked up: the message is refused anyway.
  return findSystemProducts(
    session,
    command.requestingLocation.systemCd,
    command.lines.slice(0, MAX_LINES).map((line) => line.itemId),
  );
}

/** Checks a message against what is stored. */
export async function checkOrder(
  session: Session,
  network: Network,
  command: SubmitOrderCommand,
  products: ReadonlyMap<string, SystemProduct>,
): Promise<{ readonly draft: OrderDraft } | { readonly faults: readonly Rejection[] }> {
  const records = await namedStock(session, command, products);
  return draftOrder(command, network, products, (productId, locationId) =>
    records?.get(`${String(productId)}/${String(locationId)}`),
  );
}

/** The stock records of the products, looked up only when lines may name locations; undefined otherwise. */
async function namedStock(
  session: Session,
  command: SubmitOrderCommand,
  products: ReadonlyMap<string, SystemProduct>,
): Promise<Map<string, StockRow> | undefined> {
  if (
    command.lines.every((line) => line.location.locationCd === '') &&
    command.type.trim().toUpperCase() !== 'SHIPTOSTORE'
  )
    return undefined;
  const rows = await readStock(
    session,
    [...products.values()].map((product) => product.productId),
    { figures: false },
  );
  return new Map(rows.map((row) => [`${String(row.productId)}/${String(row.locationId)}`, row]));
}

async function place(
  session: Session,
  network: Network,
  rules: RuleBook | undefined,
  draft: OrderDraft,
  now: Date,
): Promise<{ lines: OrderLine[]; trace: StoredTrace | undefined }> {
  const named = draft.lines.flatMap((line) =>
    line.named === undefined
      ? []
      : [
          {
            productId: line.productId,
            locationId: line.named.id,
            quantity: line.quantity,
            status: 'new_order' as const,
          },
        ],
  );
  if (network.preferences.namedLocationChecksQuantity) {
    await reserveStock(
      session,
      reservedBy(network, named),
      ({ locationId }) => network.locationById(locationId).preferences.backupQuantity,
    );
  } else {
    await adjustReserved(session, reservedBy(network, named));
  }
  const open = draft.lines.filter((line) => line.named === undefined);
  const decision =
    open.length === 0 ? undefined : await assign(session, network, requestFor(network, rules, draft, open, now));
  const placed = decision === undefined ? [] : placeLines(network, decision, open);
  // An organization that named no unfulfillable location keeps such lines where they came from.
  const fallback = network.unfulfillableLocation ?? draft.originating;
  const lines: OrderLine[] = [];
  for (const line of draft.lines) {
    const parts =
      line.named !== undefined
        ? [{ line, location: line.named }]
        : placed.filter((part) => part.line.requestingLineNo === line.requestingLineNo);
    for (const part of parts) {
      lines.push(
        newLine(
          draft,
          part.line,
          lines.length + 1,
          part.location ?? fallback,
          part.location === undefined ? 'unfulfillable' : 'new_order',
          now,
        ),
      );
    }
  }
  await adjustReserved(
    session,
    reservedBy(
      network,
      lines.filter((line) => line.status === 'unfulfillable'),
    ),
  );
  return { lines, trace: decision?.trace };
}

/** What the routing is asked for the lines of a draft that name no location. */
export function requestFor(
  network: Network,
  rules: RuleBook | undefined,
  draft: OrderDraft,
  open: readonly LineDraft[],
  now: Date,
): RoutingRequest {
  return brokeringRequest(
    network,
    rules,
    {
      type: draft.type,
      originating: draft.originating,
      pickup: draft.pickup,
      shipVia: draft.details.shipVia,
      shipComplete: draft.details.shipComplete,
      lines: open.map((line) => ({ ...line, rejecters: new Set<number>() })),
      shipping: new Set(draft.lines.flatMap((line) => line.named?.id ?? [])),
      rejecters: new Set(),
    },
    now,
  );
}

function newLine(
  order: OrderDraft,
  draft: LineDraft,
  lineNo: number,
  location: Location,
  status: Status,
  now: Date,
): OrderLine {
  return {
    lineNo,
    requestingLineNo: draft.requestingLineNo,
    itemId: draft.itemId,
    productId: draft.productId,
    quantity: draft.quantity,
    unitPrice: draft.unitPrice,
    tax: draft.tax,
    status,
    statusDate: now.toISOString(),
    locationId: location.id,
    brokered: draft.named === undefined,
    pickupLocationId: (order.type === 'PICKUP' ? draft.named : order.pickup)?.id ?? null,
    pollCount: 0,
    shippingAgent: '',
    trackingNumber: '',
    shipmentDate: '',
    retries: 0,
    details: draft.details,
  };
}

async function store(
  session: Session,
  command: SubmitOrderCommand,
  draft: OrderDraft,
  lines: readonly OrderLine[],
  clock: Date,
): Promise<RowId> {
  const now = clock.toISOString();
  const { systemCd, locationCd } = command.requestingLocation;
  const requestId = await insertOrder(session, {
    systemCd,
    orderId: command.orderId,
    transactionNo: command.transactionNo,
    refTransactionNo: command.refTransactionNo,
    type: draft.type,
    status: deriveOrderStatus(lines.map((line) => line.status)),
    underReview: command.underReview.trim().toUpperCase() === 'Y',
    orderDate: now,
    originatingLocationId: draft.originating.id,
    pickupLocationId: draft.pickup?.id ?? null,
    details: draft.details,
    lines,
  });
  await startAssignments(
    session,
    requestId,
    now,
    lines
      .filter((line) => line.status === 'new_order' && line.locationId !== IN_PROCESS.id)
      .map((line) => ({ lineNo: line.lineNo, attempt: 1, locationId: line.locationId, quantity: line.quantity })),
  );
  await recordChanges(
    session,
    lines.map((line) => ({
      requestId,
      lineNo: line.lineNo,
      at: now,
      systemCd,
      locationCd,
      employeeId: draft.details.employeeId,
      from: '',
      to: line.status,
      quantity: line.quantity,
      locationId: line.locationId,
      reasonCode: '',
      reasonNote: '',
    })),
  );
  return requestId;
}
