import { z } from 'zod';
import { count, setting } from './setting.js';

/** `name=value` pairs with commas between them. */
function pairs(form: RegExp, expected: string) {
  return z.string().transform((text, issue): readonly (readonly [string, string])[] => {
    const found = text === '' ? [] : text.split(',').map((one) => one.trim());
    const wrong = found.findIndex((one) => !form.test(one));
    if (wrong >= 0) issue.addIssue({ code: 'custom', message: `entry ${String(wrong + 1)}: expected ${expected}` });
    return found.map((one) => {
      const at = one.indexOf('=');
      return [one.slice(0, at), one.slice(at + 1)] as const;
    });
  });
}

const masked = (value: string): string => value.replace(/=[^,]*/g, '=***');

/** The outbound and logistics service: who prices ways, and who reports on parcels. */
export const LOGISTICS_SETTINGS = {
  LOGISTICS_RATE_PROVIDERS: setting({
    form: pairs(
      /^[a-z0-9-]{1,30}=https?:\/\/\S{1,500}$/,
      'a name and an address, such as fast=https://rates.example.com/quote',
    ),
    default: '',
    meaning:
      'Providers that are asked for shipping rates beside the rate card of the catalog: names and addresses, such as fast=https://rates.example.com/quote, with commas between them. They may be where webhooks may go (WEBHOOK_ALLOW_HTTP, WEBHOOK_PRIVATE_NETWORKS).',
  }),
  LOGISTICS_RATE_KEYS: setting({
    form: pairs(/^[a-z0-9-]{1,30}=[\x21-\x2b\x2d-\x7e]{1,500}$/, 'the name of a provider and its key, such as fast=k1'),
    default: '',
    mask: masked,
    meaning: 'Keys for those providers, sent as X-API-Key: their names and keys, with commas between them.',
  }),
  LOGISTICS_RATE_TIMEOUT_MS: setting({
    form: count(100, 15_000),
    default: '3000',
    meaning: 'Milliseconds that a provider of shipping rates has to answer; then its rates are missing.',
  }),
  LOGISTICS_SECRETS: setting({
    form: pairs(
      /^[a-z0-9-]{1,30}=whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
      'the name of a provider, and whsec_ with 24 to 64 bytes in base64',
    ),
    default: '',
    mask: masked,
    meaning:
      'Secrets that logistics providers sign their parcel statuses with: names and secrets, such as fast=whsec_..., with commas between them; a name may come twice while its secret changes. A provider without one is refused. Empty, a demo (DEMO_DATA, AUTH=none, a loopback HOST) has the provider demo.',
  }),
} as const;
