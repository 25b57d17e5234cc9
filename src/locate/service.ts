import type { XmlElement } from '../xml/element.js';
import { SoapFault } from '../soap/faults.js';
import type { SoapAnswer, SoapCall, SoapOperation, SoapService } from '../soap/service.js';
import { decode, LOCATE_NAMESPACES, validate, write } from './contract.js';
import type { Strictness } from './contract.js';
import { echoTest } from './echo-test.js';
import { fulfillments } from './fulfillments.js';
import { locateItems } from './locate-items.js';
import type { LocateContext, LocateOperation, RequestName } from './operation.js';
import { statusListRequest } from './status-list-request.js';
import { statusRequest } from './status-request.js';
import { statusUpdate } from './status-update.js';
import { submitOrder } from './submit-order.js';

/**
 * The Locate service as the SOAP edge carries it.
 *
 * A message whose destination is not the organisation's account gets its wrapper back without the inner message: what
 * callers of the real service know as a "null response" (locate-contract (d)). The same goes for a wrapper that came
 * without its inner element, which the contract allows.
 */
export function locateService(context: LocateContext, strictness: Strictness): SoapService {
  const operations = new Map<string, SoapOperation>([
    ...[submitOrder, statusRequest, statusListRequest, statusUpdate, fulfillments, locateItems, echoTest]
      .map((operation): [string, SoapOperation] => [operation.name, carry(operation as LocateOperation<RequestName>, context)]),
    ...(['ProductAvailability', 'OrderUpdate', 'OrderSearch', 'ProductUpdate', 'Intransit'] as const)
      .map((name): [string, SoapOperation] => [name, notYet(name)]),
  ]);
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
    const addressed = header === undefined || await context.broker.catalogs.isAccount(header.destination, context.broker.database);
    if (!addressed) {
      call.log.warn({ operation: operation.name }, 'the destination is not the account of the organisation');
      return { body: write(answerName, {}, call.namespace) };
    }
    const { payload: answered, ...outcome } = await operation.answer(request, context);
    return { body: write(answerName, answered, call.namespace), ...outcome };
  }
}

/** In the contract, and therefore in the WSDL, but not carried out yet. */
function notYet(name: RequestName): SoapOperation {
  return { name, handle: () => Promise.reject(new SoapFault('operation-unavailable', { subject: name })) };
}
