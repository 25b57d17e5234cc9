import type { Session } from '../../platform/db/session.js';
import type { Schedule } from '../../domain/values/job-schedule.js';
import { invoiceOrder } from '../direct-fulfillment/create-invoices.js';
import { suppliersOf } from '../direct-fulfillment/supplier-access.js';
import { findUninvoicedOrders } from '../../store/direct-fulfillment/supplier-orders.js';
import { inUnit } from '../unit.js';
import { forEachOrder } from './each-order.js';
import type { Job } from './job.js';

/** Orders that are looked for at a time. */
const BATCH = 100;

/**
 * The job `invoices`: makes the invoices of what direct fulfillment suppliers sent, where df_invoice_type_one and
 * df_invoice_type_two are on. One transaction for each order, so that one that fails does not keep the others.
 */
export function makeInvoices(schedule: Schedule): Job {
  return {
    name: 'invoices',
    does: 'makes invoices of what direct fulfillment suppliers sent',
    schedule,
    takesOptions: true,
    run: async (context, run) => {
      for (const name of ['invoices', 'failed']) run.tally.count(name, 0);
      const network = await context.database.transaction((session) => context.networks.current(session));
      if (!network.preferences.directFulfillment.invoicesByItself) return;
      const locationIds = new Set(suppliersOf(network).map(({ id }) => id));
      if (locationIds.size === 0) return;
      const batches = {
        start: 0,
        size: BATCH,
        // In the transaction that it is given: another one would wait for this one where there is one connection.
        find: (session: Session, after: number) => findUninvoicedOrders(session, [...locationIds], after, BATCH),
        requestIdOf: (requestId: number) => requestId,
        failure: 'the invoice of an order could not be made',
      };
      await forEachOrder(context, run, batches, async (requestId) => {
        if (run.options.dryRun === true) {
          run.tally.count('invoices');
          run.tally.keep({ request_id: requestId });
          return;
        }
        const made = await inUnit(context, { retryOnConflict: true }, (unit) =>
          invoiceOrder(unit, requestId, locationIds, { createdBy: '' }),
        );
        for (const invoice of made) {
          run.tally.count('invoices');
          run.tally.keep({ request_id: requestId, invoice });
        }
      });
    },
  };
}
