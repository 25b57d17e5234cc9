import { listInvoices } from '../../store/direct-fulfillment/invoices.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';

/** An invoice as REST shows it. */
export interface InvoiceRecord {
  readonly number: number;
  readonly request_id: number;
  readonly order_id: string;
  readonly system_cd: string;
  readonly location_cd: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly ship_vendor: string;
  readonly tracking_numbers: readonly string[];
  readonly return_tracking_numbers: readonly string[];
  readonly lines: readonly { readonly line_no: number; readonly quantity: number }[];
}

/** Lists invoices by ascending number. @returns at most `limit`, and the number to go on after */
export function getInvoices(
  context: BrokerContext,
  filter: { readonly requestId?: number; readonly after: number; readonly limit: number },
): Promise<{ readonly items: readonly InvoiceRecord[]; readonly next?: number }> {
  return inUnit(context, async ({ session, network }) => {
    const found = await listInvoices(session, { ...filter, limit: filter.limit + 1 });
    const shown = found.slice(0, filter.limit);
    const orders = await readOrders(
      session,
      shown.map(({ requestId }) => requestId),
    );
    const items = shown.map((invoice): InvoiceRecord => {
      const { system, locationCd } = network.locationById(invoice.locationId);
      return {
        number: invoice.id,
        request_id: invoice.requestId,
        order_id: orders.find(({ requestId }) => requestId === invoice.requestId)?.orderId ?? '',
        system_cd: system.systemCd,
        location_cd: locationCd,
        created_at: invoice.createdAt,
        created_by: invoice.createdBy,
        ship_vendor: invoice.shipVendor,
        tracking_numbers: numbersIn(invoice.tracking),
        return_tracking_numbers: numbersIn(invoice.returnTracking),
        lines: invoice.lines.map(({ lineNo, quantity }) => ({ line_no: lineNo, quantity })),
      };
    });
    const last = shown.at(-1)?.id;
    return found.length > shown.length && last !== undefined ? { items, next: last } : { items };
  });
}

const numbersIn = (text: string): string[] => (text === '' ? [] : text.split(';'));
