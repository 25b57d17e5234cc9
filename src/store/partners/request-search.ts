import type { FulfillmentStatus, RequestState } from '../../domain/partner/fulfillment-request.js';
import { hasLeft, STATUSES } from '../../domain/values/status.js';
import type { Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** What a client looks for. Omitted conditions match every fulfillment request. */
export interface RequestCriteria {
  readonly states?: readonly RequestState[];
  readonly fulfillment?: readonly FulfillmentStatus[];
  readonly acknowledged?: boolean;
  /** Whether accounting has it. */
  readonly invoiced?: boolean;
  readonly locationIds?: readonly number[];
  readonly requestId?: number;
  readonly numbers?: readonly string[];
  /** Only those with a greater id. */
  readonly after?: number;
  /** ISO 8601, UTC: made at this time or later. */
  readonly generatedSince?: string;
  /** Only what partners may know of: it was released to them, and its order is not under review. */
  readonly released?: boolean;
}

/** A page by its place in the list. */
export interface PlaceInList {
  readonly skip: number;
  readonly most: number;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const LEFT = STATUSES.filter(hasLeft);
const OF_LINE = `SELECT 1 FROM assignment a JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no
  WHERE a.fulfillment_request_id = f.id AND`;
const IS_SHIPPED: Condition = {
  sql: `EXISTS (${OF_LINE} (a.outcome = 'fulfilled' OR (a.outcome IS NULL AND l.status IN ${placeholders(LEFT)})))`,
  values: LEFT,
};
const IS_OPEN: Condition = {
  sql: `EXISTS (${OF_LINE} a.outcome IS NULL AND l.status NOT IN ${placeholders(LEFT)})`,
  values: LEFT,
};
const not = ({ sql, values }: Condition): Condition => ({ sql: `NOT ${sql}`, values });

/** The same as `fulfillmentStatus` derives from units. */
const FULFILLMENT: Readonly<Record<FulfillmentStatus, readonly Condition[]>> = {
  awaiting_shipment: [not(IS_SHIPPED), IS_OPEN],
  partially_shipped: [IS_SHIPPED, IS_OPEN],
  shipped: [IS_SHIPPED, not(IS_OPEN)],
  canceled: [not(IS_SHIPPED), not(IS_OPEN)],
};

const INVOICED =
  "EXISTS (SELECT 1 FROM request_mark m WHERE m.fulfillment_request_id = f.id AND m.kind = 'accounting_sync')";
const UNDER_REVIEW = 'EXISTS (SELECT 1 FROM customer_order o WHERE o.request_id = f.request_id AND o.under_review = 1)';

/** Finds fulfillment requests by ascending id. @returns their ids */
export async function searchRequests(
  session: Session,
  criteria: RequestCriteria,
  { skip, most }: PlaceInList,
): Promise<number[]> {
  const lists = [criteria.states, criteria.fulfillment, criteria.locationIds, criteria.numbers];
  if (lists.some((list) => list?.length === 0)) return [];
  const conditions = conditionsOf(criteria);
  const rows = await session.all<{ id: number }>(
    `SELECT f.id FROM fulfillment_request f
      WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY f.id LIMIT ? OFFSET ?`,
    [...conditions.flatMap(({ values }) => values), most, skip],
  );
  return rows.map(({ id }) => id);
}

function conditionsOf(criteria: RequestCriteria): Condition[] {
  const { states, fulfillment, acknowledged, invoiced, locationIds, requestId, numbers } = criteria;
  const { after = 0, generatedSince, released } = criteria;
  const among = (column: string, values: readonly SqlValue[] | undefined): Condition[] =>
    values === undefined ? [] : [{ sql: `${column} IN ${placeholders(values)}`, values }];
  const when = (known: boolean | undefined, sql: string): Condition[] =>
    known === undefined ? [] : [{ sql: known ? sql : `NOT (${sql})`, values: [] }];
  return [
    { sql: 'f.id > ?', values: [after] },
    ...among('f.state', states),
    ...among('f.location_id', locationIds),
    ...among('f.request_id', requestId === undefined ? undefined : [requestId]),
    ...among('f.number', numbers),
    ...(generatedSince === undefined ? [] : [{ sql: 'f.generated_at >= ?', values: [generatedSince] }]),
    ...when(acknowledged, 'f.acknowledged_at IS NOT NULL'),
    ...when(invoiced, INVOICED),
    ...(fulfillment === undefined ? [] : [anyOf(fulfillment.map((one) => FULFILLMENT[one]))]),
    ...(released === true
      ? [{ sql: `(f.processing_at IS NOT NULL OR f.processed_at IS NOT NULL) AND NOT ${UNDER_REVIEW}`, values: [] }]
      : []),
  ];
}

function anyOf(choices: readonly (readonly Condition[])[]): Condition {
  return {
    sql: `(${choices.map((all) => all.map(({ sql }) => sql).join(' AND ')).join(' OR ')})`,
    values: choices.flat().flatMap(({ values }) => values),
  };
}
