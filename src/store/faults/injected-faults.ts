import type { FaultDefinition } from '../../domain/fault/injected-fault.js';
import { json, nullable, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** A fault on purpose. */
export interface StoredFault {
  readonly name: string;
  readonly definition: FaultDefinition;
  readonly createdAt: string;
  readonly endsAt: string;
  /** After so many hits it ends; null for no such end. */
  readonly mostHits: number | null;
  /** Messages that it was for. */
  readonly matched: number;
  /** Messages that it was injected into. */
  readonly hit: number;
}

const INJECTED_FAULT = tableOf<StoredFault>('injected_fault', {
  name: text('name'),
  definition: json('definition'),
  createdAt: text('created_at'),
  endsAt: text('ends_at'),
  mostHits: nullable(numeric('most_hits')),
  matched: numeric('matched'),
  hit: numeric('hit'),
});

/** The faults whose time has not ended, in the order in which they were made. @param now ISO 8601 in UTC, as stored */
export async function readFaults(session: Session, now: string): Promise<StoredFault[]> {
  const rows = await session.all(
    `SELECT ${INJECTED_FAULT.list} FROM injected_fault WHERE ends_at > ? ORDER BY created_at, name`,
    [now],
  );
  return rows.map((row) => INJECTED_FAULT.read(row));
}

/** Stores a fault. Fails as a duplicate when there is one of its name. */
export async function insertFault(session: Session, fault: StoredFault): Promise<void> {
  await INJECTED_FAULT.insert(session, [fault]);
}

/** Deletes the faults whose time has ended. */
export async function deleteEndedFaults(session: Session, now: string): Promise<void> {
  await session.write('DELETE FROM injected_fault WHERE ends_at <= ?', [now]);
}

/** @returns whether there was one of that name */
export async function deleteFault(session: Session, name: string): Promise<boolean> {
  return (await session.run('DELETE FROM injected_fault WHERE name = ?', [name])).affected > 0;
}

/** @returns how many there were */
export async function deleteFaults(session: Session): Promise<number> {
  return (await session.run('DELETE FROM injected_fault WHERE name IS NOT NULL')).affected;
}

/**
 * Counts a message that a fault is for.
 *
 * The race: messages of several workers match the fault at the same time, and each must be another one of "the first two" or
 * "each third", or the fault would hit too often. The UPDATE counts and checks the end under the row's lock, which is held until
 * COMMIT: the number that is read back is this message's own, and `countHit` counts before the next message is looked at.
 * @returns which of its messages this is, from 1; undefined when the fault has ended or was removed
 */
export async function countMatch(session: Session, name: string, now: string): Promise<number | undefined> {
  const { affected } = await session.run(
    `UPDATE injected_fault SET matched = matched + 1
     WHERE name = ? AND ends_at > ? AND (most_hits IS NULL OR hit < most_hits)`,
    [name, now],
  );
  if (affected === 0) return undefined;
  const row = await session.first('SELECT matched FROM injected_fault WHERE name = ?', [name]);
  return row === undefined ? undefined : Number(row.matched);
}

/** Counts a message that a fault is injected into, in the transaction of its `countMatch`. */
export async function countHit(session: Session, name: string): Promise<void> {
  await session.write('UPDATE injected_fault SET hit = hit + 1 WHERE name = ?', [name]);
}
