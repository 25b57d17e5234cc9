import type { LineReport } from '../../../broker/direct-fulfillment/line-report.js';
import { MOST_REPORTS, reportLines } from '../../../broker/direct-fulfillment/report-lines.js';
import type { XmlElement } from '../../../platform/xml/element.js';
import { childrenNamed, isNamed, readEmbedded, readFields } from '../embedded-xml.js';
import { SUPPLIER, supplierOf } from '../operation.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { outcomeOf } from '../outcome.js';
import { excerpt, ParameterError } from '../parameters.js';
import type { Parameters } from '../parameters.js';
import { readReport } from '../read-report.js';

/** What became of one line. */
export const updateOrderlineStatus: DirectFulfillmentOperation = {
  name: 'pixiDFUpdateOrderlineStatus',
  parameters: [
    ...SUPPLIER,
    { name: 'OrderHistoryKey', type: 'int', required: true },
    { name: 'Status', type: 'varchar', length: 3, required: true },
    { name: 'DFShipDate', type: 'datetime' },
    { name: 'DFTrackingID', type: 'varchar', length: 100 },
    { name: 'Qty', type: 'int' },
    { name: 'InvoiceNrExternal', type: 'varchar', length: 20 },
    { name: 'OrderLineRef', type: 'int' },
    { name: 'BatchNumber', type: 'varchar', length: 100 },
    { name: 'BestBeforeDate', type: 'datetime' },
    { name: 'SerialNumber', type: 'varchar', length: 100 },
  ],
  answer: async (call) => {
    const caller = await supplierOf(call);
    const { parameters, context } = call;
    return outcomeOf(() => reportLines(context.broker, caller, [oneReport(parameters)], { createInvoices: false }));
  },
};

function oneReport(parameters: Parameters): LineReport {
  const report = readReport(
    {
      key: parameters.text('OrderHistoryKey'),
      reference: parameters.text('OrderLineRef'),
      status: parameters.text('Status'),
      quantity: parameters.text('Qty'),
      shipDate: parameters.text('DFShipDate'),
      tracking: parameters.text('DFTrackingID'),
      invoice: parameters.text('InvoiceNrExternal'),
      serial: parameters.text('SerialNumber'),
      batch: parameters.text('BatchNumber'),
    },
    '',
  );
  if ('key' in report) return report;
  throw new ParameterError(report);
}

/** What became of several lines: all of it is done, or nothing, with every fault. */
export const setStatus: DirectFulfillmentOperation = {
  name: 'pixiDFSetStatus',
  parameters: [
    { name: 'XML', type: 'varchar', required: true },
    { name: 'CreateInvoices', type: 'varchar', length: 1 },
    ...SUPPLIER,
  ],
  answer: async (call) => {
    const { parameters, context } = call;
    const caller = await supplierOf(call);
    return outcomeOf(() => {
      const createInvoices = readYes(parameters.text('CreateInvoices'));
      return reportLines(context.broker, caller, readItems(parameters.element('XML')), { createInvoices });
    });
  },
};

/** @throws {ParameterError} */
function readYes(text: string): boolean {
  if (!/^[YN]?$/i.test(text))
    throw new ParameterError([`Parameter CreateInvoices: found ${excerpt(text)}, expected Y or N.`]);
  return text.toUpperCase() === 'Y';
}

/** The fields of an item; the other names are those that the same things have in calls and row sets. */
const ITEM_FIELDS = {
  key: ['ORDERHISTORYKEY', 'ORDERHISTKEY'],
  reference: ['ORDERLINEREF'],
  status: ['STATUS'],
  quantity: ['QTY'],
  shipDate: ['SHIPDATE', 'DFSHIPDATE'],
  tracking: ['TRACKINGID', 'DFTRACKINGID'],
  invoice: ['INVOICENREXTERNAL'],
  serial: ['SERIALNUMBER'],
  batch: ['BATCHNUMBER'],
  bestBefore: ['BESTBEFOREDATE'],
} as const;

/** The reports of a batch. @throws {ParameterError} with every fault of every item */
function readItems(parameter: XmlElement | undefined): readonly LineReport[] {
  const root = parameter === undefined ? 'it is missing' : readEmbedded(parameter);
  const expected = 'expected <SETDFSTATUS> with an <ITEM> for each line';
  if (typeof root === 'string') throw new ParameterError([`Parameter XML: ${root}; ${expected}.`]);
  if (!isNamed(root.local, 'SETDFSTATUS'))
    throw new ParameterError([`Parameter XML: found <${root.local.slice(0, 50)}>, ${expected}.`]);
  const items = childrenNamed(root, 'ITEM');
  if (items.length === 0 || items.length > MOST_REPORTS)
    throw new ParameterError([
      `Parameter XML: found ${String(items.length)} items, expected 1 to ${String(MOST_REPORTS)}.`,
    ]);
  const read = items.map((item, index): LineReport | readonly string[] => {
    const where = `Item ${String(index + 1)}: `;
    const { texts, faults } = readFields(item, ITEM_FIELDS);
    const report = readReport(texts, where);
    if (faults.length === 0) return report;
    return [...faults.map((fault) => `${where}${fault}`), ...('key' in report ? [] : report)];
  });
  const faults = read.flatMap((report) => ('key' in report ? [] : report));
  if (faults.length > 0) throw new ParameterError(faults);
  return read.filter((report): report is LineReport => 'key' in report);
}
