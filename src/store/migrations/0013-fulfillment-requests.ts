import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Partners: the channel of a location, fulfillment requests with their log, shipments with their parcels and lines, and
 * comments. Each statement is repeatable.
 */
export class FulfillmentRequests1700000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered, json } = formsOf(runner);
    // NULL for a location that polls by the Locate service.
    await addColumn(runner, 'location', 'channel', 'VARCHAR(20)');
    // The fulfillment request that an attempt belongs to; NULL where the location is no partner's.
    await addColumn(runner, 'assignment', 'fulfillment_request_id', 'INT');
    const tables = [
      // What one order asks of one partner location. Times are NULL until they come.
      `fulfillment_request (
        id ${id}, request_id INT NOT NULL, location_id INT NOT NULL, sequence INT NOT NULL, number VARCHAR(255) NOT NULL,
        state VARCHAR(12) NOT NULL, flags VARCHAR(60) NOT NULL, generated_at VARCHAR(24) NOT NULL, processing_at VARCHAR(24),
        processed_at VARCHAR(24), acknowledged_at VARCHAR(24), ended_at VARCHAR(24), cancel_requested_at VARCHAR(24),
        acknowledge_by VARCHAR(24), error ${json} NOT NULL) ${table}`,
      `fulfillment_request_log (
        id ${id}, fulfillment_request_id INT NOT NULL, logged_at VARCHAR(24) NOT NULL, stage VARCHAR(30) NOT NULL,
        actor VARCHAR(100) NOT NULL, note ${json} NOT NULL) ${table}`,
      // A parcel or several that left together. The location's reference recognizes a report that comes twice.
      `shipment (
        id ${id}, request_id INT NOT NULL, location_id INT NOT NULL, fulfillment_request_id INT, source_reference VARCHAR(100),
        carrier VARCHAR(100) NOT NULL, method VARCHAR(100) NOT NULL, shipped_at VARCHAR(24) NOT NULL, recorded_at VARCHAR(24) NOT NULL,
        CONSTRAINT shipment_reference UNIQUE (location_id, source_reference)) ${table}`,
      `shipment_parcel (
        shipment_id INT NOT NULL, position INT NOT NULL, tracking_number VARCHAR(100) NOT NULL, PRIMARY KEY (shipment_id, position)) ${clustered}`,
      `shipment_line (
        shipment_id INT NOT NULL, position INT NOT NULL, line_no INT NOT NULL, quantity INT NOT NULL, serial_no VARCHAR(100) NOT NULL,
        batch_no VARCHAR(100) NOT NULL, PRIMARY KEY (shipment_id, position)) ${clustered}`,
      // Line 0 for a comment on the whole order.
      `order_comment (
        id ${id}, request_id INT NOT NULL, line_no INT NOT NULL, commented_at VARCHAR(24) NOT NULL, author VARCHAR(100) NOT NULL,
        text ${json} NOT NULL) ${table}`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition}`);

    await addIndex(runner, 'assignment', 'assignment_by_fulfillment_request', 'fulfillment_request_id');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_order', 'request_id, id');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_partner', 'location_id, state, id');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_state', 'state, id');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_by_number', 'number');
    await addIndex(runner, 'fulfillment_request', 'fulfillment_request_to_acknowledge', 'acknowledge_by, id');
    await addIndex(runner, 'fulfillment_request_log', 'log_by_fulfillment_request', 'fulfillment_request_id, id');
    await addIndex(runner, 'shipment', 'shipment_by_order', 'request_id, id');
    await addIndex(runner, 'order_comment', 'comment_by_order', 'request_id, id');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
