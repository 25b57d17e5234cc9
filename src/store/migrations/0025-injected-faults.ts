import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, formsOf } from '../../platform/db/ddl.js';

/** Faults on purpose, each with how often it matched and hit, and the fault that a logged message had. */
export class InjectedFaults1700000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { clustered, json } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS injected_fault (
      name VARCHAR(60) NOT NULL PRIMARY KEY, definition ${json} NOT NULL, created_at VARCHAR(24) NOT NULL, ends_at VARCHAR(24) NOT NULL,
      most_hits INT, matched INT NOT NULL, hit INT NOT NULL) ${clustered}`);
    await addColumn(runner, 'message_log', 'injected_fault', 'VARCHAR(60)');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
