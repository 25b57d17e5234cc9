import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { openRecords } from '../oms/file/records.js';
import type { BrokerRecord } from '../oms/records/record.js';
import type { Store } from '../store/store.js';
import { wasPassed } from './file/store-work.js';

/**
 * Finds lines that the broker says a store has fetched, and that the store never saw: the answer to its poll got lost on the way.
 * A person would find them in a list of open orders; here the store takes them up.
 */
export class LookUp {
  /** When a line was first missing, by place, line and status. */
  readonly #since = new Map<string, number>();

  /** @param afterMs how long a line may be missing: its store may be about to work on it */
  constructor(
    private readonly omsFile: OwnFile,
    private readonly file: OwnFile,
    private readonly stores: ReadonlyMap<string, Store>,
    private readonly afterMs: number,
  ) {}

  /** @returns the number of lines that were taken up */
  run(now = performance.now()): number {
    let taken = 0;
    for (const record of openRecords(this.omsFile)) {
      const missing = missingWork(record);
      const store = missing && this.stores.get(missing.at);
      if (missing === undefined || store === undefined) continue;
      const { requestId, brokerLine: line, told } = record;
      if (store.has(requestId, line) || wasPassed(this.file, missing.at, { requestId, line, told })) continue;
      const key = `${missing.at} ${requestId} ${line} ${told}`;
      const first = this.#since.get(key) ?? now;
      this.#since.set(key, first);
      if (now - first < this.afterMs) continue;
      const { type, isArriving } = missing;
      if (store.take({ requestId, line, item: record.item, status: told, type, isArriving })) taken += 1;
    }
    return taken;
  }
}

interface MissingWork {
  /** Where it should be done, as `system/location`. */
  readonly at: string;
  /** The order's type, e.g. DELIVERY. */
  readonly type: string;
  readonly isArriving: boolean;
}

/** Who should be at work on a line, by what the broker told of it; undefined when nobody is waited for. */
function missingWork({ kind, told, fulfilling, pickup }: BrokerRecord): MissingWork | undefined {
  if (told === 'intransit_polled' || told === 'received')
    return { at: pickup, type: 'SHIPFORPICKUP', isArriving: true };
  if (told !== 'polled' && told !== 'accepted' && told !== 'picked') return undefined;
  const type =
    kind === 'store pickup' ? 'PICKUP' : kind === 'brokered backorder, delivery' ? 'DELIVERY' : 'SHIPFORPICKUP';
  return { at: fulfilling, type, isArriving: false };
}
