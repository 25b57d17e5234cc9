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

/**
 * The Locate service as the SOAP edge carries it.
 *
 * A message whose destination is not the organization's account gets its wrapper back without the inner message: what
 * callers of the real service know as a "null response" (docs/reference/locate-contract.md (d)). The same goes for a wrapper that came
 * without its inner element, which the contract allows.
 */
export function locateService(context: LocateContext, strictness: Strictness): SoapService {
  const operations = new Map(
    OPERATIONS.map((operation): [string, SoapOperation] => [
      operation.name,
      carry(operation as LocateOperation<RequestName>, context),
    ]),
  );
  return {
    namespaces: LOCATE_NAMESPACES,
    operation: (payload) => operations.get(payload),
    validate: (text, envelope, position) => validateOffThread(strictness, text, envelope, position),
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
        throw new SoapFaultError('unavailable');
      }
    },
  };

  async function answer(payload: XmlElement, call: SoapCall): Promise<SoapAnswer> {
    const request = await decodeYielding(operation.name, payload);
    const speaksFor = authorized(operation, request, call);
    const header = operation.header(request);
    if (header !== undefined) refuseVersion(header, context.maxVersion);
    const addressed =
      header === undefined || (await context.broker.networks.isAccount(header.destination, context.broker.database));
    if (!addressed) {
      call.log.warn({ operation: operation.name }, 'the destination is not the account of the organization');
      return { body: write(answerName, {}, call.namespace) };
    }
    // What the broker logs on the way belongs to this exchange.
    const { payload: answered, ...outcome } = await operation.answer(request, {
      ...context,
      speaksFor,
      broker: { ...context.broker, log: call.log },
    });
    return { body: await writeYielding(answerName, answered, call.namespace), ...outcome };
  }
}

/**
 * The system a message speaks for, once it is certain that its user may send it.
 * @throws {SoapFaultError} when not; nothing has been looked up then
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
  log.warn({ user: user.name, operation: operation.name }, 'a user may not do what it asked for');
  throw new SoapFaultError('not-authorized', { subject: speaker.denied });
}
