/**
 * The Locate contract, ready to use: compiled from xsd/Locate.xsd and wsdl/LocateServices.wsdl of this package.
 *
 * Two namespaces carry the same schema: the contract's own, and the one printed in later guides. The tests check the broker's
 * responses against the strict schema.
 */
import { readFileSync } from 'node:fs';
import { openContract } from '../../platform/soap/contract/contract.js';
import { textReader } from './field-kinds.js';
import type { LocatePayloads } from './messages.js';

export type LocatePayload = keyof LocatePayloads;

/** The contract's namespace first. */
export const LOCATE_NAMESPACES = ['http://microsretail.com/Locate', 'http://retail.com/Locate'] as const;

// Relative to src/ and dist/ alike.
const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

export const {
  schema: SCHEMA,
  wsdl,
  validate,
  validateOffThread,
  decode,
  decodeYielding,
  write,
  writeYielding,
  validateResponse,
} = openContract<LocatePayloads>({
  xsd: read('xsd/Locate.xsd'),
  wsdl: read('wsdl/LocateServices.wsdl'),
  namespaces: LOCATE_NAMESPACES,
  // Responses are our own, and are decoded as they were written.
  texts: (name) => (name.endsWith('Response') ? undefined : textReader),
});
