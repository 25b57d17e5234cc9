import type { FaultEntry } from './fault-catalog.js';
import { FAULTS } from './fault-catalog.js';

export type { FaultEntry } from './fault-catalog.js';
export { FAULTS } from './fault-catalog.js';

export type FaultKey = (typeof FAULTS)[number]['key'];

/** One thing that is wrong, and where; lines and columns count from 1 in the message as it was received. */
export interface FaultProblem {
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

export interface FaultDetails {
  /** What the faultstring names behind its colon, where the catalog says that it names something. */
  readonly subject?: string;
  readonly problems?: readonly FaultProblem[];
  /** When to come back, in seconds, where the fault's own time is not the one. */
  readonly retryAfter?: number | undefined;
  /** Header blocks that were not understood. */
  readonly notUnderstood?: readonly { readonly uri: string; readonly local: string }[];
}

const byKey: ReadonlyMap<string, FaultEntry> = new Map(FAULTS.map((entry) => [entry.key, entry]));

/** Characters of what a caller sent that a fault repeats at most. */
const SUBJECT_LENGTH = 200;

/** Thrown anywhere on a message's way to answer it with a fault of the catalog. */
export class SoapFaultError extends Error {
  override readonly name = 'SoapFault';
  readonly entry: FaultEntry;

  constructor(
    readonly key: FaultKey,
    readonly details: FaultDetails = {},
  ) {
    const entry = byKey.get(key);
    if (entry === undefined) throw new RangeError(`no fault "${key}" in the catalog`);
    super(faultstring(entry, details.subject));
    this.entry = entry;
  }
}

function faultstring(entry: FaultEntry, subject: string | undefined): string {
  if (subject === undefined || entry.names === undefined) return entry.faultstring;
  return `${entry.faultstring}: ${subject.length > SUBJECT_LENGTH ? `${subject.slice(0, SUBJECT_LENGTH)}…` : subject}`;
}
