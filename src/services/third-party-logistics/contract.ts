/**
 * The contract of third-party logistics, ready to use: compiled from xsd/ThirdPartyLogistics.xsd and
 * wsdl/ThirdPartyLogistics.wsdl of this package.
 */
import { readFileSync } from 'node:fs';
import { codeOf } from '../../domain/values/code.js';
import { openContract } from '../../platform/soap/contract/contract.js';
import type { ThirdPartyPayloads } from './messages.js';

export const THIRD_PARTY_NAMESPACE = 'http://api.exigo.com/';

// Relative to src/ and dist/ alike.
const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** Texts that the broker compares, whatever blanks surround them. */
const CODES: ReadonlySet<string> = new Set([
  'CurrencyCode',
  'OrderKey',
  'ItemCode',
  ...[1, 2, 3, 4, 5].map((place) => `TrackingNumber${String(place)}`),
]);

export const THIRD_PARTY_CONTRACT = openContract<ThirdPartyPayloads>({
  xsd: read('xsd/ThirdPartyLogistics.xsd'),
  wsdl: read('wsdl/ThirdPartyLogistics.wsdl'),
  namespaces: [THIRD_PARTY_NAMESPACE],
  anyOrder: true,
  texts: (name) => (name.endsWith('Request') ? (field) => (CODES.has(field) ? codeOf : undefined) : undefined),
});
