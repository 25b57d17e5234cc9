import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * API keys, of which only hashes are stored, and the answers that are kept for idempotency keys. An answer is written with its
 * effect, so a row never lacks one.
 */
export class Keys1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { table, clustered, json } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS api_key (
      id CHAR(16) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, organization VARCHAR(100) NOT NULL, key_hash CHAR(64) NOT NULL, scope ${json} NOT NULL,
      created_at VARCHAR(24) NOT NULL, expires_at VARCHAR(24) NOT NULL, revoked_at VARCHAR(24), last_used_at VARCHAR(24),
      CONSTRAINT key_by_name UNIQUE (name)) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS kept_answer (
      owner VARCHAR(110) NOT NULL, idempotency_key VARCHAR(255) NOT NULL, fingerprint CHAR(64) NOT NULL, status INT NOT NULL, answer ${json} NOT NULL,
      expires_at VARCHAR(24) NOT NULL, PRIMARY KEY (owner, idempotency_key)) ${clustered}`);
    await addIndex(runner, 'kept_answer', 'answer_by_expiry', 'expires_at');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
