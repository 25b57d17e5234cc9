import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BrokerContext } from '../../broker/context.js';
import { DeliveryWorker } from '../../broker/webhooks/delivery-worker.js';
import { resealEndpoints } from '../../broker/webhooks/manage-endpoints.js';
import type { WebhookTools } from '../../broker/webhooks/tools.js';
import type { OutboundRules } from '../../platform/auth/outbound-address.js';
import { networksOf } from '../../platform/auth/outbound-address.js';
import { SealingKeys } from '../../platform/auth/sealed-text.js';
import { postOutbound } from '../../platform/http/outbound/post.js';
import { isLoopback } from '../config.js';
import type { Config } from '../config.js';

/** Whether only this machine reaches the broker, and nobody has to sign in. */
export const isDemoOf = (config: Config): boolean => isLoopback(config.HOST) && config.AUTH === 'none';
const byDefault = (config: Config, value: 'auto' | 'true' | 'false'): boolean =>
  value === 'auto' ? isDemoOf(config) : value === 'true';

/** Which addresses may be called that somebody registered. */
export function outboundRules(config: Config): OutboundRules {
  const networks = config.WEBHOOK_PRIVATE_NETWORKS;
  return {
    allowHttp: byDefault(config, config.WEBHOOK_ALLOW_HTTP),
    allowed: networks === 'auto' ? networksOf(isDemoOf(config) ? ['127.0.0.0/8', '::1/128'] : []) : networks,
  };
}

/** Makes the tools of webhooks from the settings. */
export function webhookTools(config: Config): WebhookTools {
  const isDemo = isDemoOf(config);
  const rules = outboundRules(config);
  return {
    keys: keysOf(config, isDemo),
    rules,
    post: (message, signal) => postOutbound(message, { rules, ...(signal === undefined ? {} : { signal }) }),
    random: Math.random,
    movedClock: byDefault(config, config.WEBHOOK_MOVED_CLOCK),
  };
}

/** Longest time until events that another instance recorded are sent, in milliseconds. */
const IDLE_MS = 1_000;

/**
 * Starts to deliver, after sealing secrets with the present key where they were sealed with one before. Those whose key is
 * missing are left as they are.
 */
export async function startDeliveries(broker: BrokerContext, tools: WebhookTools): Promise<DeliveryWorker> {
  try {
    const present = tools.keys(false);
    const sealed = present === undefined ? 0 : await resealEndpoints(broker, present);
    if (sealed > 0) broker.log.info({ endpoints: sealed }, 'secrets of webhook endpoints sealed with the first key');
  } catch (error) {
    broker.log.error({ err: error }, 'secrets of webhook endpoints cannot be opened: add their key to SECRETS_KEY');
  }
  return new DeliveryWorker(broker, tools, IDLE_MS);
}

const KEY_BYTES = 32;

/**
 * Where the sealing keys come from: the settings, or in the demo a file beside the database, which is made when the first
 * secret is sealed and which only its owner can read. A database in memory has a key in memory, one on a server has its file
 * in `data/`, under the name of the database.
 */
function keysOf(config: Config, isDemo: boolean): WebhookTools['keys'] {
  const [first, ...others] = config.SECRETS_KEY;
  if (first !== undefined) {
    const keys = new SealingKeys([first, ...others]);
    return () => keys;
  }
  if (!isDemo) return () => undefined;
  const file = databaseFile(config.DATABASE_URL);
  let known: SealingKeys | undefined;
  return (create) => {
    const key =
      known === undefined ? (file === ':memory:' ? randomBytes(KEY_BYTES) : keyIn(`${file}.key`, create)) : undefined;
    return (known ??= key && new SealingKeys([key]));
  };
}

/** The file of an SQLite database; for one on a server, the file in `data/` that it would be. */
function databaseFile(url: string): string {
  if (url.startsWith('sqlite:')) return url.slice('sqlite:'.length);
  return join('data', new URL(url).pathname.replace(/[^\w.-]/g, '') || 'broker');
}

/** @throws {Error} when there is a file and it holds no key */
function keyIn(file: string, create: boolean): Buffer | undefined {
  if (create) {
    mkdirSync(dirname(file), { recursive: true });
    try {
      // Never over a file that is there: another process may just have made it.
      writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES)
    throw new Error(
      `${file} holds no key: put back the file that was made with the database, or remove it and the endpoints`,
    );
  return key;
}
