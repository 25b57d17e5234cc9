import type { Parameter, RowId, Session } from '../../platform/db/session.js';

/** Rows of one statement. */
const CHUNK = 500;

/**
 * Marks orders as changed for consumers, in the transaction that changes them. A mark that exists gets the new version: a
 * refresh that has seen the one before leaves it.
 * @param version another for every transaction
 */
export async function markChanged(
  session: Session,
  consumers: readonly string[],
  requestIds: readonly RowId[],
  version: string,
): Promise<void> {
  const onMarked =
    session.dialect === 'mysql'
      ? 'ON DUPLICATE KEY UPDATE version = VALUES(version)'
      : 'ON CONFLICT (consumer, request_id) DO UPDATE SET version = excluded.version';
  const marks = consumers.flatMap((name) => requestIds.map((requestId): Parameter[] => [name, requestId, version]));
  for (let from = 0; from < marks.length; from += CHUNK) {
    const some = marks.slice(from, from + CHUNK);
    await session.write(
      `INSERT INTO feed_mark (consumer, request_id, version) VALUES ${some.map(() => '(?,?,?)').join(',')} ${onMarked}`,
      some.flat(),
    );
  }
}

/** Counts the marks of a consumer, up to a number. */
export async function countMarks(session: Session, consumer: string, most: number): Promise<number> {
  const row = await session.first<{ counted: number | string }>(
    'SELECT COUNT(*) AS counted FROM (SELECT 1 FROM feed_mark WHERE consumer = ? LIMIT ?) AS seen',
    [consumer, most],
  );
  return Number(row?.counted ?? 0);
}
