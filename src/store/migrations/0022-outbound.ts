import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * Requests for outbounds as client platforms sent them, returns as documents of their own, and the rate card that prices
 * shipping. Each statement is repeatable.
 */
export class Outbound1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered, json } = formsOf(runner);
    const tables = [
      // A request that was acknowledged. live_key recognizes a repeat, and is NULL once the request stands for nothing.
      `outbound_request (
        id ${id}, group_key VARCHAR(60) NOT NULL, live_key CHAR(64), system_cd VARCHAR(50) NOT NULL, so_number VARCHAR(60) NOT NULL,
        order_type VARCHAR(2) NOT NULL, shop_id INT NOT NULL, location_id INT NOT NULL, tracking_id VARCHAR(100) NOT NULL, state VARCHAR(10) NOT NULL,
        payload ${json} NOT NULL, terms ${json} NOT NULL, error ${json} NOT NULL, request_id INT, announced_code VARCHAR(2), stage VARCHAR(2), closed INT NOT NULL,
        parcel_status INT, parcel_at VARCHAR(24), awb VARCHAR(100) NOT NULL, received_at VARCHAR(24) NOT NULL, due_at VARCHAR(24) NOT NULL, attempts INT NOT NULL,
        CONSTRAINT outbound_group UNIQUE (group_key), CONSTRAINT outbound_live UNIQUE (live_key)) ${table}`,
      // Goods that come back: announced, received, posted.
      `outbound_return (
        id ${id}, outbound_request_id INT NOT NULL, state VARCHAR(12) NOT NULL, goods ${json} NOT NULL, created_at VARCHAR(24) NOT NULL,
        received_at VARCHAR(24), issued_at VARCHAR(24), ended_at VARCHAR(24), delivery_no VARCHAR(100) NOT NULL,
        CONSTRAINT return_of_outbound UNIQUE (outbound_request_id)) ${table}`,
      `shipping_rate (
        code VARCHAR(40) NOT NULL PRIMARY KEY, definition ${json} NOT NULL) ${clustered}`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition}`);
    await addIndex(runner, 'outbound_request', 'outbound_by_state', 'state, id');
    await addIndex(runner, 'outbound_request', 'outbound_by_number', 'so_number, id');
    await addIndex(runner, 'outbound_request', 'outbound_by_order', 'request_id');
    await addIndex(runner, 'outbound_request', 'outbound_by_tracking', 'tracking_id, id');
    await addIndex(runner, 'outbound_request', 'outbound_by_warehouse', 'location_id, id');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('This migration cannot be reverted: restore a backup.'));
  }
}
