import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/** Leases of lines whose poll response may still be lost, and each location's last poll. */
export class Polling1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { table, clustered } = formsOf(runner);
    // A line that a poll has returned, until its response has arrived, or for good. A row is void once the line's status has changed.
    await runner.query(`CREATE TABLE IF NOT EXISTS poll_lease (
      poll_id VARCHAR(36) NOT NULL, request_id INT NOT NULL, line_no INT NOT NULL, location_id INT NOT NULL, kind VARCHAR(20) NOT NULL,
      polled_at VARCHAR(24) NOT NULL, sent INT NOT NULL DEFAULT 0, expires_at VARCHAR(24) NOT NULL,
      PRIMARY KEY (poll_id, request_id, line_no)) ${clustered}`);
    await addIndex(runner, 'poll_lease', 'lease_by_end', 'expires_at, location_id, kind');
    await addIndex(runner, 'poll_lease', 'lease_by_line', 'request_id, line_no');
    // One row per location and kind of poll.
    await runner.query(`CREATE TABLE IF NOT EXISTS location_poll (
      location_id INT NOT NULL, kind VARCHAR(20) NOT NULL, last_polled_at VARCHAR(24) NOT NULL, polls INT NOT NULL,
      last_handed_out_at VARCHAR(24), last_lines INT NOT NULL, PRIMARY KEY (location_id, kind)) ${table}`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}
