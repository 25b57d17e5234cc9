import { json, jsonTypeOf, personColumns, personal, plain, valueOf } from './feed-column.js';
import type { Dialect, FeedColumn } from './feed-column.js';

/** A table of the change feed: what a row is, its columns, and the statement that fills it. */
export interface FeedTable {
  /** As readers name it: `orders` is stored as `feed_orders` and shown as `queue_orders`. */
  readonly name: string;
  /** What one row is. */
  readonly row: string;
  /** The column that tells the rows of one order apart; undefined where an order has one row at most. */
  readonly key?: string;
  readonly columns: readonly FeedColumn[];
  readonly source: (dialect: Dialect) => FeedSource;
}

/** The parts of the SELECT that fills a table. `:consumer`, `:snapshot`, `:after` and `:last` limit it to some orders of a snapshot. */
interface FeedSource {
  /** FROM clause up to the document. */
  readonly from: string;
  /** The JSON document that columns are read from. */
  readonly document: string;
  /** Path of a list in the document, of which each entry is a row; the document itself without it. */
  readonly list?: string;
  readonly joins?: string;
  readonly where?: string;
  readonly groupBy?: string;
}

const ITEMS =
  'i.consumer = :consumer AND i.snapshot_no = :snapshot AND i.request_id > :after AND i.request_id <= :last';
const ORDERS = 'feed_item i JOIN customer_order o ON o.request_id = i.request_id';

/** Lines with the number of the first line that is shipped to the same person and place; 0 where that is the buyer. */
function linesOn(dialect: Dialect): string {
  // A hash: servers compare only the first 1,024 bytes of a text when they sort.
  const shipTo = "JSON_EXTRACT(l.details, '$.shipTo')";
  const person = dialect === 'mysql' ? `SHA2(${shipTo}, 256)` : shipTo;
  return `(SELECT i.consumer, i.snapshot_no, l.*,
      CASE WHEN JSON_EXTRACT(l.details, '$.shipTo.name') IS NULL THEN 0
        ELSE MIN(l.line_no) OVER (PARTITION BY l.request_id, ${person}) END AS site_no
    FROM feed_item i JOIN order_line l ON l.request_id = i.request_id WHERE ${ITEMS}) i`;
}

/** Fields of a tender, which is an entry of a list. */
const TENDER = {
  no: { sqlite: 'j.key + 1', mysql: 'j.n' },
  description: { sqlite: "json_extract(j.value, '$.description')", mysql: 'j.description' },
  account: { sqlite: "json_extract(j.value, '$.account')", mysql: 'j.account' },
};
/** The number of the first tender of the order with the same account. */
const accountNo = (dialect: Dialect): string => `CASE WHEN COALESCE(${TENDER.account[dialect]}, '') = '' THEN NULL
  ELSE MIN(${TENDER.no[dialect]}) OVER (PARTITION BY i.request_id, ${TENDER.account[dialect]}) END`;
const onBoth = (expression: (dialect: Dialect) => string): Readonly<Record<Dialect, string>> => ({
  sqlite: expression('sqlite'),
  mysql: expression('mysql'),
});

const REQUEST = plain('request_id', 'number', 'i.request_id', 'request id of the order: joins the tables');

