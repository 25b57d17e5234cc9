import type { SubscribedEndpoint } from '../../domain/network/network.js';
import { messageId } from '../../store/message-log.js';
import { insertDeliveries } from '../../store/webhooks/deliveries.js';
import type { JsonValue, OrderEvent } from '../events/order-event.js';
import type { Publisher } from '../events/publisher.js';

/** Lines that are stored with an event: what is sent has room for about as many (formats/standard.ts). */
const MAX_LINES = 50;

/**
 * Writes one row of the outbox for each event and each endpoint that wants its type. The rows travel with COMMIT
 * (`Session.insertRows`), so they cost no round trip.
 */
export const recordDeliveries: Publisher = async ({ session, network, now }, events) => {
  const { endpoints } = network.content.subscribers;
  if (endpoints.length === 0) return;
  const occurredAt = now.toISOString();
  await insertDeliveries(
    session,
    events.flatMap(({ type, requestId, facts }) => {
      const event = { eventId: messageId(now), requestId, type, occurredAt, facts: bounded(facts) };
      return endpoints
        .filter((endpoint) => wants(endpoint, type, facts))
        .map(({ id }) => ({ ...event, endpointId: id }));
    }),
  );
};

/**
 * Whether an endpoint gets an event. One with a scope gets only what names one of its systems or locations: the client that an
 * event is about, or the warehouse or partner. What names nobody is for those that get everything.
 */
function wants({ types, scope }: SubscribedEndpoint, type: string, facts: OrderEvent['facts']): boolean {
  if (types.size > 0 && !types.has(type)) return false;
  if (scope === undefined) return true;
  const { client, system_cd: systemCd, location_cd: locationCd } = facts;
  return (
    scope.systems.some((one) => one === client || one === systemCd) ||
    scope.locations.some((one) => one.system_cd === systemCd && one.location_cd === locationCd)
  );
}

/** An order can have ten thousand lines; who wants to know of all of them asks for the order. */
function bounded(facts: OrderEvent['facts']): OrderEvent['facts'] {
  const { lines } = facts;
  if (!isList(lines) || lines.length <= MAX_LINES) return facts;
  return { ...facts, lines: lines.slice(0, MAX_LINES), lines_omitted: lines.length - MAX_LINES };
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
