import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** An invoice of what a supplier shipped to the customer of one order. Its id is its number. */
export interface Invoice {
  readonly id: number;
  readonly requestId: number;
  readonly locationId: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** At most three characters; empty for none. */
  readonly shipVendor: string;
  /** Numbers separated by semicolons. */
  readonly tracking: string;
  readonly returnTracking: string;
  /** Who had it made; empty for the job. */
  readonly createdBy: string;
}

const INVOICE = tableOf<Invoice>('df_invoice', {
  id: numeric('id'),
  requestId: numeric('request_id'),
  locationId: numeric('location_id'),
  createdAt: text('created_at'),
  shipVendor: text('ship_vendor'),
  tracking: text('tracking'),
  returnTracking: text('return_tracking'),
  createdBy: text('created_by'),
});
const NEW = INVOICE.without('id');

/** Units of a line on an invoice. */
export interface InvoiceLine {
  readonly invoiceId: number;
  readonly lineNo: number;
  readonly quantity: number;
}

const LINE = tableOf<InvoiceLine>('df_invoice_line', {
  invoiceId: numeric('invoice_id'),
  lineNo: numeric('line_no'),
  quantity: numeric('quantity'),
});

/** Stores an invoice with its lines. @returns its number */
export async function insertInvoice(
  session: Session,
  invoice: Omit<Invoice, 'id'>,
  lines: readonly Omit<InvoiceLine, 'invoiceId'>[],
): Promise<number> {
  const { insertId: invoiceId } = await session.run(NEW.insertStatement, NEW.values(invoice));
  await LINE.insert(
    session,
    lines.map((line) => ({ ...line, invoiceId })),
  );
  return invoiceId;
}

/**
 * Divides what is kept of a line that was sent between it and the line that was divided off: whether it waits for an invoice, or
 * its units on one. @param rest keeps the line number
 */
export async function divideInvoiced(
  session: Session,
  requestId: number,
  rest: { readonly lineNo: number; readonly quantity: number },
  part: { readonly lineNo: number; readonly quantity: number },
): Promise<void> {
  const entry = await session.first<{ invoice_id: number | null }>(
    'SELECT invoice_id FROM df_line WHERE request_id = ? AND line_no = ?',
    [requestId, rest.lineNo],
  );
  if (entry === undefined) return;
  await session.run(
    `INSERT INTO df_line (request_id, line_no, confirmed_key, external_invoice, invoice_id)
     SELECT request_id, ?, 0, external_invoice, invoice_id FROM df_line WHERE request_id = ? AND line_no = ?`,
    [part.lineNo, requestId, rest.lineNo],
  );
  const { invoice_id: invoiceId } = entry;
  if (invoiceId === null || invoiceId === 0) return;
  await session.run('UPDATE df_invoice_line SET quantity = ? WHERE invoice_id = ? AND line_no = ?', [
    rest.quantity,
    invoiceId,
    rest.lineNo,
  ]);
  await LINE.insert(session, [{ invoiceId, lineNo: part.lineNo, quantity: part.quantity }]);
}

/** An invoice with its lines. */
export type InvoiceWithLines = Invoice & { readonly lines: readonly InvoiceLine[] };

/** Lists invoices by ascending number. */
export async function listInvoices(
  session: Session,
  filter: { readonly requestId?: number; readonly after: number; readonly limit: number },
): Promise<InvoiceWithLines[]> {
  const { requestId, after, limit } = filter;
  const rows = await session.all(
    `SELECT ${INVOICE.list} FROM df_invoice WHERE id > ?${requestId === undefined ? '' : ' AND request_id = ?'} ORDER BY id LIMIT ?`,
    [after, ...(requestId === undefined ? [] : [requestId]), limit],
  );
  const invoices = rows.map(INVOICE.read);
  if (invoices.length === 0) return [];
  const ids = invoices.map(({ id }) => id);
  const lines = (
    await session.all(
      `SELECT ${LINE.list} FROM df_invoice_line WHERE invoice_id IN ${placeholders(ids)} ORDER BY invoice_id, line_no`,
      ids,
    )
  ).map(LINE.read);
  return invoices.map((invoice) => ({ ...invoice, lines: lines.filter(({ invoiceId }) => invoiceId === invoice.id) }));
}
