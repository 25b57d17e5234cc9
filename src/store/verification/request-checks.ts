import type { TableCheck } from './service-check.js';

/**
 * What is kept of fulfillment requests: every attempt belongs to the request that it names, and one that has ended did so with
 * the units that the history and the line tell; shipments, leases, marks and notes belong to what exists.
 */

const IN_PAGE = 'f.id > ? AND f.id <= ?';
const ENDED = "f.state IN ('canceled', 'voided')";
const ATTEMPTS = 'fulfillment_request f JOIN assignment a ON a.fulfillment_request_id = f.id';
const WITH_LINES = `${ATTEMPTS} JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no`;

/** The units of the attempts of a request at the lines that share a number; of a delivery, those that were shipped. */
const ASKED = `(SELECT COALESCE(SUM(a.quantity), 0) FROM assignment a
    JOIN order_line al ON al.request_id = a.request_id AND al.line_no = a.line_no
   WHERE a.fulfillment_request_id = f.id AND al.requesting_line_no = l.requesting_line_no
     AND (a.outcome = 'fulfilled' OR o.order_type <> 'DELIVERY'))`;

/** The quantity that the history has for the end of an attempt. */
const ENDED_WITH = `(SELECT MAX(s.quantity) FROM status_change s
   WHERE s.request_id = a.request_id AND s.line_no = a.line_no AND s.changed_at = a.ended_at)`;

export const REQUEST_CHECKS: TableCheck = {
  subject: 'fulfillment request',
  table: 'fulfillment_request',
  key: 'id',
  checks: [
    {
      rows: `SELECT f.request_id, f.number FROM fulfillment_request f
          LEFT JOIN customer_order o ON o.request_id = f.request_id WHERE ${IN_PAGE} AND o.request_id IS NULL`,
      fault: 'fulfillment request {number} is of order {request_id}, which does not exist',
    },
    {
      rows: `SELECT f.request_id, f.number, f.state FROM fulfillment_request f WHERE ${IN_PAGE}
          AND ((f.state = 'processing' AND f.processing_at IS NULL) OR (f.state = 'processed' AND f.processed_at IS NULL)
            OR (f.state = 'acknowledged' AND f.acknowledged_at IS NULL) OR (${ENDED} AND f.ended_at IS NULL)
            OR (NOT ${ENDED} AND f.ended_at IS NOT NULL))`,
      fault: 'fulfillment request {number} is {state}, and its times say otherwise',
    },
    {
      rows: `SELECT f.request_id, f.number, f.state, a.line_no, a.quantity FROM ${ATTEMPTS}
          WHERE ${IN_PAGE} AND ${ENDED} AND (a.ended_at IS NULL OR a.outcome = 'fulfilled')`,
      fault:
        'line {line_no}: fulfillment request {number} is {state}, so shipped and open units must be 0, found {quantity}',
    },
    {
      rows: `SELECT f.request_id, f.number, a.request_id AS found, a.line_no FROM ${ATTEMPTS}
          WHERE ${IN_PAGE} AND (a.request_id <> f.request_id OR a.location_id <> f.location_id)`,
      fault:
        'line {line_no} of order {found} is asked by fulfillment request {number}, which is of another order or location',
    },
    {
      rows: `SELECT f.request_id, f.number, a.line_no FROM ${ATTEMPTS}
          LEFT JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no WHERE ${IN_PAGE} AND l.line_no IS NULL`,
      fault: 'line {line_no} is asked by fulfillment request {number}, and does not exist',
    },
    {
      rows: `SELECT f.request_id, f.number, a.line_no, a.outcome, a.ended_at FROM ${ATTEMPTS}
          WHERE ${IN_PAGE} AND (a.ended_at IS NULL) <> (a.outcome IS NULL)`,
      fault:
        'line {line_no} of fulfillment request {number} ended at {ended_at} as {outcome}, expected both or neither',
    },
    {
      rows: `SELECT f.request_id, f.number, a.line_no, a.quantity, l.status, l.quantity AS found FROM ${WITH_LINES}
          WHERE ${IN_PAGE} AND a.outcome = 'fulfilled'
            AND (l.status <> 'fulfilled' OR l.quantity <> a.quantity OR l.location_id <> a.location_id)`,
      fault:
        'line {line_no}: fulfillment request {number} shipped {quantity} units, and the line is {status} with {found}, or elsewhere',
    },
    {
      rows: `SELECT f.request_id, f.number, a.line_no, a.quantity, a.outcome, ${ENDED_WITH} AS expected FROM ${ATTEMPTS}
          WHERE ${IN_PAGE} AND a.ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM status_change s
            WHERE s.request_id = a.request_id AND s.line_no = a.line_no AND s.changed_at = a.ended_at
              AND s.quantity = a.quantity AND s.to_status IN ('fulfilled', 'rejected', 'canceled'))`,
      fault:
        'line {line_no}: fulfillment request {number} has {quantity} units as {outcome}, and the history has {expected}',
    },
    {
      rows: `SELECT f.request_id, f.number, l.line_no, l.status, l.quantity, s.to_status, s.quantity AS expected FROM ${WITH_LINES}
          JOIN status_change s ON s.id = (SELECT MAX(h.id) FROM status_change h
            WHERE h.request_id = l.request_id AND h.line_no = l.line_no)
          WHERE ${IN_PAGE} AND (a.ended_at IS NULL OR a.outcome = 'fulfilled')
            AND (s.to_status <> l.status OR s.quantity <> l.quantity OR s.location_id <> l.location_id)`,
      fault:
        'line {line_no} of fulfillment request {number} is {status} with {quantity} units, and its history ends as {to_status} with {expected}, or elsewhere',
    },
    {
      rows: `SELECT f.request_id, f.number, l.requesting_line_no, SUM(p.quantity) AS found, ${ASKED} AS expected
          FROM fulfillment_request f JOIN customer_order o ON o.request_id = f.request_id
          JOIN shipment s ON s.request_id = f.request_id AND s.fulfillment_request_id = f.id
          JOIN shipment_line p ON p.shipment_id = s.id
          JOIN order_line l ON l.request_id = s.request_id AND l.line_no = p.line_no
          WHERE ${IN_PAGE}
          GROUP BY f.id, f.request_id, f.number, o.order_type, l.requesting_line_no HAVING SUM(p.quantity) > ${ASKED}`,
      fault:
        'the shipments of fulfillment request {number} have {found} units of line {requesting_line_no} of the order, expected at most {expected}',
    },
  ],
};

