import { adjustInventory as adjust } from '../../../broker/inventory/adjust-inventory.js';
import { fingerprintOf } from '../../../broker/idempotent.js';
import { FailureError } from '../failures.js';
import type { LogisticsOperation } from '../operation.js';

const MOST_UNITS = 1_000_000;
const LONGEST_KEY = 255;

/**
 * Adds units to the stock of an item, or takes them out. A repeat would count twice, so one that carries the MessageID of a
 * request that was done is answered as that one was.
 */
export const adjustInventory: LogisticsOperation<'AdjustInventory'> = {
  name: 'AdjustInventory',
  nothing: {},
  async answer({ WarehouseID, ItemCode, Quantity }, { broker, warehouses, actor, messageId }) {
    const { system, locationCd } = warehouses.only(WarehouseID);
    if (ItemCode === null || ItemCode === undefined || ItemCode === '') throw new FailureError('item_missing');
    if (Quantity === 0 || Math.abs(Quantity) > MOST_UNITS)
      throw new FailureError('quantity', { found: Quantity, most: MOST_UNITS });
    const adjustment = {
      system_cd: system.systemCd,
      location_cd: locationCd,
      item_id: ItemCode,
      by: Quantity,
    };
    const request =
      messageId === undefined
        ? undefined
        : {
            owner: `threepl:${actor.name}`.slice(0, 110),
            key: messageId.slice(0, LONGEST_KEY),
            fingerprint: fingerprintOf('AdjustInventory', adjustment),
          };
    const result = await adjust(broker, [adjustment], request);
    if ('faults' in result)
      throw new FailureError('stock', { reason: result.faults.map(({ reason }) => reason).join('; ') });
    return { content: {} };
  },
};
