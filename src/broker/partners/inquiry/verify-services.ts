import { DIRECT_FULFILLMENT_CHECKS } from '../../../store/verification/direct-fulfillment-checks.js';
import { OUTBOUND_CHECKS } from '../../../store/verification/outbound-checks.js';
import { POLL_CHECKS } from '../../../store/verification/poll-checks.js';
import { BELONGING_CHECKS, REQUEST_CHECKS, SHIPMENT_CHECKS } from '../../../store/verification/request-checks.js';
import { checkRows, lastKey } from '../../../store/verification/service-check.js';
import type { ServiceFault, TableCheck } from '../../../store/verification/service-check.js';
import type { BrokerContext } from '../../context.js';

/** Every check, in the order in which faults are told. */
const CHECKS: readonly TableCheck[] = [
  REQUEST_CHECKS,
  SHIPMENT_CHECKS,
  ...BELONGING_CHECKS,
  ...DIRECT_FULFILLMENT_CHECKS,
  ...OUTBOUND_CHECKS,
  POLL_CHECKS,
];

/** Keys of one transaction: others may write in between. */
const PAGE = 1_000;

/** Faults after which the rest is not looked for: somebody has to find out what happened first. */
const MOST = 10_000;

/**
 * Verifies what the services of partners keep beside the lines of orders: fulfillment requests, shipments, leases, marks,
 * invoices, outbounds and returns. Nothing of it is repaired, since nobody but the partner knows what is right.
 */
export async function verifyServices({ database }: Pick<BrokerContext, 'database'>): Promise<ServiceFault[]> {
  const found: ServiceFault[] = [];
  for (const check of CHECKS) {
    const last = await database.transaction((session) => lastKey(session, check));
    for (let after = 0; after < last && found.length < MOST; after += PAGE)
      found.push(...(await database.transaction((session) => checkRows(session, check, after, after + PAGE))));
  }
  return found;
}
