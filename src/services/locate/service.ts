import { LargeAnswerError, LARGEST_ANSWER, SMALL_ANSWER } from '../../broker/inquiry/answer-size.js';
import type { AnswerLimit } from '../../broker/inquiry/answer-size.js';
import { speakerOf } from '../../platform/auth/user.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { Semaphore } from '../../platform/semaphore.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { SoapAnswer, SoapCall, SoapOperation, SoapService } from '../../platform/soap/service.js';
import { decodeYielding, LOCATE_NAMESPACES, validateOffThread, write, writeYielding } from './contract.js';
import type { Strictness } from '../../platform/soap/contract/contract.js';
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
 * Large answers that are in the making at once: the objects and the text of one take a hundred megabytes. Their work is the
 * processor's, so that several would not be made sooner.
 */
const LARGE_ANSWERS = 1;
/** More than are ever admitted. */
const MAX_WAITING = 10_000;

/**
 * The Locate service, as a SOAP endpoint carries it. Each payload has the name of its operation.
 *
 * A message whose destination is not the organization's account gets the response wrapper without its inner message: what
 * callers of the real service know as a "null response" (docs/reference/locate-contract.md (d)). So does a wrapper that came
 * without its inner element, which the contract allows.
 */
export function locateService(context: LocateContext, strictness: Strictness): SoapService {
  const largeAnswers = new Semaphore(LARGE_ANSWERS, MAX_WAITING);
  return {
    namespaces: LOCATE_NAMESPACES,
    operations: new Map(
      OPERATIONS.map((operation) => [
        operation.name,
        soapOperation(operation as LocateOperation<RequestName>, context, largeAnswers),
      ]),
    ),
    validate: (text, envelope, position) => validateOffThread(strictness, text, envelope, position),
  };
}

/** Decodes the request, authorizes its user, runs the operation and writes its response. */
function soapOperation<Name extends RequestName>(
  operation: LocateOperation<Name>,
  context: LocateContext,
  largeAnswers: Semaphore,
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
    ...(operation.refuse === undefined ? {} : { refuse }),
  };

  async function refuse(payload: XmlElement, call: SoapCall, code: number): Promise<SoapAnswer> {
    const request = await decodeYielding(operation.name, payload);
    const chosen = { code, description: `Response code ${String(code)}, by a fault on purpose.` };
    const refused = operation.refuse?.(request, chosen, context.broker.clock()) ?? {};
    return { body: write(responseName, refused, call.namespace), responseCode: code };
  }

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
    const asked: Asked<Name> = { request, speaksFor, call };
    try {
      return await answerWithin(asked, SMALL_ANSWER);
    } catch (error) {
      if (!(error instanceof LargeAnswerError)) throw error;
      const large = await largeAnswers.run(() => answerWithin(asked, LARGEST_ANSWER));
      if (large === undefined) throw new SoapFaultError('overloaded');
      return large;
    }
  }

  async function answerWithin(asked: Asked<Name>, limit: AnswerLimit): Promise<SoapAnswer> {
    try {
      return await answerOnce(asked, limit, false);
    } catch (error) {
      const isDefect = !(
        error instanceof LargeAnswerError ||
        error instanceof SoapFaultError ||
        context.isTemporary(error)
      );
      if (operation.canSalvage !== true || !isDefect) throw error;
      asked.call.log.error(
        { err: error, operation: operation.name },
        'the answer failed; it is tried without what failed',
      );
      return answerOnce(asked, limit, true);
    }
  }

  async function answerOnce(
    { request, speaksFor, call }: Asked<Name>,
    answers: AnswerLimit,
    salvages: boolean,
  ): Promise<SoapAnswer> {
    // The broker's log lines carry the correlation id of this exchange.
    const broker = { ...context.broker, log: call.log, answers };
    const { payload, ...outcome } = await operation.answer(request, {
      ...context,
      speaksFor,
      messageId: call.messageId,
      broker,
      salvages,
    });
    try {
      return { body: await writeYielding(responseName, payload, call.namespace), ...outcome };
    } catch (error) {
      // What a poll has taken is offered again at once, not when its lease expires.
      await outcome.delivered?.(false);
      throw error;
    }
  }
}

/** A request that was decoded and authorized. */
interface Asked<Name extends RequestName> {
  readonly request: LocatePayloads[Name];
  /** The system on whose behalf it is sent. */
  readonly speaksFor: string;
  readonly call: SoapCall;
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
