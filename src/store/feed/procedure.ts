import { DEFAULT_CONSUMER } from '../../domain/feed/consumer-name.js';
import { FIRST_MS, SETTLING_MS, SLACK_MS } from '../../domain/feed/since.js';
import { inProcedure } from './named-sql.js';
import { PAGES, refreshStatements, STALE } from './refresh-statements.js';
import type { PageKind } from './refresh-statements.js';

/**
 * `CALL queue_refresh(NULL)` and `CALL queue_refresh('2017-01-01')`, for readers of SQL: takes the next snapshot of the consumer
 * `default`, which the `queue_` views show. Each page runs the statements of refresh-statements.ts in a transaction of its own,
 * in the order of broker/feed/refresh.ts, so that the command and the procedure take the same snapshots; what they decide by date
 * is in domain/feed/since.ts.
 *
 * Times are those of the database server. An error of a page ends the refresh, gives the consumer free again and reaches the
 * caller; the snapshot before it stays.
 */
export const PROCEDURE: readonly string[] = [
  'DROP PROCEDURE IF EXISTS queue_refresh',
  `CREATE PROCEDURE queue_refresh(IN p_start VARCHAR(40))
MODIFIES SQL DATA
COMMENT 'Takes the next snapshot of what changed; queue_orders and the other queue_ views show it'
BEGIN
  DECLARE v_consumer VARCHAR(40) DEFAULT '${DEFAULT_CONSUMER}';
  DECLARE v_owner VARCHAR(100) DEFAULT UUID();
  DECLARE v_began DATETIME(3) DEFAULT UTC_TIMESTAMP(3);
  DECLARE v_given DATETIME(3);
  DECLARE v_created_at DATETIME(3);
  DECLARE v_taken_at, v_since VARCHAR(24);
  DECLARE v_phase VARCHAR(10) DEFAULT 'tidy';
  DECLARE v_known, v_settled, v_tidy, v_current, v_acknowledged, v_snapshot, v_kept, v_all INT DEFAULT 0;
  DECLARE v_after, v_last, v_done, v_orders, v_locked, v_affected INT DEFAULT 0;
  DECLARE v_message VARCHAR(300);

  DECLARE EXIT HANDLER FOR SQLEXCEPTION
  BEGIN
    ROLLBACK;
    UPDATE feed_consumer SET owner = '', lease_until = '', phase = '', done = 0 WHERE name = v_consumer AND owner = v_owner;
    COMMIT;
    RESIGNAL;
  END;

  COMMIT;
  IF p_start IS NOT NULL THEN
    SET p_start = TRIM(p_start);
    BEGIN
      -- What is no date of the calendar is an error in strict mode, and NULL or a date like February 30 in others.
      DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SET v_given = NULL;
      IF p_start REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
        SET v_given = STR_TO_DATE(p_start, '%Y-%m-%d');
      ELSEIF p_start REGEXP '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$' THEN
        SET v_given = STR_TO_DATE(p_start, '%m/%d/%Y');
      ELSEIF p_start REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?Z?$' THEN
        SET v_given = CAST(REPLACE(REPLACE(p_start, 'T', ' '), 'Z', '') AS DATETIME(3));
      END IF;
    END;
    IF v_given IS NULL OR DATE_ADD(v_given, INTERVAL 0 DAY) IS NULL THEN
      ${signal("'queue_refresh: found ', QUOTE(LEFT(p_start, 40)), ', expected NULL, 2017-01-01, 2017-01-01 08:00:00 (UTC) or 1/1/2017 (month first)'")}
    END IF;
    IF v_given > v_began THEN
      ${signal("'queue_refresh: found ', QUOTE(LEFT(p_start, 40)), ', which is to come, expected a time before now'")}
    END IF;
  END IF;

  ${transaction()}
  SELECT COUNT(*) INTO v_known FROM feed_consumer WHERE name = v_consumer AND removed_at IS NULL;
  IF v_known = 0 THEN
    ${signal(`'queue_refresh: there is no consumer ${DEFAULT_CONSUMER}; create it with: order-broker feed consumers add ${DEFAULT_CONSUMER}'`)}
  END IF;
  -- As takeConsumer does: the condition is checked under the row's lock.
  UPDATE feed_consumer SET owner = v_owner, lease_until = ${inMinutes(1)}, phase = 'tidy', done = 0
    WHERE name = v_consumer AND removed_at IS NULL
      AND (owner = '' OR lease_until < ${iso('UTC_TIMESTAMP(3)')} OR lease_until > ${inMinutes(2)});
  SET v_affected = ROW_COUNT();
  IF v_affected = 0 THEN
    ${signal("'queue_refresh: a refresh is running already; call it again when it has ended, or in a minute if its server died'")}
  END IF;
  SELECT settled, tidy, snapshot_no, acknowledged_no, taken_at, STR_TO_DATE(LEFT(created_at, 23), '%Y-%m-%dT%H:%i:%s.%f')
    INTO v_settled, v_tidy, v_current, v_acknowledged, v_taken_at, v_created_at FROM feed_consumer WHERE name = v_consumer;
  COMMIT;

  ${tidy()}
  SET v_snapshot = v_current + 1;
  IF v_given IS NOT NULL THEN
    SET v_since = ${iso('v_given')}, v_all = 1;
  ELSEIF v_taken_at IS NULL THEN
    SET v_since = ${iso(`LEAST(v_began - INTERVAL ${seconds(FIRST_MS)} SECOND, v_created_at - INTERVAL ${seconds(SLACK_MS)} SECOND)`)}, v_all = 1;
  ELSEIF v_settled = 0 THEN
    SET v_since = ${iso(`v_created_at - INTERVAL ${seconds(SLACK_MS)} SECOND`)}, v_all = 0;
  END IF;

  ${pages('collect', 'marks', [refreshStatements('mysql').collectMarked])}
  IF v_since IS NOT NULL THEN
    ${pages('collect', 'orders', [refreshStatements('mysql').collectChanged])}
  END IF;
  ${pages('fill', 'items', [lock(), ...refreshStatements('mysql').fill])}

  ${transaction()}
  ${hold('tidy')}
  SELECT COUNT(*) INTO v_orders FROM feed_item WHERE consumer = v_consumer AND snapshot_no = v_snapshot;
  IF v_since IS NOT NULL AND v_began >= v_created_at + INTERVAL ${seconds(SETTLING_MS)} SECOND THEN SET v_settled = 1; END IF;
  UPDATE feed_consumer SET snapshot_no = v_snapshot, taken_at = ${iso('UTC_TIMESTAMP(3)')}, since = IF(v_all = 1, v_since, NULL), orders = v_orders,
    settled = v_settled, tidy = 0 WHERE name = v_consumer;
  COMMIT;

  SET v_current = v_snapshot, v_tidy = 0;
  ${tidy()}
  UPDATE feed_consumer SET owner = '', lease_until = '', phase = '', done = 0, tidy = 1
    WHERE name = v_consumer AND owner = v_owner;
  COMMIT;
END`,
];

