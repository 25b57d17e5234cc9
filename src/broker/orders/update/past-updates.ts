import { IN_PROCESS } from '../../../domain/network/in-process.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import type { Status } from '../../../domain/values/status.js';
import type { StatusChange } from '../../../store/orders/history.js';

/**
 * What the history of an order says about a caller: which lines were at which locations, and which changes the caller made.
 * A pure function of the history.
 */
export class PastUpdates {
  /** The locations that had a line or a part of it, by the requesting line number that the parts share. */
  readonly #holders = new Map<number, Set<number>>();
  /** The statuses that the caller gave each line since it was last assigned. */
  readonly #made = new Map<number, Set<Status>>();
  /** The requesting line numbers of which the caller rejected a part. */
  readonly #rejected = new Set<number>();

  /** @param changes oldest first */
  constructor(order: Order, caller: LocationCode | undefined, changes: readonly StatusChange[]) {
    const { systemCd, locationCd } = caller ?? { systemCd: '', locationCd: '' };
    const requestingLineNos = new Map(order.lines.map((line) => [line.lineNo, line.requestingLineNo]));
    let rest: StatusChange | undefined;
    for (const change of changes) {
      const family = requestingLineNos.get(change.lineNo) ?? 0;
      // A poll names no system, as an anonymous caller does.
      const isPoll = change.systemCd === '' && change.employeeId === 'SYSTEM';
      const isCallers = change.systemCd === systemCd && change.locationCd === locationCd && !isPoll;
      // A canceled line that is set to new_order is still at its former location; the row that follows names the next one.
      if (change.to === 'new_order' && change.from !== 'canceled' && change.locationId !== IN_PROCESS.id)
        entryOf(this.#holders, family).add(change.locationId);
      // The history of a part begins with two rows: the line that it was split from, unchanged, and the part.
      if (change.from === change.to) rest = change;
      else if (change.from === '' && rest !== undefined)
        this.#made.set(change.lineNo, new Set(this.#made.get(rest.lineNo)));
      else if (change.to === 'new_order') this.#made.delete(change.lineNo);
      // A row without a former status is the submission of the line, which is no update.
      else if (isCallers && change.from !== '') {
        entryOf(this.#made, change.lineNo).add(change.to);
        if (change.to === 'rejected') this.#rejected.add(family);
      }
      if (change.from !== change.to) rest = undefined;
    }
  }

  /** Whether a location has or had one of the lines. */
  hadLine(locationId: number): boolean {
    return [...this.#holders.values()].some((holders) => holders.has(locationId));
  }

  /** The locations that have or had a line, or another part of the line that it was split from. */
  holdersOf(line: OrderLine): ReadonlySet<number> {
    return this.#holders.get(line.requestingLineNo) ?? NONE;
  }

  /** Whether the caller gave a line this status: since the line was last assigned, but for a reject at any time. */
  made(line: OrderLine, status: Status): boolean {
    return status === 'rejected'
      ? this.#rejected.has(line.requestingLineNo)
      : this.#made.get(line.lineNo)?.has(status) === true;
  }
}

const NONE: ReadonlySet<number> = new Set();

function entryOf<Value>(map: Map<number, Set<Value>>, key: number): Set<Value> {
  const entry = map.get(key) ?? new Set<Value>();
  map.set(key, entry);
  return entry;
}
