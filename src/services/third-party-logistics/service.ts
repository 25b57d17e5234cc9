import type { BrokerContext } from '../../broker/context.js';
import { IdempotencyError } from '../../broker/idempotent.js';
import { partnerLocations } from '../../broker/partners/inquiry/partner-locations.js';
import type { Location } from '../../domain/network/location.js';
import { refusalAt } from '../../platform/auth/user.js';
import type { User } from '../../platform/auth/user.js';
import type { Strictness } from '../../platform/soap/contract/contract.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { SoapOperation, SoapService } from '../../platform/soap/service.js';
import { THIRD_PARTY_CONTRACT, THIRD_PARTY_NAMESPACE } from './contract.js';
import { API_AUTHENTICATION } from './credentials.js';
import { FailureError, textOfFailure } from './failures.js';
import type { ApiResponse, ThirdPartyPayloads } from './messages.js';
import type { LogisticsOperation, OperationName, PartnerCall, RequestOf } from './operation.js';
import { adjustInventory } from './operations/adjust-inventory.js';
import { changeOrderStatusBatch } from './operations/change-order-status-batch.js';
import { changeOrderStatus } from './operations/change-order-status.js';
import { getOrders } from './operations/get-orders.js';
import { getShipMethods } from './operations/get-ship-methods.js';
import { getWarehouses } from './operations/get-warehouses.js';
import { updateOrder } from './operations/update-order.js';
import { Warehouses } from './warehouses.js';

/** Where clients have the service, in both of its forms. */
export const THIRD_PARTY_SOAP_PATH = '/3.0/ExigoApi.asmx';
export const THIRD_PARTY_REST_PATH = '/3.0';

/** The group that users of the service need. */
export const LOGISTICS_GROUP = 'threepl';

export interface ThirdPartyContext {
  readonly broker: BrokerContext;
  /** Whether an error is temporary, e.g. a database that does not respond. */
  readonly isTemporary: (error: unknown) => boolean;
}

const OPERATIONS = [
  getOrders,
  updateOrder,
  changeOrderStatus,
  changeOrderStatusBatch,
  getWarehouses,
  getShipMethods,
  adjustInventory,
];

/**
 * The order service of third-party logistics, as a SOAP endpoint carries it: the payload is named after its operation,
 * `<Operation>Request`, and so is the answer, `<Operation>Result`.
 */
export function thirdPartyService(context: ThirdPartyContext, strictness: Strictness): SoapService {
  return {
    namespaces: [THIRD_PARTY_NAMESPACE],
    operations: new Map(
      OPERATIONS.map((operation) => [
        `${operation.name}Request`,
        soapOperation(operation as LogisticsOperation<OperationName>, context),
      ]),
    ),
    validate: (text, envelope, position) =>
      THIRD_PARTY_CONTRACT.validateOffThread(strictness, text, envelope, position),
    ownCredentials: API_AUTHENTICATION,
  };
}

function soapOperation<Name extends OperationName>(
  operation: LogisticsOperation<Name>,
  { broker, isTemporary }: ThirdPartyContext,
): SoapOperation {
  return {
    name: operation.name,
    async handle(payload, { user, log, messageId, namespace }) {
      if (user !== undefined && !user.groups.has(LOGISTICS_GROUP))
        throw new SoapFaultError('not-authorized', {
          subject: `the service group ${LOGISTICS_GROUP} is not among the user's`,
        });
      try {
        const request = (await THIRD_PARTY_CONTRACT.decodeYielding(
          `${operation.name}Request`,
          payload,
        )) as RequestOf<Name>;
        const result = await answerOf(operation, request, { ...broker, log }, user, messageId);
        return { body: await THIRD_PARTY_CONTRACT.writeYielding(`${operation.name}Result`, result, namespace) };
      } catch (error) {
        if (!isTemporary(error)) throw error;
        log.error({ err: error, operation: operation.name }, 'message failed for a temporary reason');
        throw new SoapFaultError('unavailable');
      }
    },
  };
}

/** Does what a caller asks for; what cannot be done is an answer with Failure and its texts. */
export async function answerOf<Name extends OperationName>(
  operation: LogisticsOperation<Name>,
  request: RequestOf<Name>,
  broker: BrokerContext,
  user: User | undefined,
  messageId: string | undefined,
): Promise<ThirdPartyPayloads[`${Name}Result`]> {
  try {
    const call = await openCall(broker, user, messageId);
    const { content, failures = [] } = await operation.answer(request, call);
    return withResult(content, failures) as ThirdPartyPayloads[`${Name}Result`];
  } catch (error) {
    const text = error instanceof IdempotencyError ? error.message : textOfFailure(error);
    if (text === undefined) throw error;
    return withResult(operation.nothing, [text]) as ThirdPartyPayloads[`${Name}Result`];
  }
}

function withResult(content: object, failures: readonly string[]): ApiResponse {
  return {
    Result: { Status: failures.length === 0 ? 'Success' : 'Failure', Errors: { string: failures } },
    ...content,
  };
}

/** @throws {FailureError} for a user without a warehouse */
async function openCall(
  broker: BrokerContext,
  user: User | undefined,
  messageId: string | undefined,
): Promise<PartnerCall> {
  const speaksFor = ({ system, locationCd }: Location): boolean =>
    user === undefined || refusalAt(user, LOGISTICS_GROUP, { systemCd: system.systemCd, locationCd }) === undefined;
  const warehouses = new Warehouses(await partnerLocations(broker, 'threepl', speaksFor));
  if (warehouses.locations.length === 0) throw new FailureError('no_warehouse');
  const actor = { name: user?.name ?? LOGISTICS_GROUP, locationIds: new Set(warehouses.locationIds) };
  return { broker, actor, warehouses, messageId };
}
