import type { BrokerContext } from '../broker/context.js';
import type { AccessControl } from '../platform/auth/access-control.js';
import { isTemporary } from '../platform/db/database-error.js';
import { wsdl } from '../services/locate/contract.js';
import { LOCATE_MASKS } from '../services/locate/personal-data.js';
import { LOCATE_PATH, locateService } from '../services/locate/service.js';
import type { Config } from './config.js';
import type { SoapMount } from './gateway/mounts.js';

/** The Locate service with its settings. @param access undefined: no authentication */
export function locateMount(broker: BrokerContext, config: Config, access: AccessControl | undefined): SoapMount {
  return {
    protocol: 'soap',
    path: LOCATE_PATH,
    wsdl: wsdl(),
    masks: LOCATE_MASKS,
    service: locateService(
      {
        broker,
        orderTypeNumbers: config.NUMERIC_ORDER_TYPES,
        maxVersion: config.MAX_MESSAGE_VERSION,
        search: {
          responses: config.ORDER_SEARCH_RESPONSES,
          mostResponses: config.MAX_ORDER_SEARCH_RESPONSES,
          window: config.ORDER_SEARCH_WINDOW,
        },
        isTemporary,
      },
      config.VALIDATION,
    ),
    ...(access === undefined ? {} : { access }),
  };
}
