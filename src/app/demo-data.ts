import { readFile } from 'node:fs/promises';
import type { BrokerContext } from '../broker/context.js';
import { setSupplier } from '../broker/direct-fulfillment/manage-suppliers.js';
import { loadCatalog } from '../broker/network/load-catalog.js';
import type { CatalogDocument } from '../domain/network/catalog-document.js';
import { catalogRevision } from '../store/network/catalog.js';

/** `samples/catalogs/demo.yaml`, checked and converted to JSON by the build: parsing YAML took 0.15 s of the first start. */
const DEMO_CATALOG = new URL('../../dist/demo-catalog.json', import.meta.url);

/**
 * The direct fulfillment supplier of the demo. Everybody knows its secret: the demo is for trying out, and an operator gives
 * suppliers others (`order-broker suppliers set`).
 */
const DEMO_SUPPLIER = { code: { systemCd: 'SUP', locationCd: 'PINE' }, number: 'MGS', secret: 'DEMO-4711' };

/** Loads the demo catalog into a database that has never had a catalog; any other database is left alone. */
export async function loadDemoData(broker: BrokerContext): Promise<void> {
  const revision = await broker.database.transaction(catalogRevision);
  if (revision > 0) return;
  const result = await loadCatalog(broker, JSON.parse(await readFile(DEMO_CATALOG, 'utf8')) as CatalogDocument);
  if ('faults' in result)
    throw new Error(`the demo catalog: ${result.faults.map((fault) => `${fault.path}: ${fault.reason}`).join('; ')}`);
  await setSupplier(broker, DEMO_SUPPLIER.code, DEMO_SUPPLIER);
  broker.log.info({ changes: result.changes }, 'demo catalog loaded into the empty database');
}
