/**
 * What a partner noted with a fulfillment request, beside what it reported of its lines. Tracking numbers are noted before the
 * goods leave, and become parcels of the shipment when they do.
 */
export interface PartnerNote {
  /** Five places; `''` for one that is empty. */
  readonly trackingNumbers: readonly string[];
  /** The carrier of each. */
  readonly carriers: readonly string[];
  /** ISO 8601, UTC; null for the time of the report. */
  readonly shippedAt: string | null;
  /** The number of a ship method of the location; null: as the order has it. */
  readonly shipMethod: number | null;
  /** Ten free texts. */
  readonly texts: readonly string[];
  readonly declineCount: number | null;
  /** ISO 8601, UTC. */
  readonly lockedAt: string | null;
}

const PARCEL_PLACES = 5;
const NOTE_TEXTS = 10;

const empty = (count: number): readonly string[] => Array.from({ length: count }, () => '');

export const EMPTY_NOTE: PartnerNote = {
  trackingNumbers: empty(PARCEL_PLACES),
  carriers: empty(PARCEL_PLACES),
  shippedAt: null,
  shipMethod: null,
  texts: empty(NOTE_TEXTS),
  declineCount: null,
  lockedAt: null,
};

/** A change of a note: a place that is `''` or absent, and a value that is undefined, stay as they are. */
export type NoteChange = { readonly [Field in keyof PartnerNote]?: PartnerNote[Field] | undefined };

/** Adds a change to a note. A repeat of the change leads to the same note, with its fields in the same order. */
export function addToNote(note: PartnerNote, change: NoteChange): PartnerNote {
  const places = (before: readonly string[], given: readonly string[] = []): readonly string[] =>
    before.map((text, place) => given[place] || text);
  return {
    trackingNumbers: places(note.trackingNumbers, change.trackingNumbers),
    carriers: places(note.carriers, change.carriers),
    shippedAt: change.shippedAt ?? note.shippedAt,
    shipMethod: change.shipMethod ?? note.shipMethod,
    texts: places(note.texts, change.texts),
    declineCount: change.declineCount ?? note.declineCount,
    lockedAt: change.lockedAt ?? note.lockedAt,
  };
}

/** The parcels of a note, without empty places and without repeats. */
export function parcelsOf({ trackingNumbers }: PartnerNote): readonly string[] {
  return [...new Set(trackingNumbers.filter((number) => number !== ''))];
}