/** Clears the marks of the snapshot that is shown, and deletes all others. */
function tidy(): string {
  const { clearMarks, rememberSeen, forgetSeen, drop } = refreshStatements('mysql');
  return `SET v_snapshot = v_current;
  IF v_tidy = 0 THEN
    IF v_settled = 1 THEN
      ${pages('tidy', 'delivered', [clearMarks])}
      ${pages('tidy', 'seen', [forgetSeen])}
    ELSE
      ${pages('tidy', 'delivered', [clearMarks, rememberSeen])}
    END IF;
  END IF;
  SET v_kept = IF(v_acknowledged < v_current, v_current, 0);
  SET v_snapshot = ${inProcedure(STALE)};
  WHILE v_snapshot IS NOT NULL DO
    ${pages('tidy', 'delivered', drop)}
    SET v_snapshot = ${inProcedure(STALE)};
  END WHILE;`;
}

/** Runs statements for one page after the other, each in a transaction that first makes sure that the consumer is still ours. */
function pages(phase: string, kind: PageKind, statements: readonly string[]): string {
  const work = statements.map((statement) => `${inProcedure(statement)};`).join('\n      ');
  return `SET v_after = 0, v_done = 0, v_last = 0;
  WHILE v_last IS NOT NULL DO
    ${transaction()}
    ${hold(phase)}
    SELECT MAX(p.request_id), COUNT(*) INTO v_last, v_orders FROM ${inProcedure(PAGES[kind])};
    IF v_last IS NOT NULL THEN
      ${work}
    END IF;
    COMMIT;
    SET v_after = v_last, v_done = v_done + v_orders;
  END WHILE;`;
}

function lock(): string {
  return `SELECT ${String(refreshStatements('mysql').lockOrders).replace(' FROM', ' INTO v_locked FROM')}`;
}

/** As holdConsumer does. */
function hold(phase: string): string {
  return `SELECT COUNT(*) INTO v_known FROM feed_consumer WHERE name = v_consumer AND owner = v_owner FOR UPDATE;
    IF v_known = 0 THEN
      ${signal("'queue_refresh: another refresh took the consumer over, or it was removed'")}
    END IF;
    UPDATE feed_consumer SET lease_until = ${inMinutes(1)}, phase = '${phase}', done = v_done WHERE name = v_consumer;`;
}

/** The isolation of the broker's own transactions, whatever the caller's is. */
function transaction(): string {
  return 'COMMIT;\n  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;\n  START TRANSACTION;';
}

function signal(message: string): string {
  return `SET v_message = CONCAT(${message}); SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = v_message;`;
}

/** A time as ISO 8601 with milliseconds, UTC. */
function iso(time: string): string {
  return `CONCAT(LEFT(DATE_FORMAT(${time}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')`;
}

function inMinutes(minutes: number): string {
  return iso(`UTC_TIMESTAMP(3) + INTERVAL ${String(minutes)} MINUTE`);
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
