import { countDeliveries, findDeliveries, findDead, reviveDeliveries } from '../../store/webhooks/deliveries.js';
import type { DeliveryFilter, StoredDelivery } from '../../store/webhooks/deliveries.js';
import { readEndpoints } from '../../store/webhooks/endpoints.js';
import type { StoredEndpoint } from '../../store/webhooks/endpoints.js';
import { idOf } from '../../platform/db/session.js';
import { PURPOSE } from './tools.js';
import type { WebhookTools } from './tools.js';
import type { BrokerContext } from '../context.js';

type Context = Pick<BrokerContext, 'database' | 'clock' | 'onAnnounced'>;

/** Dead deliveries that are queued again in one transaction. */
const BATCH = 200;

/** An endpoint as it is shown: without its secret, and with the names of its headers only. */
export interface EndpointView extends Omit<StoredEndpoint, 'secret' | 'previousSecret' | 'headers'> {
  readonly headerNames: readonly string[];
  /** Deliveries by state; counted up to 10,000, so that value means "or more". */
  readonly waiting: number;
  readonly dead: number;
}

/** All endpoints, oldest first. */
export async function listEndpoints(context: Context, tools: WebhookTools): Promise<EndpointView[]> {
  return context.database.transaction(async (session) => {
    const views: EndpointView[] = [];
    for (const endpoint of await readEndpoints(session)) {
      views.push({
        ...without(endpoint, ['secret', 'previousSecret', 'headers']),
        headerNames: headerNames(tools, endpoint.headers),
        waiting: await countDeliveries(session, endpoint.id, 'waiting'),
        dead: await countDeliveries(session, endpoint.id, 'dead'),
      });
    }
    return views;
  });
}

function without<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Omit<T, Key> {
  const entries = Object.entries(from).filter(([name]) => !keys.includes(name as Key));
  return Object.fromEntries(entries) as Omit<T, Key>;
}

function headerNames(tools: WebhookTools, headers: string): string[] {
  if (headers === '') return [];
  try {
    const opened = tools.keys(false)?.open(headers, PURPOSE.headers);
    return Object.keys(JSON.parse(opened ?? '{}') as Record<string, string>);
  } catch {
    // Deliveries tell that the key is missing.
    return [];
  }
}

/** A delivery as it is shown. */
export interface DeliveryView extends Omit<StoredDelivery, 'requestId' | 'facts' | 'leaseOwner' | 'failures'> {
  /** Null for an event that belongs to no order. */
  readonly requestId: number | null;
  /** Whether an instance is sending it. */
  readonly isSending: boolean;
}

/** One page of deliveries, newest first. @param after the last id of the page before */
export async function listDeliveries(
  context: Context,
  filter: DeliveryFilter,
  after: number | undefined,
  limit: number,
): Promise<{ readonly items: readonly DeliveryView[]; readonly next?: number }> {
  const rows = await context.database.transaction((session) => findDeliveries(session, filter, after, limit + 1));
  const items = rows.slice(0, limit).map(({ requestId, leaseOwner, ...delivery }): DeliveryView => ({
    ...delivery,
    requestId: idOf(requestId) === 0 ? null : idOf(requestId),
    isSending: leaseOwner !== null && delivery.state === 'waiting',
  }));
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last !== undefined ? { next: last.id } : {}) };
}

/** Queues one dead delivery again. @returns whether it was dead */
export async function resendDelivery(context: Context, id: number): Promise<boolean> {
  const now = context.clock().toISOString();
  const revived = await context.database.transaction((session) => reviveDeliveries(session, [id], now));
  context.onAnnounced?.();
  return revived > 0;
}

/** Queues all dead deliveries of an endpoint again, the oldest first. @returns how many */
export async function resendDead(context: Context, endpointId: number): Promise<number> {
  const now = context.clock().toISOString();
  let revived = 0;
  for (let last: number | undefined = 0; last !== undefined;) {
    const after: number = last;
    const batch = await context.database.transaction(async (session) => {
      const ids = await findDead(session, endpointId, after, BATCH);
      return { ids, revived: await reviveDeliveries(session, ids, now) };
    });
    revived += batch.revived;
    last = batch.ids.at(-1);
  }
  context.onAnnounced?.();
  return revived;
}
