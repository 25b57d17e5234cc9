import { findMerchantLines } from '../../../broker/direct-fulfillment/merchant/merchant-lines.js';
import type { MerchantFilter, MerchantLine } from '../../../broker/direct-fulfillment/merchant/merchant-lines.js';
import { parseDfStatus, statusesShownAs } from '../../../domain/direct-fulfillment/line-status.js';
import { readShipDate } from '../../../domain/direct-fulfillment/ship-date.js';
import type { Order } from '../../../domain/order/order.js';
import { escapeText } from '../../../platform/xml/escape.js';
import { childrenNamed, readEmbedded } from '../embedded-xml.js';
import { HEADER_COLUMNS, MERCHANT_LINE_COLUMNS } from '../merchant-columns.js';
import { noteCut } from '../operation.js';
import type { DirectFulfillmentOperation, OperationCall } from '../operation.js';
import { excerpt, isInt, ParameterError } from '../parameters.js';
import type { ParameterSpec, Parameters } from '../parameters.js';
import type { Column } from '../row-set.js';
import { rows } from '../sql-result.js';

const COMMON: readonly ParameterSpec[] = [
  { name: 'ShopID', type: 'varchar', length: 10 },
  { name: 'OrderNr', type: 'int' },
  { name: 'RowCount', type: 'int' },
  { name: 'PaymentType', type: 'varchar', length: 100 },
];

/** Orders of the merchant with their addresses. */
export const getOrderHeader: DirectFulfillmentOperation = {
  name: 'pixiGetOrderHeader',
  parameters: [
    ...COMMON,
    { name: 'CustKey', type: 'varchar', length: 50 },
    { name: 'FromTime', type: 'datetime' },
    { name: 'UntilTime', type: 'datetime' },
    { name: 'FromUpdateTime', type: 'datetime' },
    { name: 'OrderNrExternal', type: 'varchar', length: 50 },
    { name: 'ShippingCountry', type: 'varchar', length: 50 },
  ],
  answer: async (call) => {
    const { parameters } = call;
    const [customer, country] = [parameters.text('CustKey'), parameters.text('ShippingCountry').toUpperCase()];
    const lines = await find(
      call,
      'pixiGetOrderHeader',
      {
        ...range('from', parameters, 'FromTime'),
        ...range('until', parameters, 'UntilTime'),
        ...range('changedFrom', parameters, 'FromUpdateTime'),
      },
      ({
        order: {
          details,
          lines: [first],
        },
      }) =>
        (customer === '' || details.soldTo?.customerNo === customer) &&
        (country === '' || first?.details.shipTo?.address.country.toUpperCase() === country),
    );
    return rows(HEADER_COLUMNS, [...new Set(lines.map(({ order }) => order))]);
  },
};

const lineOperation = (name: string): DirectFulfillmentOperation => ({
  name,
  parameters: [
    ...COMMON,
    { name: 'Status', type: 'varchar', length: 3 },
    { name: 'InvoiceNr', type: 'int' },
    { name: 'OrderDateFrom', type: 'datetime' },
    { name: 'OrderDateTo', type: 'datetime' },
    { name: 'UpdateDateFrom', type: 'datetime' },
    { name: 'UpdateDateTo', type: 'datetime' },
    { name: 'OrderlineKey', type: 'int' },
    { name: 'ShowOrderlines', type: 'bit' },
  ],
  answer: async (call) => {
    const { parameters } = call;
    const wanted = parameters.text('Status');
    const status = parseDfStatus(wanted);
    if (wanted !== '' && status === undefined)
      throw new ParameterError([`Parameter Status: found ${excerpt(wanted)}, expected a status such as ANG.`]);
    const [key, invoice] = [parameters.int('OrderlineKey'), parameters.int('InvoiceNr')];
    const lines = await find(
      call,
      name,
      {
        ...range('from', parameters, 'OrderDateFrom'),
        ...range('until', parameters, 'OrderDateTo'),
        ...range('changedFrom', parameters, 'UpdateDateFrom'),
        ...range('changedUntil', parameters, 'UpdateDateTo'),
        ...(status === undefined ? {} : { statuses: statusesShownAs(status) }),
        ...(invoice === undefined ? {} : { invoiceId: invoice }),
        ...(key === undefined ? {} : { key }),
      },
      (line) =>
        (status === undefined || line.status === status) &&
        (key === undefined || line.reference === key || line.key === key) &&
        (invoice === undefined || line.invoice === invoice),
    );
    return rows(MERCHANT_LINE_COLUMNS, lines);
  },
});

/** Lines of the merchant's orders, under both names that the operation has. */
export const getMerchantLines = [lineOperation('pixiGetOrderlines'), lineOperation('pixiGetOrderline')] as const;

interface WholeOrder {
  readonly order: Order;
  readonly lines: readonly MerchantLine[];
}

/** Most orders that one call asks for. */
const MOST_NUMBERS = 100;

