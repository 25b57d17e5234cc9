import type { Session } from '../../platform/db/session.js';
import type { SealingKeys } from '../../platform/auth/sealed-text.js';
import { bumpRevision, lockCatalog } from '../../store/network/catalog.js';
import {
  deleteEndpoint,
  insertEndpoint,
  lockEndpoint,
  readEndpoints,
  updateEndpoint,
} from '../../store/webhooks/endpoints.js';
import type { EndpointState, StoredEndpoint } from '../../store/webhooks/endpoints.js';
import { insertDeliveries } from '../../store/webhooks/deliveries.js';
import { messageId } from '../../store/message-log.js';
import type { BrokerContext } from '../context.js';
import { endpointFaults } from './endpoint-faults.js';
import type { EndpointFault, EndpointFields } from './endpoint-faults.js';
import { newSecret } from './signature.js';
import { PURPOSE } from './tools.js';
import type { WebhookTools } from './tools.js';

/** Endpoints that a broker takes: each look for due deliveries asks for each of them. */
const MAX_ENDPOINTS = 50;
const MS_PER_HOUR = 3_600_000;

type Context = Pick<BrokerContext, 'database' | 'clock' | 'onAnnounced'>;

/** Why nothing was changed: faults of the fields, or a state that does not allow it. */
export type Refused = { readonly faults: readonly EndpointFault[] } | { readonly refused: string };
type Known<T> = T | Refused | undefined;

/** Stores a new endpoint, which gets events from the next transaction on. @returns its id, and its secret: only now */
export async function createEndpoint(
  context: Context,
  tools: WebhookTools,
  fields: EndpointFields & { readonly secret?: string | undefined },
): Promise<{ readonly id: number; readonly secret: string } | Refused> {
  const faults = endpointFaults(fields, tools.rules);
  if (faults.length > 0) return { faults };
  const keys = tools.keys(true);
  if (keys === undefined) return NO_KEY;
  const { url, eventTypes, description, format, scope = null, headers, secret = newSecret() } = fields;
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    if ((await readEndpoints(session)).length >= MAX_ENDPOINTS)
      return { refused: `there are ${String(MAX_ENDPOINTS)} endpoints, the most that there can be; remove one first` };
    const id = await insertEndpoint(session, {
      url: new URL(url).href,
      eventTypes,
      description,
      format,
      scope,
      state: 'enabled',
      stateReason: '',
      headers: sealHeaders(keys, headers),
      secret: keys.seal(secret, PURPOSE.secret),
      previousSecret: null,
      previousUntil: null,
      deadInARow: 0,
      createdAt: context.clock().toISOString(),
    });
    await bumpRevision(session);
    return { id, secret };
  });
}

const NO_KEY = {
  refused:
    'there is no key to seal the secrets of endpoints with: set SECRETS_KEY to the output of `openssl rand -base64 32` on every instance, keep a copy apart from the database, and restart',
};

/** What can be changed of an endpoint; what is not given stays. */
export type EndpointChanges = { readonly [Name in keyof EndpointFields]?: EndpointFields[Name] | undefined } & {
  readonly state?: EndpointState | undefined;
};

/**
 * Changes an endpoint. Enabled again, it gets what waits for it; disabled, it gets nothing, and nothing is kept for it.
 * @returns undefined for an unknown id
 */
export async function changeEndpoint(
  context: Context,
  tools: WebhookTools,
  id: number,
  changes: EndpointChanges,
): Promise<Known<{ readonly id: number }>> {
  const faults = endpointFaults(changes, tools.rules);
  if (faults.length > 0) return { faults };
  const keys = tools.keys(true);
  if (keys === undefined && changes.headers !== undefined) return NO_KEY;
  const changed = await withEndpoint(context, id, async (session, endpoint) => {
    const { url, headers, state } = changes;
    await updateEndpoint(session, {
      ...endpoint,
      ...pick(changes, ['eventTypes', 'description', 'format', 'scope']),
      ...(url === undefined ? {} : { url: new URL(url).href }),
      ...(headers === undefined || keys === undefined ? {} : { headers: sealHeaders(keys, headers) }),
      ...(state === undefined ? {} : { state, stateReason: REASONS[state], deadInARow: 0 }),
    });
    return { id };
  });
  context.onAnnounced?.();
  return changed;
}

const REASONS: Readonly<Record<EndpointState, string>> = {
  enabled: '',
  paused: 'paused by hand',
  disabled: 'disabled by hand',
};

