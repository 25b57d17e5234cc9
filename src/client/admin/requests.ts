import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';

/** A fulfillment request in a list. Times are ISO 8601 in UTC, null until they come. */
export interface ListedRequest extends AdminLocation {
  readonly id: number;
  readonly number: string;
  readonly request_id: number;
  readonly order_id: string;
  readonly state: string;
  readonly flags: readonly string[];
  readonly fulfillment: string;
  readonly units: {
    readonly asked: number;
    readonly shipped: number;
    readonly canceled: number;
    readonly open: number;
  };
  readonly generated_at: string;
  readonly cancel_requested_at: string | null;
  readonly acknowledge_by: string | null;
  readonly error: string;
}

export interface RequestDetail extends ListedRequest {
  readonly lines: readonly {
    readonly line_no: number;
    readonly item_id: string;
    readonly quantity: number;
    readonly status: string | null;
    readonly outcome: string | null;
  }[];
  readonly shipments: readonly AdminShipment[];
  readonly log: readonly {
    readonly at: string;
    readonly stage: string;
    readonly actor: string;
    readonly note: string;
  }[];
}

/** Parcels that left a location together. */
export interface AdminShipment extends AdminLocation {
  readonly id: number;
  readonly request_id: number;
  readonly fulfillment_request: number | null;
  readonly source_reference: string | null;
  readonly carrier: string;
  readonly method: string;
  readonly tracking_numbers: readonly string[];
  readonly shipped_at: string;
  readonly lines: readonly { readonly line_no: number; readonly quantity: number }[];
}

interface PreviewedUnits {
  readonly line_no: number;
  readonly item_id: string;
  readonly quantity: number;
}

/** What generating would do. */
export interface GenerationPreview {
  readonly requests: readonly (AdminLocation & {
    readonly channel: string;
    readonly number: string | null;
    readonly lines: readonly PreviewedUnits[];
    readonly roadblocks: readonly string[];
  })[];
  readonly unfulfillable: readonly PreviewedUnits[];
  readonly roadblocks: readonly string[];
}

/** One page of a list. */
export interface AdminPage<Item> {
  readonly items: readonly Item[];
  /** The value of `after` for the next page. */
  readonly next?: string;
}

type Filter = Readonly<Record<string, string | undefined>>;

const query = (filter: Filter): string =>
  new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();

const post = <T>(server: Server, path: string, body: object | undefined): Promise<T> =>
  callAdmin<T>(server, path, {
    method: 'POST',
    ...(body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) }),
  });

/** A page of fulfillment requests, oldest first. @param filter by the parameter names of the admin interface */
export function listRequests(server: Server, filter: Filter): Promise<AdminPage<ListedRequest>> {
  return callAdmin(server, `/requests?${query(filter)}`);
}

/** One fulfillment request. */
export function getRequest(server: Server, id: string): Promise<RequestDetail> {
  return callAdmin(server, `/requests/${id}`);
}

/** Previews what generating would do for an order. */
export function previewRequests(server: Server, requestId: string, body: object): Promise<GenerationPreview> {
  return post(server, `/orders/${requestId}/requests/preview`, body);
}

/** Makes fulfillment requests for an order: routed, or for a location chosen by hand. */
export async function makeRequests(
  server: Server,
  requestId: string,
  how: 'generate' | 'create',
  body: object,
): Promise<readonly ListedRequest[]> {
  const path = `/orders/${requestId}/requests/${how}`;
  return (await post<{ readonly items: readonly ListedRequest[] }>(server, path, body)).items;
}

/** Takes a fulfillment request back and routes its lines anew. */
export async function regenerateRequest(
  server: Server,
  id: string,
  withoutPartner: boolean,
): Promise<readonly ListedRequest[]> {
  const body = { without_partner: withoutPartner };
  return (await post<{ readonly items: readonly ListedRequest[] }>(server, `/requests/${id}/regenerate`, body)).items;
}

/** Does something with a fulfillment request. @param action as the address has it, such as `mark-processed` */
export function actOnRequest(server: Server, id: string, action: string, body?: object): Promise<RequestDetail> {
  return post(server, `/requests/${id}/${action}`, body);
}

/** Records parcels of a fulfillment request. */
export function shipRequest(
  server: Server,
  id: string,
  report: object,
): Promise<{ readonly repeated: boolean; readonly shipment: AdminShipment }> {
  return post(server, `/requests/${id}/ship`, report);
}

/** A page of shipments, oldest first. */
export function listShipments(server: Server, filter: Filter): Promise<AdminPage<AdminShipment>> {
  return callAdmin(server, `/shipments?${query(filter)}`);
}
