import type { TableCheck } from './service-check.js';

/**
 * What is kept of polls: a lease is of a line that this poll handed out to this location, and a line that was handed out says
 * so: its status is the one that its history ends with.
 */

const IN_PAGE = 'p.request_id > ? AND p.request_id <= ?';
const WITH_LINES = 'poll_lease p JOIN order_line l ON l.request_id = p.request_id AND l.line_no = p.line_no';

export const POLL_CHECKS: TableCheck = {
  subject: 'poll',
  table: 'poll_lease',
  key: 'request_id',
  checks: [
    {
      rows: `SELECT p.request_id, p.line_no, p.poll_id FROM poll_lease p
          LEFT JOIN order_line l ON l.request_id = p.request_id AND l.line_no = p.line_no WHERE ${IN_PAGE} AND l.line_no IS NULL`,
      fault: 'line {line_no} is leased by poll {poll_id}, and does not exist',
    },
    {
      rows: `SELECT p.request_id, p.line_no, p.kind, p.polled_at, p.location_id FROM ${WITH_LINES}
          WHERE ${IN_PAGE} AND ((p.kind = 'intransit' AND COALESCE(l.pickup_location_id, 0) <> p.location_id)
            OR NOT EXISTS (SELECT 1 FROM status_change s
              WHERE s.request_id = p.request_id AND s.line_no = p.line_no AND s.changed_at = p.polled_at
                AND ((p.kind = 'fulfillments' AND s.to_status = 'polled' AND s.location_id = p.location_id)
                  OR (p.kind = 'intransit' AND s.to_status = 'intransit_polled'))))`,
      fault:
        'line {line_no} is leased by a poll for {kind} of location {location_id} at {polled_at}, which did not hand it out there',
    },
    {
      rows: `SELECT p.request_id, p.line_no, l.status, s.to_status FROM ${WITH_LINES}
          JOIN status_change s ON s.id = (SELECT MAX(h.id) FROM status_change h
            WHERE h.request_id = l.request_id AND h.line_no = l.line_no)
          WHERE ${IN_PAGE} AND s.to_status <> l.status`,
      fault: 'line {line_no} was handed out and is {status}, and its history ends as {to_status}',
    },
  ],
};
