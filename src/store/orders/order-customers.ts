import type { OrderPerson } from '../../domain/order/order-person.js';
import { numeric, rowId, text } from '../../platform/db/column.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** Search keys of an order's persons, numbered from 1. */
const ORDER_CUSTOMER = tableOf<OrderPerson & { readonly requestId: RowId; readonly personNo: number }>(
  'order_customer',
  {
    requestId: rowId('request_id'),
    personNo: numeric('person_no'),
    role: text('role'),
    company: text('company'),
    firstName: text('first_name'),
    lastName: text('last_name'),
    province: text('province'),
    postal: text('postal'),
    country: text('country'),
    phone1: text('phone1'),
    phone2: text('phone2'),
    email: text('email'),
  },
);

const insertPersons = ORDER_CUSTOMER.insertSharing('requestId');

/** Stores the persons of a new order for searches, in the transaction that stores the order. */
export async function insertCustomers(
  session: Session,
  requestId: RowId,
  persons: readonly OrderPerson[],
): Promise<void> {
  await insertPersons(
    session,
    { requestId },
    persons.map((person, index) => ({ ...person, personNo: index + 1 })),
  );
}

/** Deletes the persons of orders: searches then find these orders by their numbers and dates only. Unknown ids are ignored. */
export async function forgetCustomers(session: Session, requestIds: readonly number[]): Promise<void> {
  for (let from = 0; from < requestIds.length; from += 1000) {
    const ids = requestIds.slice(from, from + 1000);
    await session.run(`DELETE FROM order_customer WHERE request_id IN ${placeholders(ids)}`, ids);
  }
}
