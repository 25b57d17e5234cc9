import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { countryCode } from '../../domain/geography/country.js';
import { normalizePostalCode } from '../../domain/geography/postal-code.js';
import { bothForms } from '../../platform/event-loop.js';
import type { Interruptible } from '../../platform/event-loop.js';
import { writePath } from '../document-path.js';
import { elementsOf, fieldOf, repeatedCodes, repeatedEntries } from './repeated-entries.js';
import type { Entry } from './repeated-entries.js';

/**
 * Checks the values of a catalog document against each other, as far as the document alone allows: codes are unique,
 * coordinates come in pairs, weights sum to 100, dates are in order. References are not checked here, because their
 * targets may be in the database.
 *
 * Takes the parsed file, not the result of the schema, so that one pass reports every fault.
 */
export const checkCatalog = bothForms(function* (document: unknown): Interruptible<CatalogFault[]> {
  const root: Entry = { path: [], value: document };
  const systems = elementsOf(root, 'systems');
  return [
    ...(yield* repetitions(root)),
    ...(yield* each(locationsOf(systems), coordinateFaults)),
    ...(yield* ofEach(preferencesOf(root), rankingFaults)),
    ...(yield* ofEach(elementsOf(root, 'preferences', 'brokering_overrides'), rankingFaults)),
    ...(yield* each(elementsOf(root, 'places'), placeFaults)),
    ...(yield* each(systems, reservationFaults)),
    ...(yield* each(elementsOf(root, 'probability_assignments'), assignmentFaults)),
  ];
});

function* repetitions(root: Entry): Interruptible<CatalogFault[]> {
  const systems = elementsOf(root, 'systems');
  const zones = elementsOf(root, 'zones');
  const products = elementsOf(root, 'products');
  return [
    ...(yield* repeatedCodes(elementsOf(root, 'location_types'), ['code'])),
    ...(yield* repeatedCodes(elementsOf(root, 'carriers'), ['code'])),
    ...(yield* repeatedCodes(elementsOf(root, 'attribute_definitions'), ['code'])),
    ...(yield* repeatedCodes(elementsOf(root, 'shipping_rates'), ['code'])),
    ...(yield* repeatedCodes(systems, ['system_cd'])),
    ...(yield* ofEach(systems, (system) =>
      repeatedEntries(elementsOf(system, 'reserved_statuses'), ({ value }) => value),
    )),
    ...(yield* ofEach(systems, (system) => repeatedCodes(elementsOf(system, 'locations'), ['location_cd']))),
    ...(yield* repeatedCodes(zones, ['code'])),
    ...(yield* ofEach(zones, zoneRepetitions)),
    ...(yield* repeatedEntries(elementsOf(root, 'places'), placeKey)),
    ...(yield* repeatedCodes(products, ['product_cd'])),
    ...(yield* repeatedCodes(
      products.flatMap((product) => elementsOf(product, 'system_products')),
      ['system_cd', 'item_id'],
    )),
    ...(yield* repeatedCodes(elementsOf(root, 'inventory'), ['system_cd', 'location_cd', 'item_id'])),
    ...(yield* repeatedCodes(elementsOf(root, 'probability_rules'), ['name'])),
    ...(yield* repeatedEntries(elementsOf(root, 'preferences', 'brokering_overrides'), (override) =>
      ['order_type', 'system_cd', 'express'].map((key) => fieldOf(override, key) ?? ''),
    )),
  ];
}

function* zoneRepetitions(zone: Entry): Interruptible<CatalogFault[]> {
  return [
    ...(yield* repeatedEntries(elementsOf(zone, 'areas'), (area) =>
      ['country', 'province', 'postal'].map((key) => fieldOf(area, key) ?? ''),
    )),
    ...(yield* repeatedCodes(
      [...elementsOf(zone, 'primary'), ...elementsOf(zone, 'alternate')],
      ['system_cd', 'location_cd'],
    )),
  ];
}

const locationsOf = (systems: readonly Entry[]): Entry[] =>
  systems.flatMap((system) => elementsOf(system, 'locations'));

