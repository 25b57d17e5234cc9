import { createHash } from 'node:crypto';

/** The form whose bodies carry `auth`, and the header of the endpoint that it is made of. */
const FORMAT = 'outbound-auth';
const KEY_HEADER = 'x-api-key';

/**
 * Adds `auth` to a parcel's status, for consumers that look at nothing else: MD5 of the API key that they chose (the endpoint's
 * header X-API-Key), the address, and `json`. It proves nothing that the signature does not prove better, which covers it.
 * @param headers the endpoint's own
 */
export function withLegacyAuth(
  body: string,
  endpoint: { readonly format: string; readonly url: string },
  type: string,
  headers: Readonly<Record<string, string>>,
): string {
  if (endpoint.format !== FORMAT || type !== 'outbound.parcel_status') return body;
  const key = Object.entries(headers).find(([name]) => name.toLowerCase() === KEY_HEADER)?.[1] ?? '';
  const auth = createHash('md5').update(`${key}${endpoint.url}json`).digest('hex');
  return JSON.stringify({ auth, ...(JSON.parse(body) as object) });
}
