import { valueAt, writePath } from './catalog-fault.js';
import type { CatalogFault } from '../../broker/network/load-catalog.js';
import type { Path } from './catalog-fault.js';

/**
 * What the values of a catalog document must be to each other, as far as the document alone can say:
 * codes stand once, coordinates come in pairs, weights sum to 100, dates are in order. What it refers to may already be
 * in the store, so a reference to something that is not in the document is no fault here.
 *
 * Works on the document as it was read, not as the schema accepts it, so that one reading reports every fault.
 */
export function checkCatalog(document: unknown): CatalogFault[] {
  const faults: CatalogFault[] = [];
  const report = (path: Path, reason: string): void => {
    faults.push({ path: writePath(path), reason });
  };
  const listAt = (path: Path): Path[] => {
    const value = valueAt(document, path);
    return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [];
  };
  const at = (path: Path, key: string): unknown => valueAt(document, [...path, key]);

  /** @param name what distinguishes two entries; undefined for one whose form is wrong anyway */
  const distinct = (entries: readonly Path[], name: (entry: Path) => unknown, last?: string): void => {
    const seen = new Map<string, Path>();
    for (const entry of entries) {
      const value = name(entry);
      if (value === undefined) continue;
      const key = JSON.stringify(value);
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, entry);
      } else {
        const shown = last === undefined ? 'this' : JSON.stringify(at(entry, last));
        report(
          last === undefined ? entry : [...entry, last],
          `found ${shown} a second time, expected it once; it already stands at ${writePath(first)}`,
        );
      }
    }
  };
  const once = (entries: readonly Path[], keys: readonly string[]): void => {
    distinct(
      entries,
      (entry) => {
        const values = keys.map((key) => at(entry, key));
        // An OMS pads item codes; padded and unpadded are the same item.
        return values.every((value) => typeof value === 'string')
          ? values.map((value, index) =>
              keys[index] === 'item_id' || keys[index] === 'product_cd' ? value.trimEnd() : value,
            )
          : undefined;
      },
      keys.at(-1),
    );
  };

  const checkRanking = (holder: Path): void => {
    const weights = at(holder, 'weights');
    if (typeof weights === 'object' && weights !== null) {
      const numbers = Object.values(weights);
      const sum = numbers.reduce<number>(
        (total, number) => total + (typeof number === 'number' ? number : Number.NaN),
        0,
      );
      if (Math.abs(sum - 100) > 1e-9) report([...holder, 'weights'], `found weights that sum to ${sum}, expected 100`);
    }
    distinct(listAt([...holder, 'standard_brokering']), (entry) => valueAt(document, entry));
  };

  const checkCoordinates = (path: Path): void => {
    for (const [key, other] of [
      ['latitude', 'longitude'],
      ['longitude', 'latitude'],
    ] as const) {
      if (at(path, key) === undefined && at(path, other) !== undefined) {
        report([...path, key], `found nothing, expected a number because ${other} is given`);
      }
    }
  };

  const checkPlace = (path: Path): void => {
    const [postal, city, province] = ['postal', 'city', 'province'].map((key) => at(path, key) !== undefined);
    if (postal === true ? city === true || province === true : city !== true || province !== true) {
      report(path, 'found another combination, expected either a postal code, or a city and its province');
    }
  };

  const checkAssignment = (path: Path): void => {
    const [from, to] = [at(path, 'from'), at(path, 'to')];
    if (typeof from === 'string' && typeof to === 'string' && from > to)
      report([...path, 'to'], `found ${to}, expected a day not before ${from}`);
    if (at(path, 'location_type') !== undefined && at(path, 'location') !== undefined) {
      report([...path, 'location'], 'found a location beside a location type, expected one of the two or neither');
    }
  };

  const systems = listAt(['systems']);
  const products = listAt(['products']);
  const types = listAt(['location_types']);
  const zones = listAt(['zones']);
  const places = listAt(['places']);
  const locations = systems.map((system) => listAt([...system, 'locations']));
  const overrides = listAt(['preferences', 'brokering_overrides']);

  once(types, ['code']);
  once(listAt(['carriers']), ['code']);
  once(listAt(['attribute_definitions']), ['code']);
  once(systems, ['system_cd']);
  for (const system of systems) distinct(listAt([...system, 'reserved_statuses']), (entry) => valueAt(document, entry));
  for (const ofSystem of locations) once(ofSystem, ['location_cd']);
  once(zones, ['code']);
  for (const zone of zones) {
    distinct(listAt([...zone, 'areas']), (area) => ['country', 'province', 'postal'].map((key) => at(area, key) ?? ''));
    once([...listAt([...zone, 'primary']), ...listAt([...zone, 'alternate'])], ['system_cd', 'location_cd']);
  }
  distinct(places, (entry) => {
    const upper = (key: string): string => {
      const value = at(entry, key);
      return typeof value === 'string' ? value.trim().toUpperCase() : '';
    };
    return upper('postal').replace(/[\s-]/g, '') || [upper('city'), upper('province')];
  });
  once(products, ['product_cd']);
  once(
    products.flatMap((product) => listAt([...product, 'system_products'])),
    ['system_cd', 'item_id'],
  );
  once(listAt(['inventory']), ['system_cd', 'location_cd', 'item_id']);
  once(listAt(['probability_rules']), ['name']);
  distinct(overrides, (entry) => ['order_type', 'system_cd', 'express'].map((key) => at(entry, key) ?? ''));
  for (const location of locations.flat()) checkCoordinates(location);
  for (const holder of [['preferences'], ...overrides]) checkRanking(holder);
  for (const entry of places) checkPlace(entry);
  for (const assignment of listAt(['probability_assignments'])) checkAssignment(assignment);
  return faults;
}
