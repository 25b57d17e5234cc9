import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * What a line needs for its whole life: whether the routing chose its location, where it is collected, how often it was
 * handed out; and the partial updates that were taken, so that a repeat of one is known.
 */
export class LifeOfAnOrder1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { clustered } = formsOf(runner);
    await addColumn(runner, 'order_line', 'brokered', 'INT NOT NULL DEFAULT 1');
    await addColumn(runner, 'order_line', 'pickup_location_id', 'INT');
    await addColumn(runner, 'order_line', 'poll_count', 'INT NOT NULL DEFAULT 0');
    // Of lines that are there already: without a trace nobody routed them; a pickup is collected where each line is.
    await runner.query(
      'UPDATE order_line SET brokered = 0 WHERE request_id NOT IN (SELECT request_id FROM routing_trace) AND location_id <> 0',
    );
    await runner.query(`UPDATE order_line SET pickup_location_id = (SELECT CASE WHEN o.order_type = 'PICKUP' AND order_line.status <> 'unfulfillable'
        THEN order_line.location_id ELSE o.pickup_location_id END FROM customer_order o WHERE o.request_id = order_line.request_id)`);
    await addIndex(runner, 'order_line', 'line_to_collect', 'pickup_location_id, status, request_id');
    // The partial updates of an order that were carried out, by what they said.
    await runner.query(`CREATE TABLE IF NOT EXISTS partial_update (
      request_id INT NOT NULL, fingerprint CHAR(64) NOT NULL, received_at VARCHAR(24) NOT NULL, PRIMARY KEY (request_id, fingerprint)) ${clustered}`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('A schema is not taken back: restore a backup, or drop the database.'));
  }
}
