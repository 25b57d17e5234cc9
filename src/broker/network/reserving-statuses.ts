import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { MAX_INT } from '../../domain/values/limits.js';
import { RESERVING_STATUSES } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { findUncountable, recountReserved } from '../../store/inventory/stock.js';
import type { StoredCatalog } from '../../store/network/catalog.js';

/** Recomputes reserved quantities from the order lines, for each system that changes which statuses reserve stock. */
export async function recountReservations(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
): Promise<void> {
  for (const { systemCd, statuses } of changesOf(document, stored)) await recountReserved(session, systemCd, statuses);
}

/** Systems whose lines, by their new statuses, would reserve more of a product somewhere than can be counted. */
export async function reservationFaults(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
): Promise<CatalogFault[]> {
  const faults: CatalogFault[] = [];
  for (const { index, systemCd, statuses } of changesOf(document, stored)) {
    const found = await findUncountable(session, systemCd, statuses);
    if (found === undefined) continue;
    const { location_cd: location, product_cd: product, quantity } = found;
    faults.push({
      path: `systems[${String(index)}].reserved_statuses`,
      reason: `found statuses by which location "${location}" would reserve ${String(quantity)} units of product "${product}", expected at most ${String(MAX_INT)}; cancel what is not needed any more`,
    });
  }
  return faults;
}

interface Change {
  /** Of the system in the document. */
  readonly index: number;
  readonly systemCd: string;
  readonly statuses: readonly string[];
}

/** A system that is new has no lines yet. */
function changesOf(document: CatalogDocument, stored: StoredCatalog): Change[] {
  return (document.systems ?? []).flatMap(({ system_cd: systemCd, reserved_statuses: statuses = [] }, index) => {
    const before = stored.systems.find((row) => row.system_cd === systemCd)?.reserved_statuses;
    return before === undefined || before === statuses.join(' ')
      ? []
      : [{ index, systemCd, statuses: statuses.length > 0 ? statuses : RESERVING_STATUSES }];
  });
}
