import type { OrderPerson } from '../../domain/order/order-person.js';
import { placeholders } from '../../platform/db/session.js';
import type { RowId, Session } from '../../platform/db/session.js';

const ORDER_CUSTOMER = [
  'request_id',
  'person_no',
  'role',
  'company',
  'first_name',
  'last_name',
  'province',
  'postal',
  'country',
  'phone1',
  'phone2',
  'email',
];

/** Keeps the persons of a new order for those who search, in the transaction that stores it. */
export async function insertCustomers(
  session: Session,
  requestId: RowId,
  persons: readonly OrderPerson[],
): Promise<void> {
  await session.insertRows(
    'order_customer',
    ORDER_CUSTOMER,
    persons.map((person, index) => [
      requestId,
      index + 1,
      person.role,
      person.company,
      person.firstName,
      person.lastName,
      person.province,
      person.postal,
      person.country,
      person.phone1,
      person.phone2,
      person.email,
    ]),
  );
}

/** Forgets the persons of orders: they are then found by their numbers and dates only. Unknown ids do not matter. */
export async function forgetCustomers(session: Session, requestIds: readonly number[]): Promise<void> {
  for (let from = 0; from < requestIds.length; from += 1000) {
    const ids = requestIds.slice(from, from + 1000);
    await session.run(`DELETE FROM order_customer WHERE request_id IN ${placeholders(ids)}`, ids);
  }
}
