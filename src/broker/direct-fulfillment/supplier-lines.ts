import { dfStatusOf } from '../../domain/direct-fulfillment/line-status.js';
import type { DfStatus } from '../../domain/direct-fulfillment/line-status.js';
import type { DfType } from '../../domain/direct-fulfillment/df-type.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import type { Session } from '../../platform/db/session.js';
import { readLineKeys, readSupplierLines } from '../../store/direct-fulfillment/line-keys.js';
import type { LineKeys, SupplierLine } from '../../store/direct-fulfillment/line-keys.js';
import { findProductNames } from '../../store/inventory/products.js';
import type { ProductNames } from '../../store/inventory/products.js';
import { readOrders } from '../../store/orders/orders.js';
import { findFulfillmentRequests, readRequestedLines } from '../../store/partners/fulfillment-requests.js';
import type { AssignedLine } from '../../store/partners/fulfillment-requests.js';
import type { Unit } from '../unit.js';

/** A line as a supplier sees it: the last attempt that he had, or has, to ship it. */
export interface LineAtSupplier {
  readonly order: Order;
  readonly line: OrderLine;
  readonly request: FulfillmentRequest;
  /** The units that he was asked for. */
  readonly quantity: number;
  /** Whether the attempt is open or was fulfilled; otherwise the line is no longer his. */
  readonly isHis: boolean;
  /** Whether units of it are still to be shipped by him. */
  readonly isOpen: boolean;
  readonly status: DfStatus;
  readonly type: DfType | undefined;
  /** OrderlineRef: names the line for good. */
  readonly reference: number;
  /** OrderHistKey: names the present state of the line. */
  readonly key: number;
  readonly confirmed: boolean;
  readonly beside: SupplierLine | undefined;
  readonly product: ProductNames | undefined;
}

/**
 * Reads lines of orders as suppliers see them. What was never released to a supplier is left out.
 * @param locationIds of the suppliers
 * @param showUnconfirmed whether FUA is told from FUT
 */
export async function readLinesAtSuppliers(
  { session }: Pick<Unit, 'session'>,
  requestIds: readonly number[],
  locationIds: ReadonlySet<number>,
  showUnconfirmed = false,
): Promise<LineAtSupplier[]> {
  const orders = await readOrders(session, requestIds);
  const requests = (await findFulfillmentRequests(session, requestIds)).filter(
    (request) => locationIds.has(request.locationId) && isReleased(request),
  );
  const assigned = await readRequestedLines(
    session,
    requests.map(({ id }) => id),
  );
  const keys = await readLineKeys(session, requestIds);
  const beside = await readSupplierLines(session, requestIds);
  const products = await productsOf(session, orders);
  return requests.flatMap((request) => {
    const order = orders.find(({ requestId }) => requestId === request.requestId);
    if (order === undefined) return [];
    return lastAttempts(assigned, request).flatMap((attempt) =>
      viewOf(order, request, attempt, { keys, beside, products, showUnconfirmed }),
    );
  });
}

/** Whether a request was shown to its supplier, by itself or by hand. */
function isReleased({ state, processingAt, processedAt }: FulfillmentRequest): boolean {
  return state !== 'unprocessed' && (processingAt !== null || processedAt !== null);
}

/** One attempt for each line: a line that was called back has several. */
function lastAttempts(assigned: readonly AssignedLine[], request: FulfillmentRequest): AssignedLine[] {
  const byLine = new Map<number, AssignedLine>();
  for (const attempt of assigned) if (attempt.fulfillmentRequestId === request.id) byLine.set(attempt.lineNo, attempt);
  return [...byLine.values()];
}

interface Facts {
  readonly keys: readonly LineKeys[];
  readonly beside: readonly SupplierLine[];
  readonly products: ReadonlyMap<number, ProductNames>;
  readonly showUnconfirmed: boolean;
}

function viewOf(
  order: Order,
  request: FulfillmentRequest,
  attempt: AssignedLine,
  { keys, beside, products, showUnconfirmed }: Facts,
): LineAtSupplier[] {
  const { requestId } = order;
  const { lineNo, outcome, quantity } = attempt;
  const line = order.lines.find((one) => one.lineNo === lineNo);
  const ofLine = keys.filter((one) => one.requestId === requestId && one.lineNo === lineNo);
  const here = ofLine.find(({ locationId }) => locationId === request.locationId);
  if (line === undefined || here === undefined) return [];
  const stored = beside.find((one) => one.requestId === requestId && one.lineNo === lineNo);
  const isHis = (outcome === null || outcome === 'fulfilled') && line.locationId === request.locationId;
  const confirmed = (stored?.confirmedKey ?? 0) >= here.last;
  const status = dfStatusOf(
    {
      status: isHis ? line.status : 'canceled',
      underReview: order.underReview,
      atSupplier: true,
      released: true,
      confirmed,
      invoiced: (stored?.invoiceId ?? 0) > 0,
    },
    showUnconfirmed,
  );
  return [
    {
      order,
      line,
      request,
      quantity,
      isHis,
      isOpen: isHis && ['FUT', 'FUA', 'BES'].includes(status),
      status,
      type: line.details.dfType,
      reference: Math.min(...ofLine.map(({ first }) => first)),
      key: here.last,
      confirmed,
      beside: stored,
      product: products.get(line.productId),
    },
  ];
}

function productsOf(session: Session, orders: readonly Order[]): Promise<Map<number, ProductNames>> {
  return findProductNames(
    session,
    orders.flatMap(({ lines }) => lines.map(({ productId }) => productId)),
  );
}
