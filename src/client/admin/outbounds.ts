import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** An outbound or a return of a client platform. */
export interface AdminOutbound {
  readonly id: number;
  readonly group_key: string;
  readonly customer_id: string;
  readonly so_number: string;
  readonly order_type: string;
  readonly warehouse_id: string;
  readonly tracking_id: string;
  readonly state: string;
  readonly status_code: string;
  readonly status: string;
  readonly error: string;
  readonly request_id: number | null;
  readonly parcel_status: { readonly name: string } | null;
  readonly received_at: string;
}

/** A page of outbounds, newest first. @param query conditions by the names of the query */
export async function listOutbounds(
  server: Server,
  query: Readonly<Record<string, string>>,
): Promise<readonly AdminOutbound[]> {
  const path = `/outbounds?${new URLSearchParams(query).toString()}`;
  return (await callAdmin<{ readonly items: readonly AdminOutbound[] }>(server, path)).items;
}

/** Records how far the parcel of an outbound is. */
export function reportParcel(server: Server, id: string, report: object): Promise<{ readonly result: string }> {
  return callAdmin(server, `/outbounds/${encodeURIComponent(id)}/parcel`, {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify(report),
  });
}

/** A price for a parcel. */
export interface AdminRate {
  readonly rate_id: string;
  readonly courier: string;
  readonly rate_type: string;
  readonly service_type: string;
  readonly currency: string;
  readonly price: string;
  readonly chargeable_weight: number;
  readonly min_days: number;
  readonly max_days: number;
}

/** Prices a parcel by the rate card. */
export async function quoteRates(server: Server, request: object): Promise<readonly AdminRate[]> {
  const quoted = await callAdmin<{ readonly rates: readonly AdminRate[] }>(server, '/shipping-quotes', {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify(request),
  });
  return quoted.rates;
}
