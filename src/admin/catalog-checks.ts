import { valueAt, writePath } from './catalog-fault.js';
import type { CatalogFault } from '../broker/load-catalog.js';
import type { Path } from './catalog-fault.js';

/**
 * What the values of a catalogue document must be to each other, as far as the document alone can say:
 * codes stand once, coordinates come in pairs, weights sum to 100. What it refers to may already be in the store, so
 * a reference to something that is not in the document is no fault here.
 *
 * Works on the document as it was read, not as the schema accepts it, so that one reading reports every fault.
 */
export function checkCatalog(document: unknown): CatalogFault[] {
  const faults: CatalogFault[] = [];
  const report = (path: Path, reason: string): void => { faults.push({ path: writePath(path), reason }); };
  const listAt = (path: Path): Path[] => {
    const value = valueAt(document, path);
    return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [];
  };
  const at = (path: Path, key: string): unknown => valueAt(document, [...path, key]);

  const once = (entries: readonly Path[], keys: readonly string[]): void => {
    const seen = new Map<string, Path>();
    for (const entry of entries) {
      const values = keys.map((key) => at(entry, key));
      if (!values.every((value) => typeof value === 'string')) continue;
      // An OMS pads item codes; padded and unpadded are the same item.
      const key = JSON.stringify(values.map((value, index) => (keys[index] === 'item_id' || keys[index] === 'product_cd' ? value.trimEnd() : value)));
      const first = seen.get(key);
      const last = keys.at(-1) ?? '';
      if (first === undefined) seen.set(key, entry);
      else report([...entry, last], `found ${JSON.stringify(at(entry, last))} a second time, expected it once; it already stands at ${writePath(first)}`);
    }
  };

  const checkWeights = (path: Path): void => {
    const weights = at(path, 'weights');
    if (at(path, 'use_weighted_brokering') !== true || typeof weights !== 'object' || weights === null) return;
    const numbers = Object.values(weights);
    if (!numbers.every((number) => typeof number === 'number')) return;
    const sum = numbers.reduce((total, number) => total + number, 0);
    if (Math.abs(sum - 100) > 1e-9) report([...path, 'weights'], `found weights that sum to ${sum}, expected 100`);
  };

  const checkCoordinates = (path: Path): void => {
    for (const [key, other] of [['latitude', 'longitude'], ['longitude', 'latitude']] as const) {
      if (at(path, key) === undefined && at(path, other) !== undefined) {
        report([...path, key], `found nothing, expected a number because ${other} is given`);
      }
    }
  };

  const systems = listAt(['systems']);
  const products = listAt(['products']);
  const types = listAt(['location_types']);
  const locations = systems.map((system) => listAt([...system, 'locations']));

  once(types, ['code']);
  once(systems, ['system_cd']);
  for (const ofSystem of locations) once(ofSystem, ['location_cd']);
  once(products, ['product_cd']);
  once(products.flatMap((product) => listAt([...product, 'system_products'])), ['system_cd', 'item_id']);
  once(listAt(['inventory']), ['system_cd', 'location_cd', 'item_id']);
  for (const location of locations.flat()) checkCoordinates(location);
  for (const holder of [[], ...types, ...locations.flat()]) checkWeights([...holder, 'preferences']);
  return faults;
}