/** The faults of entries, one entry after the other. */
function* each(entries: readonly Entry[], check: (entry: Entry) => CatalogFault[]): Interruptible<CatalogFault[]> {
  const faults: CatalogFault[] = [];
  for (const entry of entries) {
    yield;
    faults.push(...check(entry));
  }
  return faults;
}

/** `each` for checks that can be interrupted themselves. */
function* ofEach(
  entries: readonly Entry[],
  check: (entry: Entry) => Interruptible<CatalogFault[]>,
): Interruptible<CatalogFault[]> {
  const faults: CatalogFault[] = [];
  for (const entry of entries) faults.push(...(yield* check(entry)));
  return faults;
}

/** The country and the postal code, otherwise city and province, in the form in which they are compared. */
function placeKey(place: Entry): unknown {
  const textOf = (key: string): string => {
    const value = fieldOf(place, key);
    return typeof value === 'string' ? value.trim().toUpperCase() : '';
  };
  const code = normalizePostalCode(textOf('postal'));
  return [countryCode(textOf('country')), ...(code === '' ? [textOf('city'), textOf('province')] : [code])];
}

function preferencesOf(root: Entry): Entry[] {
  const value = fieldOf(root, 'preferences');
  return value === undefined ? [] : [{ path: ['preferences'], value }];
}

/** @param holder the preferences, or one of their overrides */
function* rankingFaults(holder: Entry): Interruptible<CatalogFault[]> {
  return [
    ...weightFaults(holder),
    ...(yield* repeatedEntries(elementsOf(holder, 'standard_brokering'), ({ value }) => value)),
  ];
}

function weightFaults(holder: Entry): CatalogFault[] {
  const weights = fieldOf(holder, 'weights');
  if (typeof weights !== 'object' || weights === null) return [];
  // A weight that is no number makes the sum NaN, which is not reported here: the schema reports the weight.
  const sum = Object.values(weights).reduce<number>(
    (total, weight) => total + (typeof weight === 'number' ? weight : Number.NaN),
    0,
  );
  return Math.abs(sum - 100) > 1e-9
    ? [faultAt(holder, 'weights', `found weights that sum to ${sum}, expected 100`)]
    : [];
}

function coordinateFaults(location: Entry): CatalogFault[] {
  const pairs = [
    ['latitude', 'longitude'],
    ['longitude', 'latitude'],
  ] as const;
  return pairs
    .filter(([key, other]) => fieldOf(location, key) === undefined && fieldOf(location, other) !== undefined)
    .map(([key, other]) => faultAt(location, key, `found nothing, expected a number because ${other} is given`));
}

/** A canceled line would hold its stock for ever: nothing ends that status. */
function reservationFaults(system: Entry): CatalogFault[] {
  return elementsOf(system, 'reserved_statuses')
    .filter(({ value }) => value === 'canceled')
    .map(({ path }) => ({
      path: writePath(path),
      reason: 'found "canceled", expected another status: a canceled line holds no stock',
    }));
}

function placeFaults(place: Entry): CatalogFault[] {
  const [postal, city, province] = ['postal', 'city', 'province'].map((key) => fieldOf(place, key) !== undefined);
  const isFault = postal === true ? city === true || province === true : city !== true || province !== true;
  return isFault
    ? [
        {
          path: writePath(place.path),
          reason: 'found another combination, expected either a postal code, or a city and its province',
        },
      ]
    : [];
}

function assignmentFaults(assignment: Entry): CatalogFault[] {
  const [from, to] = [fieldOf(assignment, 'from'), fieldOf(assignment, 'to')];
  const hasBoth = fieldOf(assignment, 'location_type') !== undefined && fieldOf(assignment, 'location') !== undefined;
  return [
    ...(typeof from === 'string' && typeof to === 'string' && from > to
      ? [faultAt(assignment, 'to', `found ${to}, expected a day not before ${from}`)]
      : []),
    ...(hasBoth
      ? [faultAt(assignment, 'location', 'found a location beside a location type, expected one of the two or neither')]
      : []),
  ];
}

function faultAt(entry: Entry, key: string, reason: string): CatalogFault {
  return { path: writePath([...entry.path, key]), reason };
}
