import type { BrokerContext } from '../../broker/context.js';
import { SupplierAccess } from '../../broker/direct-fulfillment/supplier-access.js';
import type { AccessControl } from '../../platform/auth/access-control.js';
import { isTemporary } from '../../platform/db/database-error.js';
import { DIRECT_FULFILLMENT_MASKS } from '../../services/direct-fulfillment/personal-data.js';
import { directFulfillmentService } from '../../services/direct-fulfillment/service.js';
import { writeWsdl } from '../../services/direct-fulfillment/wsdl.js';
import type { Config } from '../config.js';
import type { SoapMount } from '../gateway/mounts.js';

/** The direct fulfillment service with its settings. @param access undefined: no authentication */
export function directFulfillmentMount(
  broker: BrokerContext,
  config: Config,
  access: AccessControl | undefined,
): SoapMount {
  const fullAccess = config.DIRECT_FULFILLMENT_FULL_ACCESS;
  if (fullAccess)
    broker.log.warn(
      'DIRECT_FULFILLMENT_FULL_ACCESS is on: suppliers are not asked for their secrets, and see the orders of each other',
    );
  const path = config.DIRECT_FULFILLMENT_PATH.replace(/\/$/, '');
  return {
    protocol: 'soap',
    path,
    wsdl: writeWsdl,
    masks: DIRECT_FULFILLMENT_MASKS,
    service: directFulfillmentService(
      {
        broker,
        suppliers: new SupplierAccess(broker, fullAccess),
        mostOrders: config.DIRECT_FULFILLMENT_MAX_ORDERS,
        isTemporary,
      },
      path,
    ),
    ...(access === undefined ? {} : { access }),
  };
}
