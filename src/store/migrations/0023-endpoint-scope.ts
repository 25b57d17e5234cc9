import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn } from '../../platform/db/ddl.js';

/** Whose events a webhook endpoint gets, as JSON; NULL for everybody's. */
export class EndpointScope1700000000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumn(runner, 'webhook_endpoint', 'scope', 'VARCHAR(4000)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
