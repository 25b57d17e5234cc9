import { speakerOf } from '../../platform/auth/user.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { SoapAnswer, SoapCall, SoapOperation, SoapService } from '../../platform/soap/service.js';
import { decodeYielding, LOCATE_NAMESPACES, validateOffThread, write, writeYielding } from './contract.js';
import type { Strictness } from './contract.js';
import { echoTest } from './operations/echo-test.js';
import { fulfillments } from './operations/fulfillments.js';
import { refuseVersion } from './header.js';
import { intransit } from './operations/intransit.js';
import { locateItems } from './operations/locate-items.js';
import type { LocateContext, LocateOperation, RequestName } from './operation.js';
import type { LocatePayloads } from './messages.js';
import { orderSearch } from './operations/order-search.js';
import { orderUpdate } from './operations/order-update.js';
import { productAvailability } from './operations/product-availability.js';
import { productUpdate } from './operations/product-update.js';
import { statusListRequest } from './operations/status-list-request.js';
import { statusRequest } from './operations/status-request.js';
import { statusUpdate } from './operations/status-update.js';
import { submitOrder } from './operations/submit-order.js';

const OPERATIONS = [
  submitOrder,
  orderUpdate,
  statusRequest,
  statusListRequest,
  orderSearch,
  statusUpdate,
  fulfillments,
  intransit,
  locateItems,
  productAvailability,
  productUpdate,
  echoTest,
];

/** Where the Locate service is mounted: the address that its clients are configured with. */
export const LOCATE_PATH = '/Locate/LocateServices';

/**
 * The Locate service, as a SOAP endpoint carries it. Each payload has the name of its operation.
 *
 * A message whose destination is not the organization's account gets the response wrapper without its inner message: what
 * callers of the real service know as a "null response" (docs/reference/locate-contract.md (d)). So does a wrapper that came
 * without its inner element, which the contract allows.
 */
export function locateService(context: LocateContext, strictness: Strictness): SoapService {
  return {
    namespaces: LOCATE_NAMESPACES,
    operations: new Map(
      OPERATIONS.map((operation) => [
        operation.name,
        soapOperation(operation as LocateOperation<RequestName>, context),
      ]),
    ),
    validate: (text, envelope, position) => validateOffThread(strictness, text, envelope, position),
  };
}

/** Decodes the request, authorizes its user, runs the operation and writes its response. */
function soapOperation<Name extends RequestName>(
  operation: LocateOperation<Name>,
  context: LocateContext,
): SoapOperation {
  const responseName = `${operation.name}Response` as const;
  return {
    name: operation.name,
    async handle(payload: XmlElement, call: SoapCall): Promise<SoapAnswer> {
      try {
        return await answer(payload, call);
      } catch (error) {
        if (!context.isTemporary(error)) throw error;
        call.log.error({ err: error, operation: operation.name }, 'message failed for a temporary reason');
        throw new SoapFaultError('unavailable');
      }
    },
  };

  async function answer(payload: XmlElement, call: SoapCall): Promise<SoapAnswer> {
    const request = await decodeYielding(operation.name, payload);
    const speaksFor = authorized(operation, request, call);
    const header = operation.header(request);
    if (header !== undefined) refuseVersion(header, context.maxVersion);
    const isForUs =
      header === undefined || (await context.broker.networks.isAccount(header.destination, context.broker.database));
    if (!isForUs) {
      call.log.warn({ operation: operation.name }, "the destination is not the organization's account");
      return { body: write(responseName, {}, call.namespace) };
    }
    // The broker's log lines carry the correlation id of this exchange.
    const { payload: response, ...outcome } = await operation.answer(request, {
      ...context,
      speaksFor,
      broker: { ...context.broker, log: call.log },
    });
    return { body: await writeYielding(responseName, response, call.namespace), ...outcome };
  }
}

/**
 * Authorizes the user to send the message.
 * @returns the system on whose behalf it is sent; `''` without authentication
 * @throws {SoapFaultError} not-authorized, before anything is looked up
 */
function authorized<Name extends RequestName>(
  operation: LocateOperation<Name>,
  request: LocatePayloads[Name],
  { user, log }: SoapCall,
): string {
  if (user === undefined) return '';
  const speaker = speakerOf(
    user,
    operation.group,
    operation.speaksFor === undefined ? undefined : (operation.speaksFor(request) ?? ''),
  );
  if ('systemCd' in speaker) return speaker.systemCd;
  log.warn({ user: user.name, operation: operation.name }, 'user is not authorized for the operation');
  throw new SoapFaultError('not-authorized', { subject: speaker.denied });
}
