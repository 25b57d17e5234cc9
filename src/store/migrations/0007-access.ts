import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Access control: web service users with their systems and service groups, tokens of the admin interface, and used nonces,
 * which all instances must know. Passwords and tokens are stored as hashes; `sealed_password` is set only for users with
 * digest authentication, encrypted with a key that is not in the database.
 */
export class Access1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { table, clustered } = formsOf(runner);
    await runner.query(`CREATE TABLE IF NOT EXISTS web_user (
      name VARCHAR(100) NOT NULL PRIMARY KEY, organization VARCHAR(100) NOT NULL, password_hash VARCHAR(200) NOT NULL, sealed_password VARCHAR(2000),
      enabled INT NOT NULL, created_at VARCHAR(24) NOT NULL, changed_at VARCHAR(24) NOT NULL) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS web_user_system (
      user_name VARCHAR(100) NOT NULL, system_cd VARCHAR(10) NOT NULL, PRIMARY KEY (user_name, system_cd)) ${clustered}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS web_user_group (
      user_name VARCHAR(100) NOT NULL, group_name VARCHAR(20) NOT NULL, PRIMARY KEY (user_name, group_name)) ${clustered}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS admin_token (
      name VARCHAR(100) NOT NULL PRIMARY KEY, role VARCHAR(20) NOT NULL, token_hash CHAR(64) NOT NULL, created_at VARCHAR(24) NOT NULL,
      revoked_at VARCHAR(24), CONSTRAINT token_by_hash UNIQUE (token_hash)) ${table}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS used_nonce (
      user_name VARCHAR(100) NOT NULL, nonce CHAR(64) NOT NULL, expires_at VARCHAR(24) NOT NULL, PRIMARY KEY (user_name, nonce)) ${clustered}`);
    await addIndex(runner, 'used_nonce', 'nonce_by_expiry', 'expires_at');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup, or drop the database.'));
  }
}
