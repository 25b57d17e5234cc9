import type { BrokerContext } from '../../broker/context.js';
import type { AccessControl } from '../../platform/auth/access-control.js';
import { fulfillmentRequestService } from '../../services/fulfillment-requests/service.js';
import type { Config } from '../config.js';
import type { JsonMount } from '../gateway/mounts.js';

/** The service of fulfillment requests at its addresses. @param access undefined: no authentication */
export function requestsMount(broker: BrokerContext, _config: Config, access: AccessControl | undefined): JsonMount[] {
  return fulfillmentRequestService(broker).map((part) => ({
    protocol: 'json',
    ...part,
    ...(access === undefined ? {} : { access }),
  }));
}
