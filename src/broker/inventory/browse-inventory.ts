import { itemKey } from '../../domain/values/item-code.js';
import { SystemEntity } from '../../store/network/catalog-entities.js';
import { readPage } from '../../store/network/catalog-pages.js';
import { readStockLevels } from '../../store/inventory/stock-levels.js';
import type { StockLevel } from '../../store/inventory/stock-levels.js';
import type { Page } from '../network/browse-catalog.js';
import type { BrokerContext } from '../context.js';

export interface InventoryQuery {
  readonly systemCd?: string;
  readonly locationCd?: string;
  readonly itemId?: string;
  readonly limit: number;
  readonly after?: InventoryPosition;
}

/** Where a page ended. */
export interface InventoryPosition {
  readonly systemCd: string;
  readonly itemId: string;
  readonly locationCd: string;
}

/** Stock records in the order of system, item and location; a system's products are looked through one system at a time. */
export async function browseInventory(
  context: Pick<BrokerContext, 'database'>,
  query: InventoryQuery,
): Promise<Omit<Page<StockLevel>, 'next'> & { readonly next?: InventoryPosition }> {
  return context.database.transaction(async (session) => {
    const { after, limit } = query;
    const first = after?.systemCd ?? '';
    const systems =
      query.systemCd === undefined
        ? (await readPage(session, SystemEntity, 'system_cd', { after: '', limit: 10_000 }))
            .map((row) => row.system_cd)
            .filter((code) => code >= first)
        : [query.systemCd];
    const items: StockLevel[] = [];
    for (const systemCd of systems) {
      const position =
        after?.systemCd === systemCd
          ? { itemKey: after.itemId, locationCd: after.locationCd }
          : { itemKey: '', locationCd: '' };
      items.push(
        ...(await readStockLevels(
          session,
          {
            systemCd,
            ...(query.locationCd === undefined ? {} : { locationCd: query.locationCd }),
            ...(query.itemId === undefined ? {} : { itemKey: itemKey(query.itemId) }),
          },
          position,
          limit + 1 - items.length,
        )),
      );
      if (items.length > limit) break;
    }
    const shown = items.slice(0, limit);
    const last = shown.at(-1);
    if (items.length <= limit || last === undefined) return { items: shown };
    return { items: shown, next: { systemCd: last.system_cd, itemId: last.item_id, locationCd: last.location_cd } };
  });
}
