import type { CatalogDocument, InventoryEntry } from '../../domain/network/catalog-document.js';
import type { LocationReference } from '../../domain/network/location-code.js';
import { UNREADABLE } from '../../domain/network/catalog-fault.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { itemKey } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { yielding } from '../../platform/event-loop.js';
import type { Interruptible } from '../../platform/event-loop.js';
import { nameInvisible } from '../../platform/invisible.js';
import { checkExpression } from '../../routing/probability/expression.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import { findItems } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';

/**
 * Checks that everything a document refers to is in it or in the database, and that the expressions of its probability
 * rules compile. Items are checked separately, by `itemFaults`.
 */
export const referenceFaults = yielding(function* (
  document: CatalogDocument,
  stored: StoredCatalog,
): Interruptible<CatalogFault[]> {
  const known = new KnownCodes(document, stored);
  const faults = [
    ...organizationFaults(document, stored, known),
    ...(yield* locationTypeFaults(document, known)),
    ...(document.zones ?? []).flatMap((zone, i) => [
      ...known.checkLocations(`zones[${String(i)}].primary`, zone.primary),
      ...known.checkLocations(`zones[${String(i)}].alternate`, zone.alternate),
    ]),
    ...(document.preferences?.brokering_overrides ?? []).flatMap((override, i) =>
      known.checkSystem(`preferences.brokering_overrides[${String(i)}].system_cd`, override.system_cd),
    ),
    ...assignmentFaults(document, known),
    ...expressionFaults(document),
  ];
  for (const [i, product] of (document.products ?? []).entries()) {
    yield;
    for (const [j, item] of (product.system_products ?? []).entries())
      faults.push(
        ...known.checkSystem(`products[${String(i)}].system_products[${String(j)}].system_cd`, item.system_cd),
      );
  }
  for (const [i, entry] of (document.inventory ?? []).entries()) {
    yield;
    faults.push(...known.checkLocation(`inventory[${String(i)}].location_cd`, entry));
  }
  return faults;
});

