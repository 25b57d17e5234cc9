import { EMPTY_NOTE } from '../../domain/partner/partner-note.js';
import type { PartnerNote } from '../../domain/partner/partner-note.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** What partners noted with fulfillment requests, by request id; those without a note are absent. */
export async function readNotes(session: Session, ids: readonly number[]): Promise<Map<number, PartnerNote>> {
  if (ids.length === 0) return new Map();
  const rows = await session.all<{ fulfillment_request_id: number; note: string }>(
    `SELECT fulfillment_request_id, note FROM partner_note WHERE fulfillment_request_id IN ${placeholders(ids)}`,
    ids,
  );
  return new Map(
    rows.map(({ fulfillment_request_id, note }) => [
      fulfillment_request_id,
      { ...EMPTY_NOTE, ...(JSON.parse(note) as Partial<PartnerNote>) },
    ]),
  );
}

/** Stores a note instead of the one before. The caller must hold the row lock of the order. */
export async function writeNote(session: Session, id: number, note: PartnerNote): Promise<void> {
  await session.run('DELETE FROM partner_note WHERE fulfillment_request_id = ?', [id]);
  await session.run('INSERT INTO partner_note (fulfillment_request_id, note) VALUES (?, ?)', [
    id,
    JSON.stringify(note),
  ]);
}
