import { adjustInventory } from '../../broker/inventory/adjust-inventory.js';
import { listInventory } from '../../broker/inventory/list-inventory.js';
import type { InventoryPosition } from '../../broker/inventory/list-inventory.js';
import { loadFragment } from '../rest/fragment.js';
import { readPosition, writePosition } from '../rest/position.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { answered, jsonRoute, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import {
  adjusted,
  adjustmentsSchema,
  inventoryQuery,
  inventorySchema,
  inventoryWritten,
  stockPage,
} from '../schemas/inventory.js';

/** Ten thousand entries take about 2 MB. */
const LIMIT = '8mb';

export const inventoryRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/inventory',
    role: 'read',
    summary: 'List stock, optionally by system, location and item',
    query: inventoryQuery,
    responses: {
      200: { description: 'A page of stock records by system, item and location', schema: stockPage },
    },
    handle: async (context, { query }) => {
      const { items, next } = await listInventory(context, {
        limit: query.limit,
        ...(query.system_cd === undefined ? {} : { systemCd: query.system_cd }),
        ...(query.location_cd === undefined ? {} : { locationCd: query.location_cd }),
        ...(query.item_id === undefined ? {} : { itemId: query.item_id }),
        ...(query.after === '' ? {} : { after: positionOf(query.after) }),
      });
      return ok({
        items,
        ...(next === undefined ? {} : { next: writePosition([next.systemCd, next.itemId, next.locationCd]) }),
      });
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/inventory',
    role: 'operate',
    summary: 'Set stock: available quantities and related attributes',
    body: { schema: inventorySchema, limit: LIMIT, within: (document) => ({ document, prefix: '' }) },
    responses: { 200: { description: 'Written', schema: inventoryWritten } },
    handle: async (context, { body }) => {
      const { inventory: changes } = await loadFragment(context, body, '');
      const negative = body.inventory.filter((entry) => entry.available_qty < 0).length;
      return ok({ ...changes, ...(negative === 0 ? {} : { taken_for_0: negative }) });
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/inventory/adjust',
    role: 'operate',
    summary: 'Adjust available quantities, never below 0',
    idempotent: true,
    body: { schema: adjustmentsSchema, limit: LIMIT },
    responses: { 200: { description: 'Adjusted', schema: adjusted } },
    handle: async (context, { body, repeatable }) => {
      const result = await adjustInventory(context, body.adjustments, repeatable);
      if ('faults' in result) throw new InvalidRequestError(result.faults);
      return answered(result);
    },
  }),
];

function positionOf(text: string): InventoryPosition {
  const [systemCd = '', itemId = '', locationCd = ''] = readPosition(text, 3);
  return { systemCd, itemId, locationCd };
}
