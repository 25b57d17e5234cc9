import { createInvoices as create, MOST_TRACKING } from '../../../broker/direct-fulfillment/create-invoices.js';
import type { InvoiceOrder } from '../../../broker/direct-fulfillment/create-invoices.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { XmlElement } from '../../../platform/xml/element.js';
import { childrenNamed, readEmbedded, readFields } from '../embedded-xml.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { isInt } from '../parameters.js';
import type { Column } from '../row-set.js';
import { NO_ROWS, rows } from '../sql-result.js';

/** The messages of this operation, word for word as its clients know them. */
const MESSAGES = {
  created: 'Direct fulfilment Invoice(s) created with invoice number(s): ',
  notXml: 'XML is empty or not proper. Please review and adapt.',
  vendor: 'Ship vendor code is too long, field size max. of 3 characters was reached. Please review and adapt.',
  tracking: 'TrackingId is too long, field size max. of 512 characters was reached. Please review and adapt.',
  returns: 'ReturnTrackingId is too long, field size max. of 512 characters was reached. Please review and adapt.',
  unknown: 'One or more orderline keys does not exist in database. Please review and adapt.',
} as const;

const MOST_VENDOR = 3;
const MOST_LINES = 1000;

interface Outcome {
  readonly code: 'OK' | 'ERROR';
  readonly message: string;
}

const COLUMNS: readonly Column<Outcome>[] = [
  { name: 'ReturnCode', type: { varchar: 10 }, value: ({ code }) => code },
  { name: 'ErrorMessage', type: { varchar: 512 }, value: ({ message }) => message },
];

/** Makes invoices of what was sent: of the lines that are named, or of all. The outcome is told on request. */
export const createInvoices: DirectFulfillmentOperation = {
  name: 'pixiDFCreateInvoices',
  parameters: [
    { name: 'OrderLinesXML', type: 'varchar' },
    { name: 'ShowDetailedMessages', type: 'bit' },
  ],
  answer: async ({ context, parameters, user }) => {
    const outcome = await outcomeOf(async () => {
      const caller = await context.suppliers.callerOf(user);
      const parameter = parameters.element('OrderLinesXML');
      return create(context.broker, caller, parameter === undefined ? undefined : readLines(parameter));
    });
    return parameters.bit('ShowDetailedMessages') ? rows(COLUMNS, [outcome]) : NO_ROWS;
  },
};

async function outcomeOf(work: () => Promise<readonly number[]>): Promise<Outcome> {
  try {
    return { code: 'OK', message: `${MESSAGES.created}${(await work()).join(', ')}` };
  } catch (error) {
    if (error instanceof InvoiceTextError) return { code: 'ERROR', message: error.message };
    if (!(error instanceof RefusedError)) throw error;
    return { code: 'ERROR', message: error.code === 'key_unknown' ? MESSAGES.unknown : error.message };
  }
}

/** A document that says something an invoice has no room for. */
class InvoiceTextError extends Error {
  override readonly name = 'InvoiceTextError';
  readonly code = 'invoice-text';
}

/** @throws {InvoiceTextError} */
function readLines(parameter: XmlElement): readonly InvoiceOrder[] {
  const root = readEmbedded(parameter);
  const lines = typeof root === 'string' ? [] : childrenNamed(root, 'Orderline');
  if (lines.length === 0 || lines.length > MOST_LINES) throw new InvoiceTextError(MESSAGES.notXml);
  return lines.map(readLine);
}

const LINE_FIELDS = {
  key: ['OrderlineKey'],
  shipVendor: ['ShipVendor'],
  tracking: ['ShipmentTrackingId'],
  returns: ['ReturnTrackingId'],
} as const;

function readLine(line: XmlElement): InvoiceOrder {
  const { texts, faults } = readFields(line, LINE_FIELDS);
  const { key, shipVendor, tracking, returns } = texts;
  // The seed's sentences have none for this.
  if (faults.length > 0) throw new InvoiceTextError(MESSAGES.notXml);
  if (shipVendor.length > MOST_VENDOR) throw new InvoiceTextError(MESSAGES.vendor);
  if (tracking.length > MOST_TRACKING) throw new InvoiceTextError(MESSAGES.tracking);
  if (returns.length > MOST_TRACKING) throw new InvoiceTextError(MESSAGES.returns);
  if (!isInt(key)) throw new InvoiceTextError(key === '' ? MESSAGES.notXml : MESSAGES.unknown);
  return {
    key: Number(key),
    shipVendor,
    trackingNumbers: numbersIn(tracking),
    returnTrackingNumbers: numbersIn(returns),
  };
}

const numbersIn = (text: string): string[] =>
  text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
