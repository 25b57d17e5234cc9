import type { MigrationInterface, QueryRunner } from 'typeorm';
import { personsOf } from '../../domain/order/order-person.js';
import type { LineDetails, OrderDetails } from '../../domain/order/order.js';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/** Orders per batch: a few megabytes of memory, however many orders are stored. */
const BATCH = 500;

/** Search keys of orders' persons, and the history of the under-review flag. */
export class OrderSearch1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered, insertMissing } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS review_change (
      id ${id}, request_id INT NOT NULL, changed_at VARCHAR(24) NOT NULL, system_cd VARCHAR(10) NOT NULL, location_cd VARCHAR(10) NOT NULL,
      employee_id VARCHAR(50) NOT NULL, under_review INT NOT NULL) ${table}`);
    await addIndex(runner, 'review_change', 'review_change_by_request', 'request_id');
    // The keys of domain/order/search-key.ts, which have at most 100 characters.
    const key = 'VARCHAR(100) NOT NULL';
    await runner.query(`CREATE TABLE IF NOT EXISTS order_customer (
      request_id INT NOT NULL, person_no INT NOT NULL, role VARCHAR(4) NOT NULL, company ${key}, first_name ${key}, last_name ${key}, province ${key},
      postal ${key}, country ${key}, phone1 ${key}, phone2 ${key}, email ${key}, PRIMARY KEY (request_id, person_no)) ${clustered}`);
    await addPersons(runner, insertMissing);
    // Created after the rows, which are inserted faster without indexes. Every index ends with the primary key, so its matches are in the order of request ids.
    for (const column of ['email', 'phone1', 'phone2', 'company', 'last_name', 'postal'])
      await addIndex(runner, 'order_customer', `customer_by_${column}`, column);
    await addIndex(runner, 'customer_order', 'order_by_date', 'order_date');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}

/** Adds the persons of existing orders. Each batch is committed; a repeated batch changes nothing. */
async function addPersons(runner: QueryRunner, insertMissing: string): Promise<void> {
  for (let last = 0; ;) {
    const orders = (await runner.query(
      'SELECT request_id, details FROM customer_order WHERE request_id > ? ORDER BY request_id LIMIT ?',
      [last, BATCH],
    )) as Row[];
    const end = orders.at(-1)?.request_id;
    if (end === undefined) return;
    const lines = (await runner.query(
      'SELECT request_id, details FROM order_line WHERE request_id > ? AND request_id <= ? ORDER BY request_id, line_no',
      [last, end],
    )) as Row[];
    const byRequest = new Map<number, LineDetails[]>(orders.map((order) => [order.request_id, []]));
    for (const line of lines) byRequest.get(line.request_id)?.push(JSON.parse(line.details) as LineDetails);
    const rows = orders.flatMap((order) =>
      personsOf(JSON.parse(order.details) as OrderDetails, byRequest.get(order.request_id) ?? []).map((one, index) => [
        order.request_id,
        index + 1,
        one.role,
        one.company,
        one.firstName,
        one.lastName,
        one.province,
        one.postal,
        one.country,
        one.phone1,
        one.phone2,
        one.email,
      ]),
    );
    for (let from = 0; from < rows.length; from += 2000) {
      const part = rows.slice(from, from + 2000);
      await runner.query(
        `${insertMissing} INTO order_customer (request_id, person_no, role, company, first_name, last_name, province, postal, country, phone1, phone2, email)
         VALUES ${part.map((row) => `(${row.map(() => '?').join(',')})`).join(',')}`,
        part.flat(),
      );
    }
    last = end;
  }
}

interface Row {
  readonly request_id: number;
  readonly details: string;
}
