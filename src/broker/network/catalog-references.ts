import type { CatalogDocument, LocationReference } from '../../domain/network/catalog-document.js';
import { itemKey } from '../../domain/values/item-code.js';
import { checkExpression } from '../../routing/probability/expression.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import { findItems } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import type { CatalogFault } from './load-catalog.js';

/** What a document refers to and neither it nor the store has. */
export function referenceFaults(document: CatalogDocument, stored: StoredCatalog): CatalogFault[] {
  const faults: CatalogFault[] = [];
  const types = new Set([
    ...stored.types.map((type) => type.code),
    ...(document.location_types ?? []).map((type) => type.code),
  ]);
  const systems = new Set([
    ...stored.systems.map((system) => system.system_cd),
    ...(document.systems ?? []).map((system) => system.system_cd),
  ]);
  const locations = locationsOf(document, stored);
  const needSystem = (path: string, systemCd: string): void => {
    if (!systems.has(systemCd))
      faults.push({ path, reason: `system "${systemCd}" is neither in the document nor in the store` });
  };
  const needLocation = (path: string, systemCd: string, locationCd: string): void => {
    if (!systems.has(systemCd)) needSystem(path, systemCd);
    else if (!locations.has(codeOf(systemCd, locationCd)))
      faults.push({
        path,
        reason: `location "${locationCd}" of system "${systemCd}" is neither in the document nor in the store`,
      });
  };
  if (stored.organization === undefined && document.organization === undefined) {
    faults.push({
      path: 'organization',
      reason: 'the store has no organization yet, so the first document must say which: code, account, default_system',
    });
  }
  if (document.organization !== undefined)
    needSystem('organization.default_system', document.organization.default_system);
  const unfulfillable = document.preferences?.default_unfulfillable_location;
  if (unfulfillable !== undefined)
    needLocation('preferences.default_unfulfillable_location', unfulfillable.system_cd, unfulfillable.location_cd);
  document.systems?.forEach((system, i) =>
    system.locations?.forEach((location, j) => {
      if (location.type !== undefined && !types.has(location.type)) {
        faults.push({
          path: `systems[${String(i)}].locations[${String(j)}].type`,
          reason: `location type "${location.type}" is neither in the document nor in the store`,
        });
      }
    }),
  );
  const needLocations = (path: string, places: readonly LocationReference[] = []): void => {
    places.forEach((place, i) => needLocation(`${path}[${String(i)}]`, place.system_cd, place.location_cd));
  };
  document.zones?.forEach((zone, i) => {
    needLocations(`zones[${String(i)}].primary`, zone.primary);
    needLocations(`zones[${String(i)}].alternate`, zone.alternate);
  });
  document.preferences?.brokering_overrides?.forEach((override, i) =>
    needSystem(`preferences.brokering_overrides[${String(i)}].system_cd`, override.system_cd),
  );
  const rules = new Set([
    ...stored.rules.map((rule) => rule.name),
    ...(document.probability_rules ?? []).map((rule) => rule.name),
  ]);
  document.probability_assignments?.forEach((assignment, i) => {
    const path = `probability_assignments[${String(i)}]`;
    if (!rules.has(assignment.rule))
      faults.push({
        path: `${path}.rule`,
        reason: `probability rule "${assignment.rule}" is neither in the document nor in the store`,
      });
    if (assignment.location_type !== undefined && !types.has(assignment.location_type)) {
      faults.push({
        path: `${path}.location_type`,
        reason: `location type "${assignment.location_type}" is neither in the document nor in the store`,
      });
    }
    if (assignment.location !== undefined)
      needLocation(`${path}.location`, assignment.location.system_cd, assignment.location.location_cd);
  });
  document.probability_rules?.forEach((rule, i) => {
    const path = `probability_rules[${String(i)}]`;
    const condition = rule.when === undefined ? undefined : checkExpression(rule.when, 'condition');
    const calculation = rule.result === 'exclude' ? undefined : checkExpression(rule.result.as, 'number');
    if (condition !== undefined) faults.push({ path: `${path}.when`, reason: condition });
    if (calculation !== undefined) faults.push({ path: `${path}.result.as`, reason: calculation });
  });
  document.products?.forEach((product, i) =>
    product.system_products?.forEach((item, j) => {
      needSystem(`products[${String(i)}].system_products[${String(j)}].system_cd`, item.system_cd);
    }),
  );
  document.inventory?.forEach((entry, i) =>
    needLocation(`inventory[${String(i)}].location_cd`, entry.system_cd, entry.location_cd),
  );
  return faults;
}

function locationsOf(document: CatalogDocument, stored: StoredCatalog): Set<string> {
  return new Set([
    ...stored.locations.map((location) => codeOf(location.system_cd, location.location_cd)),
    ...(document.systems ?? []).flatMap((system) =>
      (system.locations ?? []).map((location) => codeOf(system.system_cd, location.location_cd)),
    ),
  ]);
}

/** Stock is of an item its system knows, and a system's code stands for one product. */
export async function itemFaults(session: Session, document: CatalogDocument): Promise<CatalogFault[]> {
  const declared = new Set(
    (document.products ?? []).flatMap((product) =>
      (product.system_products ?? []).map((item) => codeOf(item.system_cd, itemKey(item.item_id))),
    ),
  );
  const open = (document.inventory ?? []).filter(
    (entry) => !declared.has(codeOf(entry.system_cd, itemKey(entry.item_id))),
  );
  const known = await findItems(
    session,
    open.map((entry) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
  );
  return (document.inventory ?? []).flatMap((entry, i): CatalogFault[] => {
    const code = codeOf(entry.system_cd, itemKey(entry.item_id));
    return declared.has(code) || known.has(code)
      ? []
      : [
          {
            path: `inventory[${String(i)}].item_id`,
            reason: `item "${entry.item_id}" of system "${entry.system_cd}" is neither in the document nor in the store`,
          },
        ];
  });
}

/** One text for a code within a system. */
export function codeOf(systemCd: string, code: string): string {
  return JSON.stringify([systemCd, code]);
}
