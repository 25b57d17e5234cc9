import type { SupplierAccess, SupplierCaller } from '../../broker/direct-fulfillment/supplier-access.js';
import type { BrokerContext } from '../../broker/context.js';
import type { User } from '../../platform/auth/user.js';
import type { ParameterSpec, Parameters } from './parameters.js';
import type { SqlAnswer } from './sql-result.js';

/** What operations work with. */
export interface DirectFulfillmentContext {
  readonly broker: BrokerContext;
  readonly suppliers: SupplierAccess;
  /** The most orders of one answer. */
  readonly mostOrders: number;
  /** Whether an error is temporary, so that the caller may try again. */
  readonly isTemporary: (error: unknown) => boolean;
}

/** One call. */
export interface OperationCall {
  readonly context: DirectFulfillmentContext;
  readonly parameters: Parameters;
  /** The user of HTTP Basic; undefined without authentication. */
  readonly user: User | undefined;
}

/** An operation of the service: its payload is named after it, its answer is `<name>Response/<name>Result`. */
export interface DirectFulfillmentOperation {
  readonly name: string;
  /** In the order in which the WSDL lists them. */
  readonly parameters: readonly ParameterSpec[];
  readonly answer: (call: OperationCall) => Promise<SqlAnswer>;
}

const SUPPLIER_NUMBER = { name: 'SupplNr', type: 'varchar', length: 4 } as const;
const SECRET = { name: 'Secret', type: 'varchar', length: 20 } as const;

/** The credentials of a supplier, beside those of HTTP Basic. */
export const SUPPLIER: readonly ParameterSpec[] = [SUPPLIER_NUMBER, SECRET];

/** The supplier that a call is for. @throws {RefusedError} */
export function supplierOf({ context, parameters, user }: OperationCall): Promise<SupplierCaller> {
  return context.suppliers.check({ number: parameters.text('SupplNr'), secret: parameters.text('Secret') }, user);
}

/** How a caller gets what an answer had no room for. */
export const MORE_AFTER_CONFIRMATION = 'they are in the next answer once these are confirmed';
export const MORE_BY_SETTING = 'DIRECT_FULFILLMENT_MAX_ORDERS gives an answer more room';

/** Tells in the log that an answer leaves out what there was no room for. @param rest how the caller gets the rest */
export function noteCut({ context: { broker, mostOrders } }: OperationCall, operation: string, rest: string): void {
  broker.log.warn({ operation, orders: mostOrders }, `answer cut: there are more orders; ${rest}`);
}
