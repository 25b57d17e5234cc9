/** What a caller authenticates with. */
export type Credentials = PasswordCredentials | DigestCredentials;

interface Presented {
  readonly user: string;
  /** Creation and expiry time as sent; undefined when absent. */
  readonly created?: string | undefined;
  readonly expires?: string | undefined;
}

/** The password itself: HTTP Basic, or a UsernameToken with PasswordText. */
export interface PasswordCredentials extends Presented {
  readonly kind: 'basic' | 'text';
  readonly password: string;
}

/** A UsernameToken with PasswordDigest: Base64(SHA-1(nonce + created + password)). */
export interface DigestCredentials extends Presented {
  readonly kind: 'digest';
  readonly digest: string;
  readonly nonce: Buffer;
  readonly created: string;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads an `Authorization: Basic` header (RFC 7617, in UTF-8).
 * @returns undefined without the header or for another scheme; empty credentials, which no user has, when it is invalid
 */
export function readBasic(header: string | undefined): PasswordCredentials | undefined {
  const found = /^Basic(?: +(.*))?$/i.exec(header?.trim() ?? '');
  if (found === null) return undefined;
  const [, encoded = ''] = found;
  // Buffer skips what is not base64, and would read two credentials in one line as one.
  const text = BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString('utf8') : '';
  const colon = text.indexOf(':');
  return { kind: 'basic', user: text.slice(0, Math.max(colon, 0)), password: colon < 0 ? '' : text.slice(colon + 1) };
}

/** Reads an `Authorization: Bearer` header; undefined when there is none. */
export function readBearer(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header?.trim() ?? '')?.[1];
}