export const SHIPMENT_CHECKS: TableCheck = {
  subject: 'shipment',
  table: 'shipment',
  key: 'id',
  checks: [
    {
      rows: `SELECT s.request_id, s.id FROM shipment s LEFT JOIN customer_order o ON o.request_id = s.request_id
          WHERE s.id > ? AND s.id <= ? AND o.request_id IS NULL`,
      fault: 'shipment {id} is of order {request_id}, which does not exist',
    },
    {
      rows: `SELECT s.request_id, s.id, s.fulfillment_request_id FROM shipment s
          LEFT JOIN fulfillment_request f
            ON f.id = s.fulfillment_request_id AND f.request_id = s.request_id AND f.location_id = s.location_id
          WHERE s.id > ? AND s.id <= ? AND s.fulfillment_request_id IS NOT NULL AND f.id IS NULL`,
      fault:
        'shipment {id} is of fulfillment request {fulfillment_request_id}, which its order and location do not have',
    },
    {
      rows: `SELECT s.request_id, s.id FROM shipment s WHERE s.id > ? AND s.id <= ?
          AND NOT EXISTS (SELECT 1 FROM shipment_line p WHERE p.shipment_id = s.id)
          AND NOT EXISTS (SELECT 1 FROM shipment_parcel p WHERE p.shipment_id = s.id)`,
      fault: 'shipment {id} has neither lines nor parcels',
    },
    {
      rows: `SELECT s.request_id, s.id, p.line_no, p.quantity FROM shipment s JOIN shipment_line p ON p.shipment_id = s.id
          LEFT JOIN order_line l ON l.request_id = s.request_id AND l.line_no = p.line_no
          WHERE s.id > ? AND s.id <= ? AND (l.line_no IS NULL OR p.quantity < 1)`,
      fault: 'line {line_no}: shipment {id} has {quantity} units of it, expected at least 1 of a line that exists',
    },
    {
      rows: `SELECT s.request_id, s.id, p.line_no FROM shipment s JOIN shipment_line p ON p.shipment_id = s.id
          WHERE s.id > ? AND s.id <= ? AND s.fulfillment_request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM assignment a
            WHERE a.request_id = s.request_id AND a.line_no = p.line_no AND a.fulfillment_request_id = s.fulfillment_request_id)`,
      fault: 'line {line_no} is in shipment {id}, and its fulfillment request does not ask for it',
    },
  ],
};

