import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** A webhook endpoint. */
export interface WebhookEndpoint {
  readonly id: number;
  readonly url: string;
  readonly event_types: readonly string[];
  readonly description: string;
  readonly state: string;
  readonly state_reason: string;
  readonly waiting: number;
  readonly dead: number;
}

/** One event on its way to an endpoint. */
export interface WebhookDelivery {
  readonly id: number;
  readonly event_id: string;
  readonly endpoint: number;
  readonly type: string;
  readonly request_id: number | null;
  readonly occurred_at: string;
  readonly state: string;
  readonly due_at: string | null;
  readonly attempts: readonly { readonly at: string; readonly status?: number; readonly error?: string }[];
}

/** What an endpoint is created with. */
export interface NewWebhookEndpoint {
  readonly url: string;
  readonly event_types: readonly string[];
  readonly description: string;
}

const post = <T>(server: Server, path: string, body?: object): Promise<T> =>
  callAdmin<T>(server, path, {
    method: 'POST',
    ...(body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) }),
  });

/** All endpoints. */
export async function listWebhooks(server: Server): Promise<readonly WebhookEndpoint[]> {
  return (await callAdmin<{ readonly items: readonly WebhookEndpoint[] }>(server, '/webhooks')).items;
}

/** Creates an endpoint. @returns its id and its secret, which is shown only now */
export function addWebhook(server: Server, endpoint: NewWebhookEndpoint): Promise<{ id: number; secret: string }> {
  return post(server, '/webhooks', endpoint);
}

/** Gives an endpoint a new secret. @returns the secret, which is shown only now */
export function rotateWebhook(
  server: Server,
  id: string,
  keepHours: number,
): Promise<{ secret: string; previous_secret_until: string | null }> {
  return post(server, `/webhooks/${encodeURIComponent(id)}/rotate`, { keep_hours: keepHours });
}

/** Enables, pauses or disables an endpoint. */
export function setWebhookState(server: Server, id: string, state: string): Promise<WebhookEndpoint> {
  const options = { method: 'PATCH', contentType: 'application/json', body: JSON.stringify({ state }) } as const;
  return callAdmin(server, `/webhooks/${encodeURIComponent(id)}`, options);
}

/** Removes an endpoint. */
export async function removeWebhook(server: Server, id: string): Promise<void> {
  await callAdmin(server, `/webhooks/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** Queues a test event. */
export function testWebhook(server: Server, id: string): Promise<{ event_id: string }> {
  return post(server, `/webhooks/${encodeURIComponent(id)}/test`);
}

/** The newest deliveries. @param filter conditions of the query, such as `state` */
export async function listWebhookDeliveries(
  server: Server,
  filter: Readonly<Record<string, string>>,
): Promise<readonly WebhookDelivery[]> {
  const path = `/webhook-deliveries?${new URLSearchParams(filter).toString()}`;
  return (await callAdmin<{ readonly items: readonly WebhookDelivery[] }>(server, path)).items;
}

/** Sends a dead delivery again, or all of an endpoint. */
export function resendWebhooks(
  server: Server,
  what: { readonly delivery: string } | { readonly endpoint: string },
): Promise<{ resent: number }> {
  return 'delivery' in what
    ? post(server, `/webhook-deliveries/${encodeURIComponent(what.delivery)}/resend`)
    : post(server, `/webhooks/${encodeURIComponent(what.endpoint)}/resend`);
}
