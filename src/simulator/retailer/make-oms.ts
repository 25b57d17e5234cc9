import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { putCompany, putControl, putStore, putWarehouse } from '../oms/file/oms-file.js';
import type { Network } from './network.js';
import { BROKERED_COMPANY, MAIN_COMPANY } from './plan.js';

/** Percent of polled orders that the OMS holds, has in error, or has no stock for: people look after them. */
const TROUBLE = '3';

/** Makes the companies of the OMS, or brings them up to date with the broker's catalog. */
export function makeOms(file: OwnFile, network: Network, seed: number): void {
  const shared = {
    K49: network.account,
    K50: network.system,
    K51: network.warehouses[0] ?? '',
    M32: network.warehouses[0] ?? '',
    K56: network.unfulfillable,
    // Orders are asked about at every run, and runs are a second apart: a retailer's hour is short.
    K10: '0',
    BROKER_DELAY: '1',
    BROKER_ORD_DELAY: '1',
    M18: 'Y',
    SIM_SEED: String(Math.max(0, seed)),
  };
  const companies = [
    {
      number: MAIN_COMPANY,
      name: 'Example Company',
      controls: { L06: 'Y', SIM_HOLD_PERCENT: TROUBLE, SIM_ERROR_PERCENT: TROUBLE, SIM_BACKORDER_PERCENT: TROUBLE },
    },
    // Without K91 it polls nothing: the location is the other company's.
    { number: BROKERED_COMPANY, name: 'Example Web Shop', controls: { M31: 'Y', M34: 'ALWAYS', K91: '', K92: '' } },
  ];
  file.transaction(() => {
    for (const { number, name, controls } of companies) {
      putCompany(file, { number, name });
      for (const [index, location] of network.warehouses.entries())
        putWarehouse(file, number, { number: index + 1, location });
      for (const store of network.stores) putStore(file, number, store);
      for (const [code, value] of Object.entries({ ...shared, ...controls })) putControl(file, number, code, value);
    }
  });
}
