import { LEFT } from './service-check.js';
import type { TableCheck } from './service-check.js';

/**
 * What is kept of direct fulfillment: an invoice has lines of its order that left its supplier, each with the line's units and on
 * one invoice of a supplier; what stands beside a line says the same, and names a state that the line had.
 */

const INVOICES = 'df_invoice i JOIN df_invoice_line il ON il.invoice_id = i.id';
const IN_PAGE = 'i.id > ? AND i.id <= ?';

/** Whether the line is where the invoice was made for; a line that was given back may be with somebody else. */
const STILL_THERE = `EXISTS (SELECT 1 FROM assignment a WHERE a.request_id = i.request_id AND a.line_no = il.line_no
    AND a.location_id = i.location_id AND (a.outcome IS NULL OR a.outcome = 'fulfilled'))`;

export const DIRECT_FULFILLMENT_CHECKS: readonly TableCheck[] = [
  {
    subject: 'invoice',
    table: 'df_invoice',
    key: 'id',
    checks: [
      {
        rows: `SELECT i.request_id, i.id FROM df_invoice i LEFT JOIN customer_order o ON o.request_id = i.request_id
            WHERE ${IN_PAGE} AND o.request_id IS NULL`,
        fault: 'invoice {id} is of order {request_id}, which does not exist',
      },
      {
        rows: `SELECT i.request_id, i.id FROM df_invoice i
            WHERE ${IN_PAGE} AND NOT EXISTS (SELECT 1 FROM df_invoice_line il WHERE il.invoice_id = i.id)`,
        fault: 'invoice {id} has no lines',
      },
      {
        rows: `SELECT i.request_id, i.id, il.line_no FROM ${INVOICES}
            LEFT JOIN order_line l ON l.request_id = i.request_id AND l.line_no = il.line_no
            WHERE ${IN_PAGE} AND l.line_no IS NULL`,
        fault: 'line {line_no} is on invoice {id}, and does not exist',
      },
      {
        rows: `SELECT i.request_id, i.id, il.line_no FROM ${INVOICES} WHERE ${IN_PAGE} AND NOT EXISTS (
            SELECT 1 FROM assignment a
             WHERE a.request_id = i.request_id AND a.line_no = il.line_no AND a.location_id = i.location_id)`,
        fault: 'line {line_no} is on invoice {id}, and was never at the supplier of the invoice',
      },
      {
        rows: `SELECT i.request_id, i.id, il.line_no, il.quantity, l.quantity AS expected, l.status FROM ${INVOICES}
            JOIN order_line l ON l.request_id = i.request_id AND l.line_no = il.line_no
            WHERE ${IN_PAGE} AND ${STILL_THERE} AND (l.quantity <> il.quantity OR l.status NOT IN (${LEFT}))`,
        fault: 'line {line_no}: invoice {id} has {quantity} units that left, and the line is {status} with {expected}',
      },
      {
        rows: `SELECT i.request_id, i.id, il.line_no, j.id AS other FROM ${INVOICES}
            JOIN df_invoice j ON j.request_id = i.request_id AND j.location_id = i.location_id AND j.id < i.id
            JOIN df_invoice_line jl ON jl.invoice_id = j.id AND jl.line_no = il.line_no WHERE ${IN_PAGE}`,
        fault: 'line {line_no} is on invoice {id}, and on invoice {other} already',
      },
      {
        rows: `SELECT i.request_id, i.id, il.line_no, d.invoice_id AS found FROM ${INVOICES}
            LEFT JOIN df_line d ON d.request_id = i.request_id AND d.line_no = il.line_no
            WHERE ${IN_PAGE} AND ${STILL_THERE} AND COALESCE(d.invoice_id, -1) <> i.id`,
        fault: 'line {line_no} is on invoice {id}, and is noted with invoice {found}',
      },
    ],
  },
  {
    subject: 'invoice',
    table: 'df_invoice_line',
    key: 'invoice_id',
    checks: [
      {
        rows: `SELECT 0 AS request_id, il.invoice_id, il.line_no FROM df_invoice_line il LEFT JOIN df_invoice i ON i.id = il.invoice_id
            WHERE il.invoice_id > ? AND il.invoice_id <= ? AND i.id IS NULL`,
        fault: 'line {line_no} is on invoice {invoice_id}, which does not exist',
      },
    ],
  },
  {
    subject: 'line of a supplier',
    table: 'df_line',
    key: 'request_id',
    checks: [
      {
        rows: `SELECT d.request_id, d.line_no FROM df_line d
            LEFT JOIN order_line l ON l.request_id = d.request_id AND l.line_no = d.line_no
            WHERE d.request_id > ? AND d.request_id <= ? AND l.line_no IS NULL`,
        fault: 'line {line_no} has an entry of its supplier, and does not exist',
      },
      {
        rows: `SELECT d.request_id, d.line_no, d.invoice_id FROM df_line d
            LEFT JOIN df_invoice i ON i.id = d.invoice_id AND i.request_id = d.request_id
            LEFT JOIN df_invoice_line il ON il.invoice_id = i.id AND il.line_no = d.line_no
            WHERE d.request_id > ? AND d.request_id <= ? AND d.invoice_id > 0 AND il.line_no IS NULL`,
        fault: 'line {line_no} is noted with invoice {invoice_id}, which does not have it',
      },
      {
        rows: `SELECT d.request_id, d.line_no FROM df_line d
            WHERE d.request_id > ? AND d.request_id <= ? AND d.invoice_id = 0 AND NOT EXISTS (SELECT 1 FROM status_change s
              WHERE s.request_id = d.request_id AND s.line_no = d.line_no AND s.to_status IN (${LEFT}))`,
        fault: 'line {line_no} waits for an invoice, and never left its supplier',
      },
      {
        rows: `SELECT d.request_id, d.line_no, d.confirmed_key FROM df_line d
            LEFT JOIN status_change s ON s.id = d.confirmed_key AND s.request_id = d.request_id AND s.line_no = d.line_no
            WHERE d.request_id > ? AND d.request_id <= ? AND d.confirmed_key <> 0 AND s.id IS NULL`,
        fault: 'line {line_no} was confirmed with key {confirmed_key}, which names no state of it',
      },
    ],
  },
];
