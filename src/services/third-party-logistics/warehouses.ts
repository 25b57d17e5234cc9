import type { Location } from '../../domain/network/location.js';
import { FailureError } from './failures.js';

/** Numbers that the broker gives are above those that partners use. */
const FIRST_OWN_NUMBER = 100_000;

/** The number of a location in this service. */
export const warehouseNumber = ({ id, preferences }: Location): number =>
  preferences.requests.warehouseId ?? FIRST_OWN_NUMBER + id;

/** The warehouses that a caller speaks for: the locations of the channel, by their numbers. */
export class Warehouses {
  constructor(readonly locations: readonly Location[]) {}

  get locationIds(): readonly number[] {
    return this.locations.map(({ id }) => id);
  }

  /** Their numbers, for a sentence. */
  get list(): string {
    return [...new Set(this.locations.map(warehouseNumber))].join(', ') || 'none';
  }

  /** The locations of a number. @throws {FailureError} */
  numbered(id: number): readonly Location[] {
    const found = this.locations.filter((location) => warehouseNumber(location) === id);
    if (found.length === 0) throw new FailureError('warehouse_unknown', { id, warehouses: this.list });
    return found;
  }

  /** The only location of a number. @throws {FailureError} */
  only(id: number): Location {
    const [location, second] = this.numbered(id);
    if (location === undefined || second !== undefined) throw new FailureError('warehouse_ambiguous', { id });
    return location;
  }
}
