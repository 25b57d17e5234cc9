import { setTimeout as sleep } from 'node:timers/promises';
import { isSending } from '../../store/webhooks/deliveries.js';
import type { BrokerContext } from '../context.js';
import { claimDeliveries, sendDelivery } from './deliver.js';
import type { Sent } from './deliver.js';
import type { WebhookTools } from './tools.js';

/** Deliveries at once: few, so that what is tried out happens in an order that can be followed. */
const AT_ONCE = 4;
/** How often, and how long, attempts of the workers are waited for, in milliseconds. */
const LOOK_MS = 20;
const WAIT_MS = 20_000;

/**
 * Sends everything that is due as of a time, and waits for it: to try out what happens after hours without waiting for
 * hours. Retries count from that time. What a worker is just sending is waited for before.
 * @returns how many attempts ended how
 */
export async function runDue(
  context: BrokerContext,
  tools: WebhookTools,
  asOf: Date,
): Promise<ReadonlyMap<Sent, number>> {
  const counts = new Map<Sent, number>();
  for (;;) {
    await workersAreIdle(context);
    const { claimed, more } = await claimDeliveries(context, tools, {
      most: AT_ONCE,
      mostFor: () => AT_ONCE,
      now: asOf,
    });
    const ended = await Promise.all(claimed.map((one) => sendDelivery(context, tools, one, () => asOf)));
    for (const one of ended) counts.set(one, (counts.get(one) ?? 0) + 1);
    if (!more) return counts;
  }
}

async function workersAreIdle({ database, clock }: BrokerContext): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += LOOK_MS) {
    if (!(await database.transaction((session) => isSending(session, clock().toISOString())))) return;
    await sleep(LOOK_MS);
  }
}
