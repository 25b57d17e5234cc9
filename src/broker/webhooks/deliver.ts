import { randomUUID } from 'node:crypto';
import { latestDue } from '../../domain/time/clock-drift.js';
import type { Session } from '../../platform/db/session.js';
import { idOf } from '../../platform/db/session.js';
import { bumpRevision } from '../../store/network/catalog.js';
import { readBriefOrders } from '../../store/orders/orders.js';
import {
  endAttempt,
  findDue,
  leaseDelivery,
  postponeDelivery,
  readDeliveries,
} from '../../store/webhooks/deliveries.js';
import type { StoredDelivery } from '../../store/webhooks/deliveries.js';
import { forgetDead, lockEndpoint, readEndpoints, updateEndpoint } from '../../store/webhooks/endpoints.js';
import type { StoredEndpoint } from '../../store/webhooks/endpoints.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { EVENT_FORMATS } from './formats/format-table.js';
import { judgeOutcome } from './judge-outcome.js';
import type { Judged } from './judge-outcome.js';
import { withLegacyAuth } from './legacy-auth.js';
import { LONGEST_DELAY } from './retry-schedule.js';
import { signedHeaders } from './signature.js';
import { PURPOSE } from './tools.js';
import type { OutgoingMessage, PostOutcome, WebhookTools } from './tools.js';

/** How long a delivery belongs to who took it, in milliseconds: four times as long as sending it may take. */
const LEASE_MS = 60_000;
/** Due deliveries of an endpoint that are looked at for one claim. */
const LOOK_AT = 100;
/** How long a delivery behind another one is passed over at least, in milliseconds. */
const PASS_OVER_MS = 1_000;
/** Dead deliveries in a row that pause an endpoint. */
const MAX_DEAD = 5;
/** Later than any time that is stored. */
const NEVER = '9999-12-31T23:59:59.999Z';

/** A delivery that this instance is sending. */
export interface Claimed {
  readonly delivery: StoredDelivery;
  readonly endpoint: StoredEndpoint;
  readonly body: string;
  /** Who took it, this time. */
  readonly owner: string;
}

export interface ClaimOptions {
  /** How many more may be sent at once. */
  readonly most: number;
  /** How many more may be sent at once to an endpoint. */
  readonly mostFor: (endpointId: number) => number;
  /** The time by which deliveries are due. */
  readonly now: Date;
}

/**
 * Takes deliveries that are due, and makes their bodies of what is stored now.
 *
 * For one endpoint and one order, only the first one that waits is taken: the events of an order arrive in their order,
 * and those of different orders do not wait for each other. A delivery behind another one is passed over until that one is
 * due, if there are so many that they hide others.
 *
 * @returns those taken, and whether another look may find more
 */
export async function claimDeliveries(
  context: BrokerContext,
  tools: WebhookTools,
  options: ClaimOptions,
): Promise<{ readonly claimed: readonly Claimed[]; readonly more: boolean }> {
  const owner = randomUUID();
  return inUnit(context, async (unit) => {
    const taken: number[] = [];
    let more = false;
    const endpoints = (await readEndpoints(unit.session)).filter(({ state }) => state === 'enabled');
    for (const endpoint of endpoints) {
      const most = Math.min(options.mostFor(endpoint.id), options.most - taken.length);
      if (most <= 0) continue;
      const found = await claimFor(unit.session, endpoint.id, most, owner, options.now, tools.movedClock);
      taken.push(...found.taken);
      more ||= found.more;
    }
    const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
    return { claimed: await withBodies(unit, taken, byId, owner), more: more || taken.length > 0 };
  });
}

async function claimFor(
  session: Session,
  endpointId: number,
  most: number,
  owner: string,
  at: Date,
  movedClock: boolean,
): Promise<{ readonly taken: readonly number[]; readonly more: boolean }> {
  const now = at.toISOString();
  const latest = movedClock ? NEVER : latestDue(at, LONGEST_DELAY);
  const due = await findDue(session, endpointId, { now, latest, most: LOOK_AT });
  const after = (ms: number): string => new Date(at.getTime() + ms).toISOString();
  const taken: number[] = [];
  for (const one of due.filter(({ id, firstId }) => id === firstId).slice(0, most))
    if (await leaseDelivery(session, one, owner, after(LEASE_MS))) taken.push(one.id);
  const behind = due.filter(({ id, firstId }) => id !== firstId);
  if (due.length < LOOK_AT || behind.length === 0) return { taken, more: false };
  for (const one of behind) {
    const soon = after(PASS_OVER_MS);
    await postponeDelivery(session, one, one.firstIsLeased || one.firstDueAt < soon ? soon : one.firstDueAt);
  }
  return { taken, more: true };
}

