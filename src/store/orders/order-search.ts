import type { NameMatch, OrderCriteria, PersonCriteria } from '../../domain/order/order-criteria.js';
import type { Session, SqlValue } from '../../platform/db/session.js';

/** A fragment of a statement with its parameters. */
interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

type PersonKind = 'sold' | 'ship';

/** Shorter prefixes match too many names to be selective. */
const SELECTIVE_PREFIX = 3;
/** Sorts after every name with the same prefix: the highest code point, in the collation of both engines. */
const AFTER_ALL = '\u{10FFFF}';

/**
 * Finds the request ids of orders that meet all criteria and in which a system has or had a role, newest first.
 *
 * The join order is fixed here rather than left to the engine's planner, which for `ORDER BY request_id DESC LIMIT n` may
 * choose to scan the whole table from its end:
 *
 * 1. the most selective criterion given drives the query: request id, order id, reference, email address, telephone,
 *    company, last name, postal code, order date. Its index is named to the engine;
 * 2. for each row found, the order and its persons are fetched by primary key and compared with the other criteria;
 * 3. whether the system has or had a role is checked by primary key too, before the limit counts;
 * 4. without a selective criterion (only a first name, a province, a country, a prefix of one or two letters), only the
 *    newest `window` requests are searched.
 *
 * broker/orders/roles.ts defines the roles: the system placed the order, a line is or was assigned to one of its locations,
 * or the order is collected at one.
 */
export async function searchOrders(
  session: Session,
  systemCd: string,
  criteria: OrderCriteria,
  limit: number,
  window: number,
): Promise<number[]> {
  const { from, id } = drivingTables(session, criteria, window);
  const conditions = [...orderConditions(criteria), ...from.conditions, hasOrHadRole(systemCd)];
  const rows = await session.all<{ request_id: number }>(
    `SELECT DISTINCT ${id} AS request_id FROM ${from.text} WHERE ${conditions.map((one) => one.text).join(' AND ')}
      ORDER BY ${id} DESC LIMIT ?`,
    [...from.values, ...conditions.flatMap((one) => one.values), limit],
  );
  return rows.map((row) => row.request_id);
}

/** The FROM clause: the driving table, and the tables that are joined to it. */
function drivingTables(
  session: Session,
  criteria: OrderCriteria,
  window: number,
): { from: Sql & { conditions: readonly Sql[] }; id: string } {
  const mysql = session.dialect === 'mysql';
  // Both keywords keep the tables in the order in which they are written.
  const join = mysql ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
  const by = (index: string): string => (mysql ? `FORCE INDEX (${index})` : `INDEXED BY ${index}`);
  const persons = (kinds: readonly PersonKind[]): string =>
    kinds
      .filter((kind) => criteria[kind] !== undefined)
      .map((kind) => ` ${join} order_customer ${kind} ON ${kind}.request_id = o.request_id`)
      .join('');
  const conditions = (['sold', 'ship'] as const).flatMap((kind) => personConditions(kind, criteria[kind]));

  const number =
    criteria.requestId !== undefined
      ? 'request_id'
      : criteria.orderId !== undefined
        ? 'order_by_caller'
        : criteria.refTransactionNo !== undefined
          ? 'order_by_reference'
          : undefined;
  if (number !== undefined) {
    // The indexes begin with the originating system: each of the few systems is looked up.
    const from =
      number === 'request_id'
        ? 'customer_order o'
        : `broker_system b ${join} customer_order o ${by(number)} ON o.system_cd = b.system_cd`;
    return { from: { text: from + persons(['sold', 'ship']), values: [], conditions }, id: 'o.request_id' };
  }
  const person = mostSelective(criteria);
  if (person !== undefined) {
    const { kind, field } = person;
    const order = ` ${join} customer_order o ON o.request_id = ${kind}.request_id`;
    const others = persons(kind === 'sold' ? ['ship'] : ['sold']);
    if (field !== 'phone') {
      return {
        from: { text: `order_customer ${kind} ${by(`customer_by_${field}`)}${order}${others}`, values: [], conditions },
        id: `${kind}.request_id`,
      };
    }
    const phone = criteria[kind]?.phone ?? '';
    const hits = ['phone1', 'phone2'].map(
      (column) => `SELECT request_id, person_no FROM order_customer ${by(`customer_by_${column}`)} WHERE ${column} = ?`,
    );
    return {
      from: {
        text: `(${hits.join(' UNION ')}) hit ${join} order_customer ${kind} ON ${kind}.request_id = hit.request_id AND ${kind}.person_no = hit.person_no${order}${others}`,
        values: [phone, phone],
        conditions,
      },
      id: 'hit.request_id',
    };
  }
  const rest = persons(['sold', 'ship']);
  if (criteria.ordered !== undefined)
    return {
      from: { text: `customer_order o ${by('order_by_date')}${rest}`, values: [], conditions },
      id: 'o.request_id',
    };
  const recent = { text: 'o.request_id > (SELECT MAX(request_id) FROM customer_order) - ?', values: [window] };
  return {
    from: { text: `customer_order o${rest}`, values: [], conditions: [recent, ...conditions] },
    id: 'o.request_id',
  };
}

