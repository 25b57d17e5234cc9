import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';

/** A direct fulfillment supplier; its number is null while it cannot call. */
export interface AdminSupplier extends AdminLocation {
  readonly name: string;
  readonly number: string | null;
  readonly changed_at: string | null;
}

/** Lines that supplied units went to, and units that no line waits for. */
export interface SupplyResult {
  readonly lines: readonly {
    readonly request_id: number;
    readonly order_id: string;
    readonly line_no: number;
    readonly quantity: number;
  }[];
  readonly rest: number;
}

export interface AdminLock {
  readonly kind: 'customer' | 'order';
  readonly subject: string;
  readonly locked_at: string;
  readonly locked_by: string;
}

export interface AdminInvoice extends AdminLocation {
  readonly number: number;
  readonly request_id: number;
  readonly order_id: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly ship_vendor: string;
  readonly tracking_numbers: readonly string[];
  readonly return_tracking_numbers: readonly string[];
  readonly lines: readonly { readonly line_no: number; readonly quantity: number }[];
}

const pathOf = ({ system_cd, location_cd }: AdminLocation): string =>
  `/suppliers/${encodeURIComponent(system_cd)}/${encodeURIComponent(location_cd)}`;

const json = (body: object) => ({ contentType: 'application/json', body: JSON.stringify(body) });

export async function listSuppliers(server: Server): Promise<readonly AdminSupplier[]> {
  return (await callAdmin<{ items: readonly AdminSupplier[] }>(server, '/suppliers')).items;
}

/** Gives a supplier a number and a secret. @returns the supplier with its secret */
export function setSupplier(
  server: Server,
  place: AdminLocation,
  body: { readonly number: string; readonly secret?: string },
): Promise<AdminSupplier & { readonly secret: string }> {
  return callAdmin(server, pathOf(place), { method: 'PUT', ...json(body) });
}

export function removeSupplier(server: Server, place: AdminLocation): Promise<void> {
  return callAdmin(server, pathOf(place), { method: 'DELETE' });
}

/** @param what `deliveries` of a supplier, or their `arrivals` at the merchant */
export function reportSupplies(
  server: Server,
  place: AdminLocation,
  what: 'deliveries' | 'arrivals',
  body: { readonly item_id: string; readonly quantity: number },
): Promise<SupplyResult> {
  return callAdmin(server, `${pathOf(place)}/${what}`, { method: 'POST', ...json(body) });
}

export async function listLocks(server: Server): Promise<readonly AdminLock[]> {
  return (await callAdmin<{ items: readonly AdminLock[] }>(server, '/locks')).items;
}

/** Locks or unlocks a customer, or the shipping of an order. */
export function changeLock(
  server: Server,
  act: 'lock' | 'unlock',
  body: { readonly customer: string } | { readonly request_id: number },
): Promise<void> {
  return callAdmin(server, `/locks/${act}`, { method: 'POST', ...json(body) });
}

/** A page of invoices by ascending number. */
export function listInvoices(
  server: Server,
  { requestId, limit }: { readonly requestId?: number; readonly limit: number },
): Promise<{ readonly items: readonly AdminInvoice[]; readonly next?: string }> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(requestId === undefined ? {} : { request_id: String(requestId) }),
  });
  return callAdmin(server, `/invoices?${query.toString()}`);
}

/** @returns the numbers of the invoices that were made */
export async function createInvoices(server: Server): Promise<readonly number[]> {
  return (await callAdmin<{ numbers: readonly number[] }>(server, '/invoices', { method: 'POST' })).numbers;
}
