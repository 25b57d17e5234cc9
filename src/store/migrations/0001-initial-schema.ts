import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex, formsOf } from '../../platform/db/ddl.js';

/**
 * The first schema. Each statement is repeatable: MySQL commits DDL at once, so a process that dies during the migration
 * leaves half of it applied.
 *
 * Times are ISO 8601 text in UTC: equal on every engine, sortable, readable. Amounts are integers in hundredths. Data that
 * the broker only passes on (addresses, taxes, messages) is one JSON text per row.
 */
export class InitialSchema1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { id, table, clustered, json } = formsOf(runner);

    const tables = [
      `organization (
        id INT NOT NULL PRIMARY KEY, code VARCHAR(40) NOT NULL, account VARCHAR(40) NOT NULL,
        default_system VARCHAR(10) NOT NULL, preferences ${json} NOT NULL, revision INT NOT NULL) ${table}`,
      `location_type (
        code VARCHAR(20) NOT NULL PRIMARY KEY, category VARCHAR(10) NOT NULL, preferences ${json} NOT NULL) ${table}`,
      `broker_system (
        system_cd VARCHAR(10) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, require_status_update INT NOT NULL,
        reject_may_reshop_same_system INT NOT NULL, shop_within_system INT NOT NULL, reserved_statuses VARCHAR(255) NOT NULL) ${table}`,
      `location (
        id ${id}, system_cd VARCHAR(10) NOT NULL, location_cd VARCHAR(10) NOT NULL,
        name VARCHAR(100) NOT NULL, type_code VARCHAR(20), address ${json} NOT NULL, latitude DOUBLE, longitude DOUBLE,
        priority INT NOT NULL, labor_cost VARCHAR(20), active INT NOT NULL, attributes ${json} NOT NULL, preferences ${json} NOT NULL,
        CONSTRAINT location_code UNIQUE (system_cd, location_cd),
        FOREIGN KEY (system_cd) REFERENCES broker_system (system_cd)) ${table}`,
      `product (
        id ${id}, product_cd VARCHAR(35) NOT NULL, description VARCHAR(200) NOT NULL, attributes ${json} NOT NULL,
        CONSTRAINT product_code UNIQUE (product_cd)) ${table}`,
      `system_product (
        system_cd VARCHAR(10) NOT NULL, item_key VARCHAR(35) NOT NULL, product_id INT NOT NULL,
        upc VARCHAR(40) NOT NULL, ean VARCHAR(40) NOT NULL, PRIMARY KEY (system_cd, item_key),
        FOREIGN KEY (product_id) REFERENCES product (id)) ${clustered}`,
      // Clustered by product: routing reads all of a product's stock at once.
      `product_location (
        product_id INT NOT NULL, location_id INT NOT NULL, available_qty INT NOT NULL, reserved_qty INT NOT NULL DEFAULT 0,
        next_po_qty INT NOT NULL, next_po_date VARCHAR(10), updated_at VARCHAR(24) NOT NULL, unit_cost DOUBLE,
        daily_sell_through DOUBLE, minimum_sell_qty INT, sell_multiple INT, shrink_rate DOUBLE, sales_velocity DOUBLE,
        PRIMARY KEY (product_id, location_id)) ${clustered}`,
      `customer_order (
        request_id ${id}, system_cd VARCHAR(10) NOT NULL, order_id VARCHAR(50) NOT NULL, transaction_no VARCHAR(50) NOT NULL,
        ref_transaction_no VARCHAR(50) NOT NULL, order_type VARCHAR(20) NOT NULL, status VARCHAR(20) NOT NULL,
        under_review INT NOT NULL, order_date VARCHAR(24) NOT NULL, originating_location_id INT NOT NULL,
        pickup_location_id INT, details ${json} NOT NULL) ${table}`,
      `order_line (
        request_id INT NOT NULL, line_no INT NOT NULL, requesting_line_no INT NOT NULL, item_id VARCHAR(50) NOT NULL,
        product_id INT NOT NULL, quantity INT NOT NULL, unit_price BIGINT NOT NULL, tax BIGINT NOT NULL,
        status VARCHAR(20) NOT NULL, status_date VARCHAR(24) NOT NULL, location_id INT NOT NULL,
        shipping_agent VARCHAR(100) NOT NULL, tracking_number VARCHAR(100) NOT NULL, shipment_date VARCHAR(24) NOT NULL,
        retries INT NOT NULL, details ${json} NOT NULL, PRIMARY KEY (request_id, line_no)) ${clustered}`,
      // Deduplication keys of SubmitOrder, stored in the same transaction as the order.
      `submitted_line (
        system_cd VARCHAR(10) NOT NULL, order_id VARCHAR(50) NOT NULL, requesting_line_no INT NOT NULL,
        request_id INT NOT NULL, line_no INT NOT NULL, PRIMARY KEY (system_cd, order_id, requesting_line_no)) ${clustered}`,
      // One attempt to have a line fulfilled at a location, with its outcome.
      `assignment (
        request_id INT NOT NULL, line_no INT NOT NULL, attempt INT NOT NULL, location_id INT NOT NULL, quantity INT NOT NULL,
        assigned_at VARCHAR(24) NOT NULL, ended_at VARCHAR(24), outcome VARCHAR(20),
        PRIMARY KEY (request_id, line_no, attempt)) ${clustered}`,
      `status_change (
        id ${id}, request_id INT NOT NULL, line_no INT NOT NULL, changed_at VARCHAR(24) NOT NULL, system_cd VARCHAR(10) NOT NULL,
        location_cd VARCHAR(10) NOT NULL, employee_id VARCHAR(50) NOT NULL, from_status VARCHAR(20) NOT NULL,
        to_status VARCHAR(20) NOT NULL, quantity INT NOT NULL, location_id INT NOT NULL, reason_code VARCHAR(50) NOT NULL,
        reason_note ${json} NOT NULL) ${table}`,
      `carrier (code VARCHAR(40) NOT NULL PRIMARY KEY, description VARCHAR(100) NOT NULL, express INT NOT NULL) ${table}`,
      `attribute_definition (
        code VARCHAR(40) NOT NULL PRIMARY KEY, data_type VARCHAR(10) NOT NULL, multi_value INT NOT NULL, applies_to VARCHAR(25) NOT NULL) ${table}`,
      // Areas and locations of a zone, conditions of a rule: always read as a whole, never searched.
      `zone (code VARCHAR(20) NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, active INT NOT NULL, definition ${json} NOT NULL) ${table}`,
      `probability_rule (name VARCHAR(40) NOT NULL PRIMARY KEY, definition ${json} NOT NULL) ${table}`,
      `probability_assignment (id ${id}, rule_name VARCHAR(40) NOT NULL, definition ${json} NOT NULL) ${table}`,
      // A postal code, or CITY|PROVINCE, in capitals.
      `place (place_key VARCHAR(100) NOT NULL PRIMARY KEY, latitude DOUBLE NOT NULL, longitude DOUBLE NOT NULL) ${table}`,
      // Number of orders that a location was assigned on a day, and the time of the last one.
      `location_load (
        location_id INT NOT NULL, day VARCHAR(10) NOT NULL, orders INT NOT NULL, last_assigned_at VARCHAR(24) NOT NULL,
        PRIMARY KEY (location_id, day)) ${clustered}`,
      // Acknowledged orders that have yet to be brokered.
      `brokering_job (
        request_id INT NOT NULL PRIMARY KEY, due_at VARCHAR(24) NOT NULL, attempts INT NOT NULL) ${table}`,
      `routing_trace (
        request_id INT NOT NULL, pass INT NOT NULL, routed_at VARCHAR(24) NOT NULL, trace ${json} NOT NULL,
        PRIMARY KEY (request_id, pass)) ${clustered}`,
    ];
    for (const definition of tables) await runner.query(`CREATE TABLE IF NOT EXISTS ${definition}`);

    await addIndex(runner, 'customer_order', 'order_by_caller', 'system_cd, order_id');
    await addIndex(runner, 'customer_order', 'order_by_reference', 'system_cd, ref_transaction_no');
    await addIndex(runner, 'order_line', 'line_to_offer', 'location_id, status, request_id');
    await addIndex(runner, 'status_change', 'change_by_line', 'request_id, line_no');
    await addIndex(runner, 'system_product', 'system_product_by_product', 'product_id, system_cd');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The first schema cannot be reverted: restore a backup, or drop the database.'));
  }
}
