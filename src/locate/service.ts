import type { XmlElement } from '../xml/element.js';
import { SoapFault } from '../soap/faults.js';
import type { SoapAnswer, SoapCall, SoapOperation, SoapService } from '../soap/service.js';
import { decode, LOCATE_NAMESPACES, validate, write } from './contract.js';
import type { Strictness } from './contract.js';
import { echoTest } from './echo-test.js';
import { fulfillments } from './fulfillments.js';
import { refuseVersion } from './header.js';
import { intransit } from './intransit.js';
import { locateItems } from './locate-items.js';
import type { LocateContext, LocateOperation, RequestName } from './operation.js';
import { orderSearch } from './order-search.js';
import { orderUpdate } from './order-update.js';
import { productAvailability } from './product-availability.js';
import { productUpdate } from './product-update.js';
import { statusListRequest } from './status-list-request.js';
import { statusRequest } from './status-request.js';
import { statusUpdate } from './status-update.js';
import { submitOrder } from './submit-order.js';

const OPERATIONS = [
  submitOrder, orderUpdate, statusRequest, statusListRequest, orderSearch, statusUpdate, fulfillments, intransit, locateItems, productAvailability,
  productUpdate, echoTest,
];

/**
 * The Locate service as the SOAP edge carries it.
 *
 * A message whose destination is not the organisation's account gets its wrapper back without the inner message: what
 * callers of the real service know as a "null response" (locate-contract (d)). The same goes for a wrapper that came
 * without its inner element, which the contract allows.
 */
export function locateService(context: LocateContext, strictness: Strictness): SoapService {
  const operations = new Map(OPERATIONS.map((operation): [string, SoapOperation] => (
    [operation.name, carry(operation as LocateOperation<RequestName>, context)])));
  return {
    namespaces: LOCATE_NAMESPACES,
    operation: (payload) => operations.get(payload),
    validate: (text, envelope, position) => validate(strictness, text, envelope, position),
  };
}

function carry<Name extends RequestName>(operation: LocateOperation<Name>, context: LocateContext): SoapOperation {
  const answerName = `${operation.name}Response` as const;
  return {
    name: operation.name,
    async handle(payload: XmlElement, call: SoapCall): Promise<SoapAnswer> {
      try {
        return await answer(payload, call);
      } catch (error) {
        if (!context.isTemporary(error)) throw error;
        call.log.error({ err: error, operation: operation.name }, 'the message could not be worked on');
        throw new SoapFault('unavailable');
      }
    },
  };

  async function answer(payload: XmlElement, call: SoapCall): Promise<SoapAnswer> {
    const request = decode(operation.name, payload);
    const header = operation.header(request);
    if (header !== undefined) refuseVersion(header, context.maxVersion);
    const addressed = header === undefined || await context.broker.catalogs.isAccount(header.destination, context.broker.database);
    if (!addressed) {
      call.log.warn({ operation: operation.name }, 'the destination is not the account of the organisation');
      return { body: write(answerName, {}, call.namespace) };
    }
    // What the broker logs on the way belongs to this exchange.
    const { payload: answered, ...outcome } = await operation.answer(request, { ...context, broker: { ...context.broker, log: call.log } });
    return { body: write(answerName, answered, call.namespace), ...outcome };
  }
}
