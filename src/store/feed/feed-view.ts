import { DEFAULT_CONSUMER } from '../../domain/feed/consumer-name.js';
import type { FeedTable } from './feed-tables.js';

/**
 * The view through which readers of SQL see a table of the consumer `default`: its last complete snapshot, and nothing else.
 * A refresh that is under way, or died, stores rows beside it; changing one number shows them all at once.
 */
export function viewOf({ name, columns }: FeedTable): string {
  return `CREATE VIEW queue_${name} AS
    SELECT ${columns.map((column) => `r.${column.name}`).join(', ')}
    FROM feed_consumer c JOIN feed_${name} r ON r.consumer = c.name AND r.snapshot_no = c.snapshot_no
    WHERE c.name = '${DEFAULT_CONSUMER}' AND c.removed_at IS NULL`;
}