export const FEED_TABLES: readonly FeedTable[] = [
  {
    name: 'customers',
    row: 'the buyer of an order; the broker keeps no file of customers, so a buyer is who an order names',
    columns: [REQUEST, ...personColumns('soldTo', 'the buyer')],
    source: () => ({
      from: ORDERS,
      document: 'o.details',
      where: `${ITEMS} AND JSON_EXTRACT(o.details, '$.soldTo.name') IS NOT NULL`,
    }),
  },
  {
    name: 'orders',
    row: 'an order',
    columns: [
      REQUEST,
      plain('system_cd', 'text', 'o.system_cd', 'system that submitted the order'),
      plain('order_id', 'text', 'o.order_id', "that system's number of the order"),
      plain('transaction_no', 'text', 'o.transaction_no', 'number of its transaction'),
      plain('ref_transaction_no', 'text', 'o.ref_transaction_no', 'number of the transaction that it refers to'),
      plain('order_type', 'text', 'o.order_type', 'delivery, pickup or ship for pickup'),
      plain('status', 'text', 'o.status', 'status of the order, which follows from its lines'),
      plain('under_review', 'number', 'o.under_review', '1 while nothing of the order may be fulfilled'),
      plain('order_date', 'text', 'o.order_date', 'when the broker accepted it: ISO 8601, UTC'),
      plain('masked_date', 'text', 'o.masked_at', 'when its personal data was masked; empty if it was not'),
      plain('origin_system_cd', 'text', 'ol.system_cd', 'system of the location where it was placed'),
      plain('origin_location_cd', 'text', 'ol.location_cd', 'location where it was placed'),
      plain('pickup_system_cd', 'text', 'pl.system_cd', 'system of the location where it is collected'),
      plain('pickup_location_cd', 'text', 'pl.location_cd', 'location where it is collected; empty for a delivery'),
      json('transaction_date', 'text', 'transactionDate', 'date of the transaction, as the caller wrote it'),
      json('channel', 'text', 'channel', 'sales channel'),
      json('source_code', 'text', 'sourceCode', 'source code of the sale'),
      json('currency', 'text', 'currency', 'currency of all amounts'),
      json('subtotal', 'amount', 'subtotal', 'amount of the goods'),
      json('tax', 'amount', 'tax', 'tax of the goods'),
      json('freight', 'amount', 'freight', 'freight'),
      json('freight_tax', 'amount', 'freightTax', 'tax of the freight'),
      json('additional_freight', 'amount', 'additionalFreightCharges', 'additional freight'),
      json('additional_charges', 'amount', 'additionalCharges', 'additional charges'),
      json('total', 'amount', 'total', 'total'),
      json('balance_due', 'amount', 'balanceDue', 'what the customer has yet to pay'),
      json('ship_via', 'text', 'shipVia', 'code of the carrier that was asked for'),
      json('ship_via_description', 'text', 'shipViaDescription', 'name of that carrier'),
      json('ship_complete', 'text', 'shipComplete', 'Y if all of it is to be shipped together'),
      json('gift', 'text', 'gift', 'Y for a gift'),
      personal(json('special_instructions', 'note', 'specialInstructions', 'instructions')),
      personal(json('order_message', 'note', 'orderMessage', 'message with the order')),
      personal(json('gift_message', 'note', 'giftMessage', 'message with the gift')),
    ],
    source: () => ({
      from: ORDERS,
      document: 'o.details',
      joins: `LEFT JOIN location ol ON ol.id = o.originating_location_id
        LEFT JOIN location pl ON pl.id = o.pickup_location_id`,
      where: ITEMS,
    }),
  },
  {
    name: 'order_details',
    row: 'a line of an order',
    key: 'line_no',
    columns: [
      REQUEST,
      plain('line_no', 'number', 'i.line_no', "the broker's number of the line"),
      plain('requesting_line_no', 'number', 'i.requesting_line_no', "the caller's number; split lines share it"),
      plain('site_no', 'number', 'i.site_no', 'customer_sites row it is shipped to; 0 for the address of the buyer'),
      plain('item_id', 'text', 'i.item_id', 'item code of the system that submitted the order'),
      plain('product_cd', 'text', 'p.product_cd', 'product code of the catalog'),
      plain('description', 'text', 'p.description', 'name of the product'),
      plain('quantity', 'number', 'i.quantity', 'pieces'),
      plain('unit_price', 'amount', 'i.unit_price', 'price of one piece'),
      plain('tax', 'amount', 'i.tax', 'tax of the line'),
      plain('status', 'text', 'i.status', 'status of the line'),
      plain('status_date', 'text', 'i.status_date', 'when the status last changed: ISO 8601, UTC'),
      plain('system_cd', 'text', 'fl.system_cd', 'system of the location that fulfills the line'),
      plain('location_cd', 'text', 'fl.location_cd', 'location that fulfills it; empty until it is routed'),
      plain('pickup_system_cd', 'text', 'pl.system_cd', 'system of the location where it is collected'),
      plain('pickup_location_cd', 'text', 'pl.location_cd', 'location where it is collected; empty for a delivery'),
      plain('shipping_agent', 'text', 'i.shipping_agent', 'carrier'),
      plain('tracking_number', 'text', 'i.tracking_number', 'tracking number'),
      plain('shipment_date', 'text', 'i.shipment_date', 'when it was shipped, as it was reported'),
      json('upc', 'text', 'upc', 'UPC barcode'),
      json('ean', 'text', 'ean', 'EAN barcode'),
      json('freight', 'amount', 'extendedFreight', 'freight of the line'),
      json('customization_charge', 'amount', 'customizationCharge', 'charge for the customization'),
      json('gift_wrap', 'text', 'giftWrap', 'Y if it is wrapped as a gift'),
      json('ship_alone', 'text', 'shipAlone', 'Y if it is shipped by itself'),
      json('ship_weight', 'text', 'shipWeight', 'weight of one piece'),
      personal(json('special_instructions', 'note', 'specialInstructions', 'instructions for the line')),
      personal(json('line_message', 'note', 'message', 'message with the line')),
    ],
    source: (dialect) => ({
      from: linesOn(dialect),
      document: 'i.details',
      joins: `LEFT JOIN product p ON p.id = i.product_id LEFT JOIN location fl ON fl.id = i.location_id
        LEFT JOIN location pl ON pl.id = i.pickup_location_id`,
    }),
  },
  {
    name: 'payments',
    row: 'a tender of an order',
    key: 'payment_no',
    columns: [
      REQUEST,
      plain('payment_no', 'number', TENDER.no, 'number of the tender in the order, from 1'),
      json('line_item_no', 'text', 'lineItemNo', "the caller's number of the tender"),
      json('description', 'text', 'description', 'kind of tender'),
      json('amount', 'amount', 'amount', 'amount'),
      plain(
        'account_no',
        'number',
        onBoth(accountNo),
        'customer_accounts row that it was paid from; empty without an account',
      ),
    ],
    source: () => ({ from: ORDERS, document: 'o.details', list: 'tenders', where: ITEMS }),
  },
  {
    name: 'customer_accounts',
    row: 'an account that an order was paid from',
    key: 'account_no',
    columns: [
      REQUEST,
      plain(
        'account_no',
        'number',
        onBoth((on) => `MIN(${TENDER.no[on]})`),
        'payment_no of the first payment from it',
      ),
      plain(
        'description',
        'text',
        onBoth((on) => `MIN(${TENDER.description[on]})`),
        'kind of tender',
      ),
      personal(plain('account', 'text', TENDER.account, 'the account, as the caller wrote it')),
    ],
    source: (dialect) => ({
      from: ORDERS,
      document: 'o.details',
      list: 'tenders',
      where: `${ITEMS} AND COALESCE(${TENDER.account[dialect]}, '') <> ''`,
      groupBy: `i.consumer, i.snapshot_no, i.request_id, ${TENDER.account[dialect]}`,
    }),
  },
  {
    name: 'customer_sites',
    row: 'a person and place that lines of an order are shipped to, other than the buyer',
    key: 'site_no',
    columns: [
      REQUEST,
      plain('site_no', 'number', 'i.site_no', 'line_no of the first line that is shipped there'),
      ...personColumns('shipTo', 'the recipient'),
    ],
    source: (dialect) => ({
      from: linesOn(dialect),
      document: 'i.details',
      where: 'i.site_no > 0 AND i.site_no = i.line_no',
    }),
  },
];

