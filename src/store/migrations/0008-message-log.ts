import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * The message log: searchable columns in one table, texts in another, so that a search reads rows of some 200 bytes and not
 * the messages. Both have an id that begins with the time, so the primary key is in chronological order.
 */
export class MessageLog1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { clustered, json } = formsOf(runner);
    const tables = [
      `message_log (
        id CHAR(36) NOT NULL PRIMARY KEY, logged_at VARCHAR(24) NOT NULL, user_name VARCHAR(100) NOT NULL, operation VARCHAR(40) NOT NULL,
        correlation_id VARCHAR(128) NOT NULL, request_id INT, order_id VARCHAR(100) NOT NULL, soap_version VARCHAR(3) NOT NULL,
        outcome VARCHAR(40) NOT NULL, delivered INT NOT NULL, response_code INT, http_status INT, duration_ms DOUBLE NOT NULL,
        request_bytes INT, response_bytes INT, personal_data VARCHAR(6) NOT NULL) ${clustered}`,
      // Each text is as long as the limits of the log allow, and may be missing.
      `message_text (message_id CHAR(36) NOT NULL PRIMARY KEY, request ${json}, response ${json}) ${clustered}`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition}`);

    await addIndex(runner, 'message_log', 'message_by_request', 'request_id, id');
    await addIndex(runner, 'message_log', 'message_by_order', 'order_id, id');
    await addIndex(runner, 'message_log', 'message_by_operation', 'operation, id');
    await addIndex(runner, 'message_log', 'message_by_outcome', 'outcome, id');
    await addIndex(runner, 'message_log', 'message_by_user', 'user_name, id');
    await addIndex(runner, 'message_log', 'message_by_correlation', 'correlation_id');
  }

  down(): Promise<void> {
    return Promise.reject(
      new Error('The message log cannot be reverted: restore a backup, or drop message_log and message_text.'),
    );
  }
}
