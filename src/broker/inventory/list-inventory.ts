import { itemKey } from '../../domain/values/item-code.js';
import type { Session } from '../../platform/db/session.js';
import { readStockLevels } from '../../store/inventory/stock-levels.js';
import type { StockLevel } from '../../store/inventory/stock-levels.js';
import { SystemEntity } from '../../store/network/catalog-entities.js';
import { readPage } from '../../store/network/catalog-pages.js';
import type { BrokerContext } from '../context.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';

export interface InventoryQuery {
  readonly systemCd?: string;
  readonly locationCd?: string;
  readonly itemId?: string;
  readonly limit: number;
  /** Exclusive; omitted for the first page. */
  readonly after?: InventoryPosition;
}

/** Position of a stock record in the list. */
export interface InventoryPosition {
  readonly systemCd: string;
  readonly itemId: string;
  readonly locationCd: string;
}

/** More systems than an organization has. */
const MAX_SYSTEMS = 10_000;

/** Lists stock records by system, item and location. Systems are read one after the other until the page is full. */
export async function listInventory(
  context: Pick<BrokerContext, 'database'>,
  query: InventoryQuery,
): Promise<Page<StockLevel, InventoryPosition>> {
  return context.database.transaction(async (session) => {
    const found: StockLevel[] = [];
    for (const systemCd of await systemsOf(session, query)) {
      found.push(...(await readSystem(session, systemCd, query, query.limit + 1 - found.length)));
      if (found.length > query.limit) break;
    }
    return pageOf(found, query.limit, (level) => ({
      systemCd: level.system_cd,
      itemId: itemKey(level.item_id),
      locationCd: level.location_cd,
    }));
  });
}

async function systemsOf(session: Session, { systemCd, after }: InventoryQuery): Promise<readonly string[]> {
  if (systemCd !== undefined) return [systemCd];
  const first = after?.systemCd ?? '';
  const rows = await readPage(session, SystemEntity, 'system_cd', { after: '', limit: MAX_SYSTEMS });
  return rows.map((row) => row.system_cd).filter((code) => code >= first);
}

async function readSystem(
  session: Session,
  systemCd: string,
  { locationCd, itemId, after }: InventoryQuery,
  limit: number,
): Promise<StockLevel[]> {
  return readStockLevels(
    session,
    {
      systemCd,
      ...(locationCd === undefined ? {} : { locationCd }),
      ...(itemId === undefined ? {} : { itemKey: itemKey(itemId) }),
    },
    after?.systemCd === systemCd
      ? { itemKey: after.itemId, locationCd: after.locationCd }
      : { itemKey: '', locationCd: '' },
    limit,
  );
}
