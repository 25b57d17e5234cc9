import { deriveOutboundEvents } from '../outbound/derive-events.js';
import { markForFeeds } from '../feed/mark-changes.js';
import { recordDeliveries } from '../webhooks/record-deliveries.js';
import type { OrderEvent } from './order-event.js';
import type { Publisher, PublishingUnit } from './publisher.js';

const PUBLISHERS: readonly Publisher[] = [markForFeeds, recordDeliveries];

/**
 * Records what a unit of work announced, as its last statements: the marks and the outbox rows commit with the change, or
 * not at all. The changes of one order's lines are one event, however many steps the transaction took.
 *
 * A unit holds the row lock of every order that it changes until it commits, so the events of one order are recorded in
 * the order in which they happened.
 */
export async function publish(unit: PublishingUnit, events: readonly OrderEvent[]): Promise<void> {
  if (events.length === 0) return;
  const changes = mergeChanges(events);
  const merged = [...changes, ...(await deriveOutboundEvents(unit, changes))];
  for (const record of PUBLISHERS) await record(unit, merged);
}

/** Joins the status changes of each order; an order that is new tells its lines itself. */
export function mergeChanges(events: readonly OrderEvent[]): OrderEvent[] {
  const created = new Set(events.filter(({ type }) => type === 'order.created').map(({ requestId }) => requestId));
  const merged: OrderEvent[] = [];
  const changes = new Map<OrderEvent['requestId'], number>();
  for (const event of events) {
    const { type, requestId, facts } = event;
    const at = type === 'order.status_changed' ? changes.get(requestId) : undefined;
    if (type === 'order.status_changed' && created.has(requestId)) continue;
    if (at === undefined) {
      if (type === 'order.status_changed') changes.set(requestId, merged.length);
      merged.push(event);
      continue;
    }
    const lines = [...linesOf(merged[at]?.facts), ...linesOf(facts)];
    merged[at] = { type, requestId, facts: { lines } };
  }
  return merged;
}

function linesOf(facts: OrderEvent['facts'] | undefined): NonNullable<OrderEvent['facts'][string]>[] {
  const lines = facts?.lines;
  return Array.isArray(lines) ? (lines as NonNullable<OrderEvent['facts'][string]>[]) : [];
}
