import type { BrokerContext } from '../../broker/context.js';
import type { AccessControl } from '../../platform/auth/access-control.js';
import { isTemporary } from '../../platform/db/database-error.js';
import { THIRD_PARTY_CONTRACT } from '../../services/third-party-logistics/contract.js';
import { THIRD_PARTY_MASKS } from '../../services/third-party-logistics/personal-data.js';
import { THIRD_PARTY_JSON_MASKS, thirdPartyRest } from '../../services/third-party-logistics/rest.js';
import {
  THIRD_PARTY_REST_PATH,
  THIRD_PARTY_SOAP_PATH,
  thirdPartyService,
} from '../../services/third-party-logistics/service.js';
import type { Config } from '../config.js';
import type { JsonMount, SoapMount } from '../gateway/mounts.js';

/** Third-party logistics in both forms. @param access undefined: no authentication */
export function thirdPartyLogisticsMounts(
  broker: BrokerContext,
  config: Config,
  access: AccessControl | undefined,
): readonly [SoapMount, JsonMount] {
  const context = { broker, isTemporary };
  const guarded = access === undefined ? {} : { access };
  return [
    {
      protocol: 'soap',
      path: THIRD_PARTY_SOAP_PATH,
      wsdl: THIRD_PARTY_CONTRACT.wsdl(),
      masks: THIRD_PARTY_MASKS,
      service: thirdPartyService(context, config.VALIDATION),
      ...guarded,
    },
    {
      protocol: 'json',
      path: THIRD_PARTY_REST_PATH,
      masks: THIRD_PARTY_JSON_MASKS,
      service: thirdPartyRest(context),
      ...guarded,
    },
  ];
}
