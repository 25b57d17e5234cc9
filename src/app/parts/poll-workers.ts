import type { BrokerContext } from '../../broker/context.js';
import { brokerNext } from '../../broker/orders/broker-later.js';
import { workNextOutbound } from '../../broker/outbound/work-outbound.js';
import { PollWorker } from '../../broker/poll-worker.js';

/** Longest time until acknowledged orders and outbounds are looked for, in milliseconds. */
const IDLE_MS = 500;

/**
 * Starts what works on acknowledged orders and on acknowledged outbounds.
 * @param takesOutbounds whether the service that takes them is open here
 */
export function startPollWorkers(broker: BrokerContext, takesOutbounds: boolean): readonly PollWorker[] {
  const orders = new PollWorker(broker, brokerNext, 'polling for acknowledged orders failed', IDLE_MS);
  if (!takesOutbounds) return [orders];
  return [orders, new PollWorker(broker, workNextOutbound, 'polling for acknowledged outbounds failed', IDLE_MS)];
}