async function withBodies(
  { session, network }: Unit,
  ids: readonly number[],
  endpoints: ReadonlyMap<number, StoredEndpoint>,
  owner: string,
): Promise<Claimed[]> {
  const deliveries = await readDeliveries(session, ids);
  const requestIds = deliveries.map(({ requestId }) => idOf(requestId)).filter((id) => id > 0);
  const orders = new Map((await readBriefOrders(session, requestIds)).map((order) => [order.requestId, order]));
  return deliveries.flatMap((delivery) => {
    const endpoint = endpoints.get(delivery.endpointId);
    const format = EVENT_FORMATS.get(endpoint?.format ?? '');
    if (endpoint === undefined || format === undefined) return [];
    const { id, type, occurredAt, facts, requestId } = delivery;
    const event = { type, occurredAt, sequence: id, facts, order: orders.get(idOf(requestId)), network };
    return [{ delivery, endpoint, body: JSON.stringify(format(event)), owner }];
  });
}

/** What became of a delivery that was sent. */
export type Sent = 'delivered' | 'failed' | 'dead' | 'released';

/**
 * Sends a delivery, outside of any transaction, and then stores how it went. If this instance dies in between, the lease
 * ends, and the event is sent again with the same id.
 *
 * @param now the time that retries are counted from
 * @param signal ends the exchange when the instance stops: the attempt does not count
 */
export async function sendDelivery(
  context: BrokerContext,
  tools: WebhookTools,
  claimed: Claimed,
  now: () => Date,
  signal?: AbortSignal,
): Promise<Sent> {
  const { delivery, endpoint, owner } = claimed;
  const outcome = await post(context, tools, claimed, signal);
  const at = now();
  const isReleased = signal?.aborted === true && outcome.status === undefined;
  const judged: Judged = isReleased
    ? { result: { ...delivery, dueAt: at.toISOString() }, endpoint: 'failing' }
    : judgeOutcome(delivery, outcome, at, tools.random());
  const stopped = await context.database.transaction(async (session) => {
    const stored = await endAttempt(session, delivery, owner, judged.result, at.toISOString());
    return stored ? noteEndpoint(session, endpoint.id, judged.endpoint) : undefined;
  });
  if (stopped !== undefined)
    context.log.error({ endpoint: endpoint.id, state: stopped.state }, `webhook endpoint ${stopped.stateReason}`);
  if (isReleased) return 'released';
  return judged.result.state === 'waiting' ? 'failed' : judged.result.state;
}

async function post(
  context: BrokerContext,
  tools: WebhookTools,
  { delivery, endpoint, body }: Claimed,
  signal: AbortSignal | undefined,
): Promise<PostOutcome> {
  let message: OutgoingMessage;
  try {
    message = messageOf(tools, endpoint, { id: delivery.eventId, type: delivery.type, body }, context.clock());
  } catch (error) {
    context.log.error({ err: error, endpoint: endpoint.id }, 'the secrets of a webhook endpoint cannot be opened');
    return { error: (error as Error).message, milliseconds: 0 };
  }
  return tools.post(message, signal);
}

/** @throws {Error} when a secret cannot be opened */
function messageOf(
  tools: WebhookTools,
  endpoint: StoredEndpoint,
  event: { readonly id: string; readonly type: string; readonly body: string },
  at: Date,
): OutgoingMessage {
  const keys = tools.keys(false);
  if (keys === undefined) throw new Error('SECRETS_KEY is not set, so the secret of the endpoint cannot be read');
  const { secret, previousSecret, previousUntil, headers } = endpoint;
  const isRotating = previousSecret !== null && previousUntil !== null && previousUntil > at.toISOString();
  const secrets = [secret, ...(isRotating ? [previousSecret] : [])].map((one) => keys.open(one, PURPOSE.secret));
  const own = headers === '' ? {} : (JSON.parse(keys.open(headers, PURPOSE.headers)) as Record<string, string>);
  const body = withLegacyAuth(event.body, endpoint, event.type, own);
  return {
    url: endpoint.url,
    headers: {
      ...own,
      'content-type': 'application/json',
      'user-agent': 'order-broker',
      ...signedHeaders({ id: event.id, at, body }, secrets),
    },
    body,
  };
}

/**
 * Notes at the endpoint what a delivery says of it: the fifth dead one in a row pauses it, and one that says that it is
 * gone is disabled.
 * @returns the endpoint, if that stopped it
 */
async function noteEndpoint(
  session: Session,
  id: number,
  verdict: Judged['endpoint'],
): Promise<StoredEndpoint | undefined> {
  if (verdict === 'failing') return undefined;
  if (verdict === 'well') {
    await forgetDead(session, id);
    return undefined;
  }
  const endpoint = await lockEndpoint(session, id);
  if (endpoint?.state !== 'enabled') return undefined;
  const deadInARow = endpoint.deadInARow + 1;
  if (verdict === 'dead' && deadInARow < MAX_DEAD) {
    await updateEndpoint(session, { ...endpoint, deadInARow });
    return undefined;
  }
  const stopped: StoredEndpoint =
    verdict === 'gone'
      ? { ...endpoint, deadInARow, state: 'disabled', stateReason: 'disabled: it answered 410, gone for good' }
      : {
          ...endpoint,
          deadInARow,
          state: 'paused',
          stateReason: `paused: ${String(deadInARow)} deliveries in a row failed for good`,
        };
  await updateEndpoint(session, stopped);
  await bumpRevision(session);
  return stopped;
}
