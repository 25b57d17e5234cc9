import { createHmac, randomBytes } from 'node:crypto';

/** Signatures as Standard Webhooks defines them. docs/reference has the anchors; docs/webhooks.md the consumer's part. */

const PREFIX = 'whsec_';
/** Bytes of a secret. */
const SHORTEST = 24;
const LONGEST = 64;
const NEW_BYTES = 32;

/** A new secret. @param random bytes of a secure source */
export function newSecret(random: (size: number) => Buffer = randomBytes): string {
  return PREFIX + random(NEW_BYTES).toString('base64');
}

/** What is wrong with a secret that somebody chose; undefined for a usable one. Never repeats it. */
export function secretFault(secret: string): string | undefined {
  const key = keyOf(secret);
  if (key !== undefined && key.length >= SHORTEST && key.length <= LONGEST) return undefined;
  return `expected ${PREFIX} and ${String(SHORTEST)} to ${String(LONGEST)} bytes in base64, or no secret at all: then the broker generates one`;
}

function keyOf(secret: string): Buffer | undefined {
  const encoded = secret.slice(PREFIX.length);
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  return Buffer.from(encoded, 'base64');
}

/** A message to sign. */
export interface SignedMessage {
  readonly id: string;
  /** When it is sent; its whole seconds are signed. */
  readonly at: Date;
  readonly body: string;
}

/**
 * The headers of a message: the signature covers id, time and body.
 * @param secrets the present one first; a consumer accepts a message if one of the signatures is good
 * @throws {Error} for a secret that is none; `secretFault` tells before
 */
export function signedHeaders({ id, at, body }: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = keyOf(secret);
    if (key === undefined) throw new Error('a stored secret is no webhook secret');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
