import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Scheduled jobs with their owners and runs, the deadlines of pickups, and which orders' personal data is masked. Also the
 * indexes for lists of orders, and for metrics.
 */
export class Jobs1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered, json } = formsOf(runner);
    // A run owns its job until the lease expires; owner `''` for none.
    await runner.query(`CREATE TABLE IF NOT EXISTS job (
      name VARCHAR(40) NOT NULL PRIMARY KEY, due_at VARCHAR(24) NOT NULL, owner VARCHAR(100) NOT NULL, lease_until VARCHAR(24) NOT NULL) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS job_run (
      id ${id}, name VARCHAR(40) NOT NULL, owner VARCHAR(100) NOT NULL, options ${json} NOT NULL, started_at VARCHAR(24) NOT NULL,
      ended_at VARCHAR(24), outcome VARCHAR(10) NOT NULL, figures ${json} NOT NULL, items ${json} NOT NULL, error ${json} NOT NULL) ${table}`);
    await addIndex(runner, 'job_run', 'run_by_job', 'name, id');
    // Exists while a line is ready to be collected.
    await runner.query(`CREATE TABLE IF NOT EXISTS pickup_deadline (
      request_id INT NOT NULL, line_no INT NOT NULL, pickup_by VARCHAR(10) NOT NULL, PRIMARY KEY (request_id, line_no)) ${clustered}`);
    await addIndex(runner, 'pickup_deadline', 'deadline_by_date', 'pickup_by, request_id');
    await addColumn(runner, 'customer_order', 'masked_at', 'VARCHAR(24)');
    await addIndex(runner, 'customer_order', 'order_to_mask', 'masked_at, order_date');
    await addIndex(runner, 'customer_order', 'order_by_number', 'order_id');
    await addIndex(runner, 'customer_order', 'order_by_status', 'status, request_id');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}