/** Whole orders: a row each, with documents of its head and its lines as text. */
export const getOrder: DirectFulfillmentOperation = {
  name: 'pixiGetOrder',
  parameters: [{ name: 'OrderNrXML', type: 'varchar', required: true }],
  answer: async ({ context, parameters, user }) => {
    const numbers = readNumbers(parameters);
    const found: MerchantLine[] = [];
    for (const number of numbers)
      found.push(...(await findMerchantLines(context.broker, user, { ...number, limit: MOST_NUMBERS })).items);
    const orders = new Map<number, WholeOrder>();
    for (const { order } of found)
      orders.set(order.requestId, { order, lines: found.filter((line) => line.order === order) });
    return rows<WholeOrder>(
      [
        { name: 'OrderNr', type: 'int', value: ({ order }) => order.requestId },
        { name: 'OrderNrExternal', type: { varchar: 50 }, value: ({ order }) => order.orderId },
        {
          name: 'OrderHeader',
          type: { varchar: 100_000 },
          value: ({ order }) => documentOf('ORDER', HEADER_COLUMNS, [order]),
        },
        {
          name: 'Orderlines',
          type: { varchar: 1_000_000 },
          value: ({ lines }) => `<ORDERLINES>${documentOf('ORDERLINE', MERCHANT_LINE_COLUMNS, lines)}</ORDERLINES>`,
        },
      ],
      [...orders.values()],
    );
  },
};

function documentOf<Row>(element: string, columns: readonly Column<Row>[], found: readonly Row[]): string {
  return found
    .map((row) => {
      const fields = columns.map(({ name, value }) => [name, value(row)] as const).filter(([, one]) => one !== null);
      return `<${element}>${fields.map(([name, one]) => `<${name}>${escapeText(String(one))}</${name}>`).join('')}</${element}>`;
    })
    .join('');
}

/** @throws {ParameterError} */
function readNumbers(parameters: Parameters): ({ requestId: number } | { orderId: string })[] {
  const parameter = parameters.element('OrderNrXML');
  const root = parameter === undefined ? 'it is missing' : readEmbedded(parameter);
  if (typeof root === 'string') throw new ParameterError([`Parameter OrderNrXML: ${root}.`]);
  const own = childrenNamed(root, 'OrderNr').map(({ text }) => text.trim());
  const external = childrenNamed(root, 'OrderNrExternal').map(({ text }) => text.trim());
  const count = own.length + external.length;
  if (count === 0 || count > MOST_NUMBERS)
    throw new ParameterError([
      `Parameter OrderNrXML: found ${String(count)} numbers, expected 1 to ${String(MOST_NUMBERS)} of <OrderNr> or <OrderNrExternal>.`,
    ]);
  const wrong = own.filter((number) => !isInt(number));
  if (wrong.length > 0)
    throw new ParameterError([`Parameter OrderNrXML: found ${wrong.map(excerpt).join(', ')}, expected whole numbers.`]);
  return [...own.map((number) => ({ requestId: Number(number) })), ...external.map((orderId) => ({ orderId }))];
}

/** Orders of an answer whose call does not say how many it wants. */
const USUAL_ROW_COUNT = 1000;

/**
 * The lines that a call asks for. RowCount counts the orders that are in the answer, not those that were looked through for it.
 * @throws {ParameterError}
 */
async function find(
  call: OperationCall,
  operation: string,
  more: Partial<MerchantFilter>,
  isWanted: (line: MerchantLine) => boolean,
): Promise<readonly MerchantLine[]> {
  const { context, parameters, user } = call;
  const { mostOrders } = context;
  const rowCount = parameters.int('RowCount');
  const limit = rowCount ?? Math.min(USUAL_ROW_COUNT, mostOrders);
  if (limit < 1 || limit > mostOrders)
    throw new ParameterError([
      `Parameter RowCount: found ${String(limit)}, expected 1 to ${String(mostOrders)} (DIRECT_FULFILLMENT_MAX_ORDERS).`,
    ]);
  const requestId = parameters.int('OrderNr');
  const orderId = parameters.has('OrderNrExternal') ? parameters.text('OrderNrExternal') : '';
  const shop = parameters.text('ShopID');
  const payment = parameters.text('PaymentType').toUpperCase();
  const filter = {
    // 0 stands for every order.
    ...(requestId === undefined || requestId === 0 ? {} : { requestId }),
    ...(orderId === '' ? {} : { orderId }),
    ...(shop === '' ? {} : { systemCd: shop }),
    ...more,
    limit,
  };
  const { items, isCut } = await findMerchantLines(
    context.broker,
    user,
    filter,
    (line) =>
      isWanted(line) &&
      (payment === '' || line.order.details.tenders.some(({ description }) => description.toUpperCase() === payment)),
  );
  const isFull = new Set(items.map(({ order }) => order)).size === limit;
  if (isCut && (rowCount === undefined || !isFull))
    noteCut(call, operation, 'a RowCount, a time or another filter asks for the others');
  return items;
}

/** A part of a filter from a time. @throws {ParameterError} for what is no date */
function range<Name extends string>(
  name: Name,
  parameters: Parameters,
  parameter: string,
): Partial<Record<Name, string>> {
  const text = parameters.text(parameter);
  if (text === '') return {};
  const time = readShipDate(text);
  if (time === undefined)
    throw new ParameterError([
      `Parameter ${parameter}: found ${excerpt(text)}, expected a time such as 2030-01-31T16:46:12.`,
    ]);
  return { [name]: time } as Partial<Record<Name, string>>;
}
