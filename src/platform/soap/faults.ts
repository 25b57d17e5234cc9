import type { RefusalDetails } from '../http/refusal.js';
import { excerpt, HttpRefusalError } from '../http/refusal.js';
import type { FaultEntry } from './fault-catalog.js';
import { FAULTS } from './fault-catalog.js';

export type { FaultEntry } from './fault-catalog.js';
export { FAULTS } from './fault-catalog.js';

export type FaultKey = (typeof FAULTS)[number]['key'];

/** One problem in a message and its position; lines and columns count from 1 in the message as it was received. */
export interface FaultProblem {
  readonly reason: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
}

export interface FaultDetails extends Pick<RefusalDetails, 'subject' | 'retryAfter'> {
  readonly problems?: readonly FaultProblem[];
  /** Header blocks that were not understood. */
  readonly notUnderstood?: readonly { readonly uri: string; readonly local: string }[];
}

const byKey: ReadonlyMap<string, FaultEntry> = new Map(FAULTS.map((entry) => [entry.key, entry]));

/** Whether a text is the key of a fault. */
export const isFaultKey = (text: string): text is FaultKey => byKey.has(text);

/** Thrown at any stage to answer the message with a fault of the catalog. */
export class SoapFaultError extends Error {
  override readonly name = 'SoapFaultError';
  readonly code = 'soap-fault';
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

/**
 * The fault that answers an error: its own, or the one of the same key for a refusal by HTTP.
 * @returns undefined for an unexpected error
 */
export function faultFor(error: unknown): SoapFaultError | undefined {
  if (error instanceof SoapFaultError) return error;
  if (!(error instanceof HttpRefusalError)) return undefined;
  const { key, retryAfter, details } = error;
  return new SoapFaultError(key, {
    ...(details.subject === undefined ? {} : { subject: details.subject }),
    ...(details.reason === undefined ? {} : { problems: [{ reason: details.reason }] }),
    retryAfter,
  });
}

function faultstring(entry: FaultEntry, subject: string | undefined): string {
  return subject === undefined || entry.names === undefined
    ? entry.faultstring
    : `${entry.faultstring}: ${excerpt(subject)}`;
}
