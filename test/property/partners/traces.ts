import { refreshFeed } from '../../../src/broker/feed/refresh.js';
import type { Model } from './model.js';
import type { Scene, Step } from './step.js';
import type { SeenEvent, Snapshot, Tables } from './tables.js';

export const CONSUMER = 'warehouse';

/** The consumer of the feed takes a snapshot: every order that changed since the last one must be in it. */
export function refreshing({ broker, model }: Scene, tables: Tables): Step {
  return {
    words: 'the feed is refreshed',
    act: async () => {
      const consumer = await refreshFeed(broker, CONSUMER);
      const fed = await tables.fed(CONSUMER, consumer?.snapshotNo ?? 0);
      const lost = [...model.changed].filter((order) => !fed.has(order));
      if (lost.length > 0)
        throw new Error(`snapshot ${String(consumer?.snapshotNo)} does not have the orders ${lost.join(', ')}`);
    },
    predict: () => {
      model.changed.clear();
    },
  };
}

/** Notes the orders that a step changed. */
export function noteChanges(
  { changed }: Model,
  before: Snapshot,
  after: Snapshot,
  byHistory: ReadonlySet<number>,
): void {
  const [was, is] = [factsOf(before), factsOf(after)];
  for (const order of after.orders.keys())
    if (byHistory.has(order) || was.get(order) !== is.get(order)) changed.add(order);
}

function factsOf({ orders, lines }: Snapshot): Map<number, string> {
  const facts = new Map<number, string>();
  for (const [order, seen] of orders) facts.set(order, JSON.stringify(seen));
  for (const line of lines) facts.set(line.order, `${facts.get(line.order) ?? ''}${JSON.stringify(line)}`);
  return facts;
}

/** What a request's state is announced as. */
const ANNOUNCED: Readonly<Record<string, readonly string[]>> = {
  unprocessed: ['request.created'],
  processing: ['request.processing'],
  processed: ['request.processed', 'request.sent'],
  acknowledged: ['request.acknowledged'],
  failed: ['request.failed'],
  canceled: ['request.canceled'],
  voided: ['request.voided'],
};

/** Compares what happened with what the outbox got. @returns what is missing or too much */
export function lostEvents(
  before: Snapshot,
  after: Snapshot,
  events: readonly SeenEvent[],
  byHistory: ReadonlySet<number>,
): string[] {
  const faults: string[] = [];
  const expect = (order: number, type: string): void => {
    if (!events.some((event) => event.order === order && event.type === type))
      faults.push(`no ${type} of order ${order} in the outbox`);
  };
  for (const [order, { underReview }] of after.orders) {
    const was = before.orders.get(order);
    if (was === undefined) expect(order, 'order.created');
    else if (byHistory.has(order)) expect(order, 'order.status_changed');
    if (was !== undefined && was.underReview !== underReview) expect(order, 'order.review_changed');
  }
  for (const { id, state, isAskedBack } of after.requests.values()) {
    const own = events.filter((event) => event.request === id && event.type.startsWith('request.'));
    const was = before.requests.get(id);
    const asked = own.filter(({ type }) => type === 'request.cancel_requested').length;
    if (asked !== (isAskedBack && was?.isAskedBack !== true ? 1 : 0))
      faults.push(`request ${id}: ${asked} times request.cancel_requested`);
    const last = own.filter(({ type }) => type !== 'request.cancel_requested').at(-1)?.type;
    if (was?.state === state && last !== undefined)
      faults.push(`request ${id} is still ${state}, but ${last} was announced`);
    if (was?.state !== state && !ANNOUNCED[state]?.includes(last ?? ''))
      faults.push(`request ${id} went from ${was?.state ?? 'nothing'} to ${state}, announced as ${last ?? 'nothing'}`);
  }
  const shipments = events.filter(({ type }) => type === 'shipment.created').length;
  if (shipments !== after.shipments - before.shipments) faults.push(`${shipments} times shipment.created`);
  if (events.some(({ occurredAt }, index) => occurredAt < (events[index - 1]?.occurredAt ?? '')))
    faults.push('events are out of order');
  return faults;
}