/** Checks that stock is of items that their systems know, by the document or by the database. */
export async function itemFaults(session: Session, document: CatalogDocument): Promise<CatalogFault[]> {
  const undeclared = await undeclaredItems(document);
  const stored = await findItems(
    session,
    undeclared.map(({ entry }) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
  );
  return undeclared
    .filter(({ key }) => !stored.has(key))
    .map(({ entry, path }) => missing(path, 'item', entry.item_id, entry.system_cd));
}

/** The stock records of items that the document does not have. */
const undeclaredItems = yielding(function* (
  document: CatalogDocument,
): Interruptible<{ entry: InventoryEntry; path: string; key: string }[]> {
  const declared = new Set<string>();
  for (const product of document.products ?? []) {
    yield;
    for (const item of product.system_products ?? []) declared.add(systemKey(item.system_cd, itemKey(item.item_id)));
  }
  const isUnreadable = ({ system_cd: systemCd, item_id: itemId }: InventoryEntry): boolean =>
    systemCd === UNREADABLE || itemId === UNREADABLE || declared.has(systemKey(systemCd, UNREADABLE));
  const undeclared = [];
  for (const [i, entry] of (document.inventory ?? []).entries()) {
    yield;
    const key = systemKey(entry.system_cd, itemKey(entry.item_id));
    if (!declared.has(key) && !isUnreadable(entry))
      undeclared.push({ entry, path: `inventory[${String(i)}].item_id`, key });
  }
  return undeclared;
});

/** The codes that references may name: those of the document and those of the database. */
class KnownCodes {
  readonly #types: ReadonlySet<string>;
  readonly #systems: ReadonlySet<string>;
  readonly #locations: ReadonlySet<string>;
  readonly #rules: ReadonlySet<string>;

  constructor(document: CatalogDocument, stored: StoredCatalog) {
    this.#types = new Set([...stored.types, ...(document.location_types ?? [])].map((type) => type.code));
    this.#systems = new Set([...stored.systems, ...(document.systems ?? [])].map((system) => system.system_cd));
    this.#locations = new Set([
      ...stored.locations.map((location) => systemKey(location.system_cd, location.location_cd)),
      ...(document.systems ?? []).flatMap((system) =>
        (system.locations ?? []).map((location) => systemKey(system.system_cd, location.location_cd)),
      ),
    ]);
    this.#rules = new Set([...stored.rules, ...(document.probability_rules ?? [])].map((rule) => rule.name));
  }

  checkType(path: string, code: string): CatalogFault[] {
    return knows(this.#types, code) ? [] : [missing(path, 'location type', code)];
  }

  checkSystem(path: string, systemCd: string): CatalogFault[] {
    return knows(this.#systems, systemCd) ? [] : [missing(path, 'system', systemCd)];
  }

  /** An unknown system is reported instead of its location. */
  checkLocation(path: string, { system_cd: systemCd, location_cd: locationCd }: LocationReference): CatalogFault[] {
    if (!this.#systems.has(systemCd)) return this.checkSystem(path, systemCd);
    return knows(this.#locations, systemKey(systemCd, locationCd), systemKey(systemCd, UNREADABLE)) ||
      locationCd === UNREADABLE
      ? []
      : [missing(path, 'location', locationCd, systemCd)];
  }

  checkLocations(path: string, references: readonly LocationReference[] = []): CatalogFault[] {
    return references.flatMap((reference, i) => this.checkLocation(`${path}[${String(i)}]`, reference));
  }

  checkRule(path: string, name: string): CatalogFault[] {
    return knows(this.#rules, name) ? [] : [missing(path, 'probability rule', name)];
  }
}

/** Whether a code is known, or may be: it could not be read, or one of those that could not be read is it. */
function knows(codes: ReadonlySet<string>, code: string, unreadable: string = UNREADABLE): boolean {
  return codes.has(code) || code === unreadable || codes.has(unreadable);
}

/** @param systemCd the system of the code, where it has one */
function missing(path: string, what: string, code: string, systemCd?: string): CatalogFault {
  const owner = systemCd === undefined ? '' : ` of system "${systemCd}"`;
  return {
    path,
    reason: `${what} "${code}"${nameInvisible(code)}${owner} is neither in the document nor in the store`,
  };
}

function organizationFaults(document: CatalogDocument, stored: StoredCatalog, known: KnownCodes): CatalogFault[] {
  const { organization, preferences } = document;
  const unfulfillable = preferences?.default_unfulfillable_location;
  const supply = preferences?.df_supply_location;
  return [
    ...(stored.organization === undefined && organization === undefined
      ? [
          {
            path: 'organization',
            reason:
              'the store has no organization yet, so the first document must say which: code, account, default_system',
          },
        ]
      : []),
    ...(organization === undefined
      ? []
      : known.checkSystem('organization.default_system', organization.default_system)),
    ...(unfulfillable === undefined
      ? []
      : known.checkLocation('preferences.default_unfulfillable_location', unfulfillable)),
    ...(supply === undefined ? [] : known.checkLocation('preferences.df_supply_location', supply)),
  ];
}

function* locationTypeFaults(document: CatalogDocument, known: KnownCodes): Interruptible<CatalogFault[]> {
  const faults: CatalogFault[] = [];
  for (const [i, system] of (document.systems ?? []).entries())
    for (const [j, { type }] of (system.locations ?? []).entries()) {
      yield;
      if (type !== undefined)
        faults.push(...known.checkType(`systems[${String(i)}].locations[${String(j)}].type`, type));
    }
  return faults;
}

function assignmentFaults(document: CatalogDocument, known: KnownCodes): CatalogFault[] {
  return (document.probability_assignments ?? []).flatMap(({ rule, location_type: type, location }, i) => {
    const path = `probability_assignments[${String(i)}]`;
    return [
      ...known.checkRule(`${path}.rule`, rule),
      ...(type === undefined ? [] : known.checkType(`${path}.location_type`, type)),
      ...(location === undefined ? [] : known.checkLocation(`${path}.location`, location)),
    ];
  });
}

function expressionFaults(document: CatalogDocument): CatalogFault[] {
  return (document.probability_rules ?? []).flatMap((rule, i) => {
    const path = `probability_rules[${String(i)}]`;
    const condition = rule.when === undefined ? undefined : checkExpression(rule.when, 'condition');
    const calculation = rule.result === 'exclude' ? undefined : checkExpression(rule.result.as, 'number');
    return [
      ...(condition === undefined ? [] : [{ path: `${path}.when`, reason: condition }]),
      ...(calculation === undefined ? [] : [{ path: `${path}.result.as`, reason: calculation }]),
    ];
  });
}
