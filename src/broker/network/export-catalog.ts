import type { CatalogDocument, InventoryEntry, SystemEntry } from '../../domain/network/catalog-document.js';
import { mapYielding } from '../../platform/event-loop.js';
import type { StockLevel } from '../../store/inventory/stock-levels.js';
import type { CatalogCollection } from '../../store/network/catalog-collections.js';
import type { BrokerContext } from '../context.js';
import { listInventory } from '../inventory/list-inventory.js';
import type { InventoryPosition } from '../inventory/list-inventory.js';
import type { Page } from '../page.js';
import { getOrganization, getPreferences, listProbabilityAssignments } from './get-organization.js';
import { listEntries } from './list-entries.js';
import { listLocations } from './list-locations.js';
import { listProducts } from './list-products.js';

type Context = Pick<BrokerContext, 'database'>;

/** Entries of one transaction: messages are answered between two. */
const PAGE = 500;

/**
 * The stored catalog as a document in JSON, which loads again to the same catalog. It is read in pages, so what changes
 * meanwhile may be in it as it was before or after.
 * @param inventory whether to add the stock. What is available is told as it is now, without the time of its count: loaded
 *   again, it is a new count, from which nothing that left before is taken off once more
 */
export async function exportCatalog(context: Context, { inventory = false } = {}): Promise<string> {
  const collection = (name: CatalogCollection) => allPages((page) => listEntries(context, name, page));
  const organization = await getOrganization(context);
  const parts: [keyof CatalogDocument, unknown][] = [
    ...(organization === undefined ? [] : [['organization', organization] as [keyof CatalogDocument, unknown]]),
    ['preferences', byName(await getPreferences(context))],
    ['location_types', await collection('location_types')],
    ['carriers', await collection('carriers')],
    ['attribute_definitions', await collection('attribute_definitions')],
    ['systems', await systemsWithLocations(context, (await collection('systems')) as SystemEntry[])],
    ['zones', await collection('zones')],
    ['places', await collection('places')],
    ['shipping_rates', await collection('shipping_rates')],
    ['products', await allPages((page) => listProducts(context, page))],
    ...(inventory ? [['inventory', await allStock(context)] as [keyof CatalogDocument, unknown]] : []),
    ['probability_rules', await collection('probability_rules')],
    ['probability_assignments', await listProbabilityAssignments(context)],
  ];
  const texts: string[] = [];
  for (const [name, value] of parts) {
    const text = Array.isArray(value)
      ? `[${(await mapYielding(value as readonly unknown[], (entry) => `\n${JSON.stringify(entry)}`)).join(',')}]`
      : JSON.stringify(value);
    texts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${texts.join(',\n')}}\n`;
}

/** They are stored in the order in which they were set. */
const byName = (preferences: object): object =>
  Object.fromEntries(Object.entries(preferences).sort(([a], [b]) => (a < b ? -1 : 1)));

async function systemsWithLocations(context: Context, systems: readonly SystemEntry[]): Promise<SystemEntry[]> {
  const complete: SystemEntry[] = [];
  for (const system of systems) {
    const locations = await allPages(
      async (page) => (await listLocations(context, system.system_cd, page)) ?? { items: [] },
    );
    complete.push({ ...system, locations });
  }
  return complete;
}

async function allPages<Entry>(
  list: (page: { limit: number; after: string }) => Promise<Page<Entry>>,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | undefined = '';
  while (after !== undefined) {
    const { items, next }: Page<Entry> = await list({ limit: PAGE, after });
    entries.push(...items);
    after = next;
  }
  return entries;
}

async function allStock(context: Context): Promise<InventoryEntry[]> {
  const entries: InventoryEntry[] = [];
  let after: InventoryPosition | undefined;
  do {
    const { items, next }: Page<StockLevel, InventoryPosition> = await listInventory(context, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...items.map(stockEntry));
    after = next;
  } while (after !== undefined);
  return entries;
}

/** Without what only the store knows, and what is not set. */
function stockEntry(level: StockLevel): InventoryEntry {
  return Object.fromEntries(
    Object.entries(level).filter(([name, value]) => name !== 'reserved_qty' && name !== 'updated_at' && value !== null),
  ) as unknown as InventoryEntry;
}