/** What belongs to a shipment or a fulfillment request that must exist. */
export const BELONGING_CHECKS: readonly TableCheck[] = [
  belonging('shipment', 'shipment_line', 'shipment_id', 'shipment'),
  belonging('shipment', 'shipment_parcel', 'shipment_id', 'shipment'),
  belonging('fulfillment request', 'partner_note', 'fulfillment_request_id', 'fulfillment_request'),
  {
    subject: 'lease of a fulfillment request',
    table: 'request_lease',
    key: 'fulfillment_request_id',
    checks: [
      {
        rows: `SELECT f.request_id, x.fulfillment_request_id, f.state FROM request_lease x
            LEFT JOIN fulfillment_request f ON f.id = x.fulfillment_request_id
            WHERE x.fulfillment_request_id > ? AND x.fulfillment_request_id <= ? AND f.processing_at IS NULL`,
        fault:
          'fulfillment request {fulfillment_request_id} is leased and is {state}, expected one that was released to its partner',
      },
    ],
  },
  {
    subject: 'mark of a fulfillment request',
    table: 'request_mark',
    key: 'fulfillment_request_id',
    checks: [
      {
        rows: `SELECT f.request_id, m.fulfillment_request_id, m.kind, m.line_no FROM request_mark m
            LEFT JOIN fulfillment_request f ON f.id = m.fulfillment_request_id
            WHERE m.fulfillment_request_id > ? AND m.fulfillment_request_id <= ?
              AND (f.id IS NULL OR (m.kind = 'secondary') <> (m.line_no <> 0)
                OR (m.kind = 'secondary' AND m.quantity > 0 AND f.acknowledged_at IS NULL))`,
        fault:
          'line {line_no}: the mark {kind} of fulfillment request {fulfillment_request_id} is of no request, of no line, or of units that were never acknowledged',
      },
      {
        rows: `SELECT f.request_id, m.fulfillment_request_id, m.kind, m.line_no, m.quantity, ${markedUnits()} AS expected
            FROM request_mark m JOIN fulfillment_request f ON f.id = m.fulfillment_request_id
            WHERE m.fulfillment_request_id > ? AND m.fulfillment_request_id <= ?
              AND m.line_no <> 0 AND COALESCE(${markedUnits()}, -1) < m.quantity`,
        fault:
          'line {line_no}: the mark {kind} of fulfillment request {fulfillment_request_id} has {quantity} units, and the request asks {expected}',
      },
    ],
  },
];

/** The units that a request asks of the lines that the mark names. */
function markedUnits(): string {
  return `(SELECT SUM(a.quantity) FROM assignment a JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no
     WHERE a.fulfillment_request_id = f.id AND l.requesting_line_no = m.line_no)`;
}

function belonging(subject: string, table: string, key: string, owner: string): TableCheck {
  return {
    subject,
    table,
    key,
    checks: [
      {
        rows: `SELECT 0 AS request_id, x.${key} AS owner_id FROM ${table} x LEFT JOIN ${owner} o ON o.id = x.${key}
          WHERE x.${key} > ? AND x.${key} <= ? AND o.id IS NULL`,
        fault: `a row of ${table} is of ${subject} {owner_id}, which does not exist`,
      },
    ],
  };
}
