import type { LineReport } from '../../broker/direct-fulfillment/line-report.js';
import { reportsOf, SUPPLIER_REPORTS } from '../../domain/direct-fulfillment/df-type.js';
import { readShipDate } from '../../domain/direct-fulfillment/ship-date.js';
import { excerpt, isInt } from './parameters.js';

/** A report as it was sent: texts, `''` for what is absent. */
export interface WrittenReport {
  readonly key: string;
  readonly reference: string;
  readonly status: string;
  readonly quantity: string;
  readonly shipDate: string;
  readonly tracking: string;
  readonly invoice: string;
  readonly serial: string;
  readonly batch: string;
}

/** Lengths of the seed's parameters, in characters; a tracking number of its list is at most as long. */
const TRACKING = 100;
const INVOICE = 20;
const NUMBER = 100;

/**
 * Reads a report.
 * @param where names it in sentences, such as `Item 2: `; `''` for a call that has one
 * @returns the report, or every fault of it
 */
export function readReport(written: WrittenReport, where: string): LineReport | readonly string[] {
  const { key, reference, quantity, shipDate, tracking, invoice, serial, batch } = written;
  const status = SUPPLIER_REPORTS.find((one) => one === written.status.toUpperCase());
  const shippedAt = shipDate === '' ? undefined : readShipDate(shipDate);
  const trackingNumbers = [...new Set(tracking.split(/[,;]/).map((one) => one.trim()))].filter((one) => one !== '');
  const say = (name: string, found: string, expected: string): string =>
    `${where}${name}: found ${found}, expected ${expected}.`;
  const tooLong = (name: string, text: string, most: number): string[] =>
    text.length > most ? [say(name, `${String(text.length)} characters`, `at most ${String(most)}`)] : [];
  const faults = [
    ...(isInt(key) ? [] : [say('OrderHistoryKey', excerpt(key), 'the OrderHistKey of a line')]),
    ...(reference === '' || isInt(reference) ? [] : [say('OrderLineRef', excerpt(reference), 'a whole number')]),
    ...(status === undefined
      ? [
          say(
            'Status',
            excerpt(written.status),
            `${reportsOf(3).join(' or ')}, with DF type 2 ${reportsOf(2).join(' or ')}`,
          ),
        ]
      : []),
    ...(quantity === '' || (isInt(quantity) && Number(quantity) > 0)
      ? []
      : [say('Qty', excerpt(quantity), 'a whole number from 1')]),
    ...(shipDate !== '' && shippedAt === undefined
      ? [say('ShipDate', excerpt(shipDate), 'a time such as 20300131 16:46:12, 2030-01-31T16:46:12 or 01-31-2030')]
      : []),
    ...tooLong('TrackingID', tracking, TRACKING),
    ...tooLong('InvoiceNrExternal', invoice, INVOICE),
    ...tooLong('SerialNumber', serial, NUMBER),
    ...tooLong('BatchNumber', batch, NUMBER),
  ];
  if (faults.length > 0 || status === undefined) return faults;
  return {
    key: Number(key),
    reference: reference === '' ? undefined : Number(reference),
    status,
    quantity: quantity === '' ? undefined : Number(quantity),
    shippedAt,
    trackingNumbers,
    externalInvoice: invoice,
    serialNo: serial,
    batchNo: batch,
  };
}
