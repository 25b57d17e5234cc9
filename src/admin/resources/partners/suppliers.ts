import { createInvoices } from '../../../broker/direct-fulfillment/create-invoices.js';
import { getInvoices } from '../../../broker/direct-fulfillment/list-invoices.js';
import { getLocks, lock, unlock } from '../../../broker/direct-fulfillment/manage-locks.js';
import { getSuppliers, removeSupplier, setSupplier } from '../../../broker/direct-fulfillment/manage-suppliers.js';
import { callerFor } from '../../../broker/direct-fulfillment/supplier-access.js';
import { markOrdered, receiveSupplies } from '../../../broker/direct-fulfillment/supplies.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import { jsonRoute, ok } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { errorSchema } from '../../schemas/common.js';
import {
  invoicePage,
  invoiceQuery,
  lockList,
  madeInvoices,
  newLock,
  newSupplier,
  storedSupplier,
  suppliedUnits,
  supplierList,
  supplyOutcome,
} from '../../schemas/partners/suppliers.js';

const CONTRADICTION = { description: 'What is stored contradicts it; nothing was changed', schema: errorSchema };

const codeOf = (param: (name: string) => string): LocationCode => ({
  systemCd: param('system_cd'),
  locationCd: param('location_cd'),
});

/** Direct fulfillment suppliers: their credentials, what they send to the merchant, locks, and invoices. */
export const supplierRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/suppliers',
    role: 'read',
    summary: 'List the direct fulfillment suppliers',
    responses: { 200: { description: 'The locations with the channel direct_fulfillment', schema: supplierList } },
    handle: async (context) => ok({ items: await getSuppliers(context) }),
  }),
  jsonRoute({
    method: 'put',
    path: '/suppliers/{system_cd}/{location_cd}',
    role: 'administer',
    summary: 'Give a supplier a number and a secret, or new ones',
    body: { schema: newSupplier },
    responses: { 200: { description: 'The supplier with its secret', schema: storedSupplier }, 409: CONTRADICTION },
    handle: async (context, { param, body }) => {
      const { supplier, secret } = await setSupplier(context, codeOf(param), body);
      return ok({ ...supplier, secret });
    },
  }),
  jsonRoute({
    method: 'delete',
    path: '/suppliers/{system_cd}/{location_cd}',
    role: 'administer',
    summary: 'Take number and secret from a supplier',
    responses: { 204: { description: 'Its next call is refused' } },
    handle: async (context, { param }) => {
      await removeSupplier(context, codeOf(param));
      return { status: 204 };
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/suppliers/{system_cd}/{location_cd}/deliveries',
    role: 'operate',
    summary: 'Mark the oldest lines of a product as ordered, up to the quantity that a supplier reported as delivered',
    body: { schema: suppliedUnits },
    responses: { 200: { description: 'The lines that were marked', schema: supplyOutcome }, 409: CONTRADICTION },
    handle: async (context, { param, body }) =>
      ok(await markOrdered(context, codeOf(param), { itemId: body.item_id, quantity: body.quantity })),
  }),
  jsonRoute({
    method: 'post',
    path: '/suppliers/{system_cd}/{location_cd}/arrivals',
    role: 'operate',
    summary: 'Give the oldest lines of a product that wait for it to the merchant, up to the quantity that arrived',
    body: { schema: suppliedUnits },
    responses: {
      200: { description: 'The lines that the merchant has now', schema: supplyOutcome },
      409: CONTRADICTION,
    },
    handle: async (context, { param, body }) =>
      ok(await receiveSupplies(context, codeOf(param), { itemId: body.item_id, quantity: body.quantity })),
  }),
];

/** Locks of customers and of the shipping of orders, and invoices. */
export const invoiceRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/locks',
    role: 'read',
    summary: 'List the customers and orders that are locked for direct fulfillment',
    responses: { 200: { description: 'The locks', schema: lockList } },
    handle: async (context, { role }) => {
      const locks = await getLocks(context);
      const items = locks.map(({ kind, subject, lockedAt, lockedBy }) => ({
        kind,
        subject: kind === 'customer' && role === 'read' ? '***' : subject,
        locked_at: lockedAt,
        locked_by: lockedBy,
      }));
      return ok({ items });
    },
  }),
  ...(['lock', 'unlock'] as const).map((act) =>
    jsonRoute({
      method: 'post',
      path: `/locks/${act}`,
      role: 'operate',
      summary: act === 'lock' ? 'Lock a customer, or the shipping of an order' : 'Remove a lock, if there is one',
      body: { schema: newLock },
      responses: { 204: { description: 'Done; a repeat changes nothing' } },
      handle: async (context, { body, actor }) => {
        const [kind, subject] =
          'customer' in body ? (['customer', body.customer] as const) : (['order', String(body.request_id)] as const);
        await (act === 'lock' ? lock(context, kind, subject, actor) : unlock(context, kind, subject));
        return { status: 204 };
      },
    }),
  ),
  jsonRoute({
    method: 'get',
    path: '/invoices',
    role: 'read',
    summary: 'List the invoices of what direct fulfillment suppliers sent, oldest first',
    query: invoiceQuery,
    responses: { 200: { description: 'A page of invoices', schema: invoicePage } },
    handle: async (context, { query }) => {
      const { items, next } = await getInvoices(context, {
        limit: query.limit,
        after: query.after ?? 0,
        ...(query.request_id === undefined ? {} : { requestId: query.request_id }),
      });
      return ok({ items, ...(next === undefined ? {} : { next: String(next) }) });
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/invoices',
    role: 'operate',
    summary: 'Make the invoices of everything that suppliers sent and no invoice has',
    responses: { 200: { description: 'The numbers of the invoices', schema: madeInvoices } },
    handle: async (context, { actor }) =>
      ok({ numbers: await createInvoices(context, await callerFor(context, actor)) }),
  }),
];