/** The most selective criterion for a person, the buyer's before those of a recipient. */
function mostSelective(
  criteria: OrderCriteria,
): { kind: PersonKind; field: 'email' | 'phone' | 'company' | 'last_name' | 'postal' } | undefined {
  const isSelective = (name: NameMatch | undefined): boolean =>
    name !== undefined && (!name.prefix || name.key.length >= SELECTIVE_PREFIX);
  const fields = [
    ['email', (person: PersonCriteria) => person.email !== undefined],
    ['phone', (person: PersonCriteria) => person.phone !== undefined],
    ['company', (person: PersonCriteria) => isSelective(person.company)],
    ['last_name', (person: PersonCriteria) => isSelective(person.lastName)],
    ['postal', (person: PersonCriteria) => person.postal !== undefined],
  ] as const;
  for (const [field, given] of fields) {
    for (const kind of ['sold', 'ship'] as const) {
      if (given(criteria[kind] ?? {})) return { kind, field };
    }
  }
  return undefined;
}

function orderConditions({ requestId, orderId, refTransactionNo, ordered }: OrderCriteria): Sql[] {
  return [
    ...(requestId === undefined ? [] : [{ text: 'o.request_id = ?', values: [requestId] }]),
    ...(orderId === undefined ? [] : [{ text: 'o.order_id = ?', values: [orderId] }]),
    ...(refTransactionNo === undefined ? [] : [{ text: 'o.ref_transaction_no = ?', values: [refTransactionNo] }]),
    ...(ordered === undefined
      ? []
      : [{ text: 'o.order_date >= ? AND o.order_date < ?', values: [ordered.from, ordered.until] }]),
  ];
}

/** All criteria for one person must match the same person. */
function personConditions(kind: PersonKind, person: PersonCriteria | undefined): Sql[] {
  if (person === undefined) return [];
  const { company, firstName, lastName, province, country, postal, phone, email } = person;
  const name = (column: string, match: NameMatch | undefined): Sql[] =>
    match === undefined
      ? []
      : match.prefix
        ? [{ text: `${kind}.${column} >= ? AND ${kind}.${column} < ?`, values: [match.key, match.key + AFTER_ALL] }]
        : [{ text: `${kind}.${column} = ?`, values: [match.key] }];
  const equals = (column: string, value: string | undefined): Sql[] =>
    value === undefined ? [] : [{ text: `${kind}.${column} = ?`, values: [value] }];
  return [
    { text: `${kind}.role IN (?, 'both')`, values: [kind] },
    ...name('company', company),
    ...name('first_name', firstName),
    ...name('last_name', lastName),
    ...equals('province', province),
    ...equals('country', country),
    ...equals('email', email),
    ...(phone === undefined ? [] : [{ text: `(${kind}.phone1 = ? OR ${kind}.phone2 = ?)`, values: [phone, phone] }]),
    ...(postal === undefined || /^\d{5}$/.test(postal) ? [] : equals('postal', postal)),
    // Five digits match every ZIP+4 that begins with them, but no longer code of another country.
    ...(postal === undefined || !/^\d{5}$/.test(postal)
      ? []
      : [
          {
            text: `${kind}.postal >= ? AND ${kind}.postal <= ? AND LENGTH(${kind}.postal) IN (5, 9)`,
            values: [postal, `${postal}9999`],
          },
        ]),
  ];
}

/** The system has or had a role. Counts, because engines rewrite EXISTS as a join in an order of their own, and scan every line. */
function hasOrHadRole(systemCd: string): Sql {
  const lines = (column: string): string =>
    `SELECT COUNT(*) FROM order_line l JOIN location p ON p.id = l.${column} WHERE l.request_id = o.request_id AND p.system_cd = ?`;
  const held =
    'SELECT COUNT(*) FROM assignment a JOIN location p ON p.id = a.location_id WHERE a.request_id = o.request_id AND p.system_cd = ?';
  return {
    text: `(o.system_cd = ? OR (${lines('location_id')}) > 0 OR (${lines('pickup_location_id')}) > 0 OR (${held}) > 0)`,
    values: [systemCd, systemCd, systemCd, systemCd],
  };
}
