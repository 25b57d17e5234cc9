import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from '../../platform/db/ddl.js';

/** The time zone of locations; NULL for that of the organization. Each statement is repeatable. */
export class LocationTimeZone1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'location', 'time_zone', 'VARCHAR(64)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