/**
 * Gives an endpoint another secret. The one before signs beside it for some hours, so that its consumer can change over
 * without missing anything.
 * @param keepHours 0 when the one before is known to others
 * @returns the new secret: only now; undefined for an unknown id
 */
export async function rotateSecret(
  context: Context,
  tools: WebhookTools,
  id: number,
  { secret = newSecret(), keepHours }: { readonly secret?: string | undefined; readonly keepHours: number },
): Promise<Known<{ readonly secret: string; readonly previousUntil: string | null }>> {
  const faults = endpointFaults({ secret }, tools.rules);
  if (faults.length > 0) return { faults };
  const keys = tools.keys(true);
  if (keys === undefined) return NO_KEY;
  const until = new Date(context.clock().getTime() + keepHours * MS_PER_HOUR).toISOString();
  const previousUntil = keepHours === 0 ? null : until;
  return withEndpoint(context, id, async (session, endpoint) => {
    const previousSecret = keepHours === 0 ? null : endpoint.secret;
    await updateEndpoint(session, {
      ...endpoint,
      secret: keys.seal(secret, PURPOSE.secret),
      previousSecret,
      previousUntil,
    });
    return { secret, previousUntil };
  });
}

/** Removes an endpoint; what waits for it is deleted later. @returns whether there was one */
export async function removeEndpoint(context: Context, id: number): Promise<boolean> {
  const removed = await withEndpoint(context, id, async (session) => {
    await deleteEndpoint(session, id);
    return true;
  });
  return removed ?? false;
}

/** Queues an event of no meaning, to try the endpoint. @returns the event's id; undefined for an unknown id */
export async function sendTestEvent(context: Context, id: number): Promise<string | undefined> {
  const now = context.clock();
  const eventId = messageId(now);
  const queued = await context.database.transaction(async (session) => {
    if ((await lockEndpoint(session, id)) === undefined) return false;
    const event = { eventId, endpointId: id, requestId: 0, type: 'webhook.test', occurredAt: now.toISOString() };
    await insertDeliveries(session, [
      { ...event, facts: { message: 'This event only tests the way to the endpoint.' } },
    ]);
    return true;
  });
  context.onAnnounced?.();
  return queued ? eventId : undefined;
}

/** Seals the secrets of all endpoints with the present key, after it was replaced. @returns how many were sealed again */
export async function resealEndpoints(context: Context, keys: SealingKeys): Promise<number> {
  return context.database.transaction(async (session) => {
    const stale = (await readEndpoints(session)).filter((endpoint) =>
      sealedTexts(endpoint).some((text) => !keys.isPresent(text)),
    );
    for (const { id } of stale) {
      const endpoint = await lockEndpoint(session, id);
      if (endpoint === undefined) continue;
      const again = (text: string, purpose: string): string => keys.seal(keys.open(text, purpose), purpose);
      const { secret, previousSecret, headers } = endpoint;
      await updateEndpoint(session, {
        ...endpoint,
        secret: again(secret, PURPOSE.secret),
        previousSecret: previousSecret === null ? null : again(previousSecret, PURPOSE.secret),
        headers: headers === '' ? '' : again(headers, PURPOSE.headers),
      });
    }
    return stale.length;
  });
}

function sealedTexts({ secret, previousSecret, headers }: StoredEndpoint): string[] {
  return [secret, ...(previousSecret === null ? [] : [previousSecret]), ...(headers === '' ? [] : [headers])];
}

/** Works on a locked endpoint, and lets every instance see it in its next transaction. */
async function withEndpoint<T>(
  context: Context,
  id: number,
  work: (session: Session, endpoint: StoredEndpoint) => Promise<T>,
): Promise<T | undefined> {
  return context.database.transaction(async (session) => {
    const endpoint = await lockEndpoint(session, id);
    if (endpoint === undefined) return undefined;
    const result = await work(session, endpoint);
    await bumpRevision(session);
    return result;
  });
}

function sealHeaders(keys: SealingKeys, headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).length === 0 ? '' : keys.seal(JSON.stringify(headers), PURPOSE.headers);
}

/** The given properties of an object, without those that are undefined. */
function pick<T extends object, Key extends keyof T>(
  from: T,
  keys: readonly Key[],
): { readonly [Name in Key]?: Exclude<T[Name], undefined> } {
  const entries = keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]);
  return Object.fromEntries(entries) as { readonly [Name in Key]?: Exclude<T[Name], undefined> };
}
