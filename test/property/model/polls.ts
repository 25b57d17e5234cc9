import { isStore, systemOf } from '../support/house-rules.js';
import { done, rejected } from './messages.js';
import type { GatewayResponse, Job, Poll, ExpectedResponse } from './messages.js';
import { FINAL, IN_PROCESS, waits } from './order.js';
import type { Line, Order } from './order.js';
import { route } from './routing.js';
import type { Observation, World } from './world.js';

/** The text form of a line in a response, the same for gateway and model. */
export const tell = (order: Order, line: Line, status: string = line.status): string =>
  `${order.id}/${line.no} ${line.quantity} ${line.item} ${status} ${line.at}`;

const OFFERS = {
  fulfillments: { from: 'new_order', to: 'polled', location: (line: Line) => line.at },
  intransit: { from: 'intransit', to: 'intransit_polled', location: (line: Line) => line.pickup },
} as const;

/**
 * docs/contract.md, Fulfillments and Intransit; docs/operations.md, Polling.
 * @param response lines that a concurrent poll may have left
 */
export function applyPoll(
  world: World,
  message: Poll,
  response: GatewayResponse,
  observation: Observation,
): ExpectedResponse {
  const { from, to, location } = OFFERS[message.what];
  const { rules, now } = world;
  putBack(world, (line) => line.lease?.kind === message.what && line.lease.to === message.at && line.lease.ends <= now);
  world.polls += 1;
  const expected: string[] = [];
  for (const order of [...world.orders.values()].sort((a, b) => a.id - b.id)) {
    for (const line of order.lines) {
      if (line.status !== from || location(line) !== message.at) continue;
      if (message.what === 'fulfillments' && !rules.offersOwnSource && isOwnSource(order, line)) continue;
      const words = tell(order, line);
      // A poll skips lines that are locked by a concurrent change; the next poll returns them.
      if (observation.concurrent && response.lines?.includes(words) !== true) continue;
      expected.push(words);
      line.polls += 1;
      if (rules.systems[systemOf(message.at)]?.requireStatusUpdate === true) continue;
      const sentUntil = rules.reofferMinutes === null ? undefined : now + rules.reofferMinutes * 60_000;
      const ends = message.fate === 'lost' ? now + rules.leaseSeconds * 1000 : sentUntil;
      line.status = to;
      line.rejectedBy = undefined;
      line.lease =
        ends === undefined && message.fate === 'sent'
          ? undefined
          : { poll: world.polls, kind: message.what, to: message.at, ends: ends ?? now };
    }
  }
  if (message.fate === 'cut') putBack(world, (line) => line.lease?.poll === world.polls);
  return { ok: true, lines: expected };
}

/** docs/configuring/preferences.md, offer_named_own_source. */
function isOwnSource({ type, system, origin }: Order, { chosen, at }: Line): boolean {
  if (chosen || (type !== 'SHIPFORPICKUP' && type !== 'SHIPTOSTORE')) return false;
  return at === origin || (systemOf(at) === system && !isStore(at));
}

/** Offers polled lines again if they have not changed since. */
function putBack(world: World, which: (line: Line) => boolean): void {
  for (const order of world.orders.values()) {
    for (const line of order.lines) {
      if (line.lease === undefined || !which(line)) continue;
      line.status = OFFERS[line.lease.kind].from;
      line.lease = undefined;
    }
  }
}

export function applyJob(world: World, message: Job, observation: Observation): ExpectedResponse {
  switch (message.name) {
    case 'release-leases':
      putBack(world, (line) => (line.lease?.ends ?? Infinity) <= world.now);
      return done();
    case 'auto-cancel':
      if (world.rules.splitOrder && world.rules.autoCancelDays !== null)
        for (const order of world.orders.values()) autoCancel(world, order);
      return done();
    case 'broker': {
      const order = world.orders.get(world.toBroker.shift() ?? 0);
      const open = order?.lines.filter((line) => line.at === IN_PROCESS && line.status === 'new_order') ?? [];
      if (order !== undefined && open.length > 0) route(world, order, open, observation);
      return order === undefined ? rejected([]) : done();
    }
  }
}

/** docs/operations.md, unclaimed pickups: the day after the last day of collection. */
function autoCancel(world: World, order: Order): void {
  const today = new Date(world.now).toISOString().slice(0, 10);
  for (const line of order.lines) {
    if (line.pickupBy === undefined || line.pickupBy >= today) continue;
    if (waits(order.type, line)) {
      Object.assign(line, { status: 'canceled', polls: 0, lease: undefined, rejectedBy: undefined });
    }
    line.pickupBy = undefined;
  }
}

/** docs/contract.md, OrderUpdate: no reason to withhold the order remains. */
export const isOver = (order: Order): boolean =>
  order.lines.every((line) => FINAL.has(line.status) && line.status !== 'unfulfillable');
