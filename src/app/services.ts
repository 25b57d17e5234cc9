import type { BrokerContext } from '../broker/context.js';
import type { AccessControl } from '../platform/auth/access-control.js';
import type { Config } from './config.js';
import type { MountedService } from './gateway/mounts.js';
import { locateMount } from './locate-mount.js';
import { directFulfillmentMount } from './parts/direct-fulfillment-mount.js';
import { logisticsMount } from './parts/logistics-mount.js';
import { requestsMount } from './parts/requests-mount.js';
import { thirdPartyLogisticsMounts } from './parts/third-party-logistics-mount.js';
import { AUTOMATIC } from './settings/services.js';
import type { ServiceName } from './settings/services.js';

/**
 * Makes a service with its settings; one that has several addresses is mounted at each of them.
 * @param access undefined: no authentication
 */
type MountOf = (
  broker: BrokerContext,
  config: Config,
  access: AccessControl | undefined,
) => MountedService | readonly MountedService[];

/** The services that SERVICES may name. */
const MOUNTS: Readonly<Record<ServiceName, MountOf>> = {
  locate: locateMount,
  'direct-fulfillment': directFulfillmentMount,
  threepl: thirdPartyLogisticsMounts,
  requests: requestsMount,
  outbound: logisticsMount,
};

/**
 * What mounts the services that SERVICES names, in its order; by default every service of the demo, or else Locate alone: who
 * runs a broker for real opens what partners may use by name.
 */
export function openServices(
  { SERVICES, DEMO_DATA }: Pick<Config, 'SERVICES' | 'DEMO_DATA'>,
  mounts = MOUNTS,
): readonly MountOf[] {
  if (SERVICES !== AUTOMATIC) return SERVICES.map((name) => mounts[name]);
  return DEMO_DATA ? Object.values(mounts) : [mounts.locate];
}
