import type { BrokerContext } from '../../broker/context.js';
import { brokerNext } from '../../broker/orders/broker-later.js';
import { PollWorker } from '../../broker/poll-worker.js';

/** Longest time until acknowledged orders are looked for, in milliseconds. */
const IDLE_MS = 500;

/** Starts what works on acknowledged orders. */
export function startPollWorkers(broker: BrokerContext): readonly PollWorker[] {
  return [new PollWorker(broker, brokerNext, 'polling for acknowledged orders failed', IDLE_MS)];
}