/**
 * The statement that stores the rows of some orders of a snapshot, as they are now.
 *
 * One SELECT reads, formats and stores them: no row leaves the database, and the procedure for readers of SQL runs the same
 * statement.
 */
export function fillStatement(table: FeedTable, dialect: Dialect): string {
  const { columns } = table;
  const { from, document, list, joins = '', where, groupBy } = table.source(dialect);
  const values = columns.map((column) => valueOf(column, dialect, list === undefined ? document : 'j.value'));
  return `INSERT INTO feed_${table.name} (consumer, snapshot_no, ${columns.map(({ name }) => name).join(', ')})
    SELECT i.consumer, i.snapshot_no, ${values.join(', ')}
    FROM ${from}${documentOf(columns, document, list, dialect)} ${joins}
    ${where === undefined ? '' : `WHERE ${where}`} ${groupBy === undefined ? '' : `GROUP BY ${groupBy}`}`;
}

/** Reads the JSON document of each row once. SQLite's functions remember the document, so there only a list is joined. */
function documentOf(
  columns: readonly FeedColumn[],
  document: string,
  list: string | undefined,
  dialect: Dialect,
): string {
  if (dialect === 'sqlite') return list === undefined ? '' : ` JOIN json_each(${document}, '$.${list}') j`;
  const fields = new Map(
    list === undefined ? [] : ['description', 'account'].map((name) => [name, `VARCHAR(255) PATH '$.${name}'`]),
  );
  for (const column of columns)
    if ('path' in column.from) fields.set(column.name, `${jsonTypeOf(column)} PATH '$.${column.from.path}'`);
  const read = [...fields].map(([name, field]) => `${name} ${field}`);
  return list === undefined
    ? ` JOIN JSON_TABLE(${document}, '$' COLUMNS (${read.join(', ')})) j`
    : ` JOIN JSON_TABLE(${document}, '$.${list}[*]' COLUMNS (n FOR ORDINALITY, ${read.join(', ')})) j`;
}
