import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Webhook endpoints, and the outbox of what is to be sent to them. There is no foreign key between the two: the
 * transaction of an order must not wait for a change of an endpoint. Each statement is repeatable.
 */
export class Webhooks1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, json } = formsOf(runner);
    const tables = [
      `webhook_endpoint (
        id ${id}, url VARCHAR(2000) NOT NULL, event_types ${json} NOT NULL, description VARCHAR(500) NOT NULL, format VARCHAR(40) NOT NULL,
        state VARCHAR(10) NOT NULL, state_reason VARCHAR(300) NOT NULL, headers ${json} NOT NULL, secret VARCHAR(400) NOT NULL,
        previous_secret VARCHAR(400), previous_until VARCHAR(24), dead_in_a_row INT NOT NULL, created_at VARCHAR(24) NOT NULL)`,
      `webhook_delivery (
        id ${id}, event_id CHAR(36) NOT NULL, endpoint_id INT NOT NULL, request_id INT NOT NULL, event_type VARCHAR(60) NOT NULL,
        occurred_at VARCHAR(24) NOT NULL, facts ${json} NOT NULL, state VARCHAR(10) NOT NULL, due_at VARCHAR(24) NOT NULL,
        lease_owner VARCHAR(100), failures INT NOT NULL, ended_at VARCHAR(24), attempts ${json} NOT NULL)`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition} ${table}`);
    await addIndex(runner, 'webhook_delivery', 'webhook_delivery_due', 'endpoint_id, state, due_at');
    await addIndex(runner, 'webhook_delivery', 'webhook_delivery_state', 'endpoint_id, state');
    await addIndex(runner, 'webhook_delivery', 'webhook_delivery_order', 'request_id, endpoint_id, state');
    await addIndex(runner, 'webhook_delivery', 'webhook_delivery_time', 'occurred_at');
  }

  down(): Promise<void> {
    return Promise.reject(
      new Error('Webhooks cannot be reverted: restore a backup, or drop webhook_endpoint and webhook_delivery.'),
    );
  }
}
