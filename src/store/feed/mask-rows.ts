import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { maskedValue } from './feed-column.js';
import { FEED_TABLES } from './feed-tables.js';

/**
 * Masks the rows of an order in all snapshots of consumers, those of a refresh that runs among them: whoever stores rows of an
 * order holds its lock (refresh-statements.ts), and so does whoever masks it.
 */
export async function maskFeedRows(session: Session, consumers: readonly string[], requestId: number): Promise<void> {
  for (const { name, columns } of FEED_TABLES) {
    const personal = columns.filter((column) => column.personal !== undefined);
    if (personal.length === 0) continue;
    const masked = personal.map((column) => `${column.name} = ${maskedValue(column, session.dialect)}`);
    await session.write(
      `UPDATE feed_${name} SET ${masked.join(', ')} WHERE consumer IN ${placeholders(consumers)} AND request_id = ?`,
      [...consumers, requestId],
    );
  }
}
