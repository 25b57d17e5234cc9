import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerContext } from '../../../src/broker/context.js';
import { claimDeliveries, sendDelivery } from '../../../src/broker/webhooks/deliver.js';
import type { Sent } from '../../../src/broker/webhooks/deliver.js';
import { createEndpoint } from '../../../src/broker/webhooks/manage-endpoints.js';
import type { EndpointFields } from '../../../src/broker/webhooks/endpoint-faults.js';
import type { WebhookTools } from '../../../src/broker/webhooks/tools.js';
import { networksOf } from '../../../src/platform/auth/outbound-address.js';
import { SealingKeys } from '../../../src/platform/auth/sealed-text.js';
import { postOutbound } from '../../../src/platform/http/outbound/post.js';

/** The tools of a broker that may call loopback addresses. */
export function loopbackTools(changes: Partial<WebhookTools> = {}): WebhookTools {
  const rules = { allowHttp: true, allowed: networksOf(['127.0.0.0/8']) };
  const keys = new SealingKeys([randomBytes(32)]);
  return {
    keys: () => keys,
    rules,
    post: (message, signal) => postOutbound(message, { rules, ...(signal === undefined ? {} : { signal }) }),
    random: () => 0.5,
    movedClock: false,
    ...changes,
  };
}

/** Creates an endpoint that must be accepted. */
export async function endpointAt(
  broker: BrokerContext,
  tools: WebhookTools,
  url: string,
  changes: Partial<EndpointFields> & { secret?: string } = {},
): Promise<{ id: number; secret: string }> {
  const created = await createEndpoint(broker, tools, {
    url,
    eventTypes: [],
    description: '',
    format: 'standard',
    headers: {},
    ...changes,
  });
  if (!('id' in created)) throw new Error(JSON.stringify(created));
  return created;
}

/** Sends what is due, one after the other, until nothing is. @returns how each ended */
export async function deliverDue(broker: BrokerContext, tools: WebhookTools): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (;;) {
    const { claimed, more } = await claimDeliveries(broker, tools, { most: 8, mostFor: () => 8, now: broker.clock() });
    for (const one of claimed) sent.push(await sendDelivery(broker, tools, one, broker.clock));
    if (!more) return sent;
    await sleep(0);
  }
}
