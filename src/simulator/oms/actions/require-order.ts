import { ClientError } from '../../../client/client-error.js';
import { orderOf } from '../file/orders.js';
import type { Oms } from '../oms.js';
import type { OmsOrder } from '../orders/order.js';

/** What is done to. */
export interface Target {
  readonly company: number;
  readonly number: number;
  /** Order line sequence; default: all lines. */
  readonly line?: number | undefined;
}

/** @throws {ClientError} when there is no such order */
export function requireOrder(oms: Oms, { company, number }: Target): OmsOrder {
  const order = orderOf(oms.file, company, number);
  if (order === undefined)
    throw new ClientError(
      `there is no order ${String(number)} in company ${String(company)}`,
      '`order-broker oms records` lists the orders that have records',
    );
  return order;
}
