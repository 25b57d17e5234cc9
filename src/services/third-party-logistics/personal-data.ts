import { contractMasks } from '../../platform/soap/contract/masks.js';
import { THIRD_PARTY_CONTRACT } from './contract.js';

/** Texts of the contract that say nothing of a person: codes, numbers of parcels, what warehouses and items are called. */
const SHOWN_TEXTS: ReadonlySet<string> = new Set([
  'CurrencyCode',
  'ItemCode',
  'ParentItemCode',
  'Description',
  'Reference1',
  'OrderKey',
  'WarehouseAddress1',
  'WarehouseAddress2',
  'WarehouseCity',
  'WarehouseState',
  'WarehouseZip',
  'WarehouseCountry',
  ...[1, 2, 3, 4, 5].map((place) => `TrackingNumber${String(place)}`),
]);

/** How the message log masks messages in XML. */
export const THIRD_PARTY_MASKS = contractMasks(THIRD_PARTY_CONTRACT.schema, { shown: SHOWN_TEXTS });
