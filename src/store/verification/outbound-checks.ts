import type { ReturnState } from '../../domain/outbound/return-document.js';
import type { Row } from '../../platform/db/session.js';
import type { ReturnLine } from '../outbound/returns.js';
import { LEFT_OR_CANCELED } from './service-check.js';
import type { TableCheck } from './service-check.js';

/**
 * What is kept of outbounds: one that was created has its order, or its return; one that is closed has nothing left to ship; of a
 * return, no more is posted than arrived, and no more arrives than was announced. Goods issues are shipments.
 */

const IN_PAGE = 'u.id > ? AND u.id <= ?';
const DELIVERED = 2000;

export const OUTBOUND_CHECKS: readonly TableCheck[] = [
  {
    subject: 'outbound',
    table: 'outbound_request',
    key: 'id',
    checks: [
      {
        rows: `SELECT u.request_id, u.so_number, u.state, u.order_type FROM outbound_request u
            LEFT JOIN outbound_return r ON r.outbound_request_id = u.id
            WHERE ${IN_PAGE} AND ((u.state IN ('accepted', 'refused') AND u.request_id IS NOT NULL)
              OR (u.order_type = 'RT' AND u.request_id IS NOT NULL)
              OR (u.state = 'created' AND u.order_type <> 'RT' AND u.request_id IS NULL)
              OR (u.state = 'created' AND u.order_type = 'RT' AND r.id IS NULL)
              OR (r.id IS NOT NULL AND (u.order_type <> 'RT' OR u.state IN ('accepted', 'refused'))))`,
        fault:
          'outbound {so_number} ({order_type}) is {state} with order {request_id}, expected an order once it is created, and a return for RT',
      },
      {
        rows: `SELECT u.request_id, u.so_number, o.order_id, o.system_cd FROM outbound_request u
            LEFT JOIN customer_order o ON o.request_id = u.request_id
            WHERE ${IN_PAGE} AND u.request_id IS NOT NULL
              AND (o.request_id IS NULL OR o.order_id <> u.so_number OR o.system_cd <> u.system_cd)`,
        fault: 'outbound {so_number} names order {request_id}, which is order {order_id} of system {system_cd}',
      },
      {
        rows: `SELECT u.request_id, u.so_number, v.so_number AS other FROM outbound_request u
            JOIN outbound_request v ON v.request_id = u.request_id AND v.id < u.id WHERE ${IN_PAGE}`,
        fault: 'outbound {so_number} names order {request_id}, which is that of outbound {other} already',
      },
      {
        rows: `SELECT u.request_id, u.so_number, u.state FROM outbound_request u
            WHERE ${IN_PAGE} AND ((u.state IN ('accepted', 'created')) <> (u.live_key IS NOT NULL)
              OR (u.state = 'accepted') <> (u.payload <> 'null'))`,
        fault:
          'outbound {so_number} is {state}, and its key or its payload says otherwise: a key while it stands, a payload until it was worked on',
      },
      {
        rows: `SELECT u.request_id, u.so_number, l.line_no, l.status FROM outbound_request u
            JOIN order_line l ON l.request_id = u.request_id
            WHERE ${IN_PAGE} AND u.closed = 1 AND COALESCE(u.parcel_status, 0) <> ${String(DELIVERED)} AND l.status NOT IN (${LEFT_OR_CANCELED})`,
        fault:
          'line {line_no} is {status}, and outbound {so_number} is closed: expected lines that were shipped or canceled',
      },
    ],
  },
  {
    subject: 'return',
    table: 'outbound_return',
    key: 'id',
    checks: [
      {
        rows: `SELECT NULL AS request_id, r.id, r.outbound_request_id FROM outbound_return r
            LEFT JOIN outbound_request u ON u.id = r.outbound_request_id
            WHERE r.id > ? AND r.id <= ? AND u.id IS NULL`,
        fault: 'return {id} is of outbound request {outbound_request_id}, which does not exist',
      },
      {
        rows: `SELECT NULL AS request_id, u.so_number, r.state, r.goods, r.received_at, r.issued_at, r.ended_at FROM outbound_return r
            JOIN outbound_request u ON u.id = r.outbound_request_id WHERE r.id > ? AND r.id <= ? ORDER BY r.id`,
        fault: faultOfReturn,
      },
    ],
  },
];

/** Which times a return has in each state. */
const TIMES: Readonly<Record<ReturnState, string>> = {
  created: '',
  received: 'received_at',
  goods_issued: 'received_at issued_at',
  canceled: 'ended_at',
};

/** What is wrong with a return: the times of another state, or units that nobody announced or that did not arrive. */
function faultOfReturn(row: Row): string | undefined {
  const state = String(row.state) as ReturnState;
  const name = `return ${String(row.so_number)} is ${state}`;
  const times = ['received_at', 'issued_at', 'ended_at'].filter((time) => row[time] !== null).join(' ');
  if (times !== TIMES[state])
    return `${name}, and has the times ${times || 'none'}, expected ${TIMES[state] || 'none'}`;
  const goods = JSON.parse(String(row.goods)) as readonly ReturnLine[];
  const [mayArrive, mayIssue] = [state === 'received' || state === 'goods_issued', state === 'goods_issued'];
  const wrong = goods.find(
    ({ quantity, received, issued }) =>
      received > (mayArrive ? quantity : 0) || issued > (mayIssue ? received : 0) || received < 0 || issued < 0,
  );
  if (wrong === undefined) return undefined;
  const { sku, quantity, received, issued } = wrong;
  return `${name}, and of ${sku} ${String(quantity)} units were announced, ${String(received)} received and ${String(issued)} posted: expected no more than before at each step`;
}
