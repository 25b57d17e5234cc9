import { readdirSync, readFileSync } from 'node:fs';
import { CREDENTIALS, fullPayload, inEnvelope, OPERATIONS, WRITINGS } from '../support/marked-messages.js';
import { echo, SOAP11, SOAP12 } from '../platform/soap/support.js';

/**
 * Valid messages to mutate: the samples, and every operation with all its fields, in both SOAP versions and both
 * namespaces.
 */

const SAMPLES = ['locate', 'versions'].map((name) => new URL(`../../samples/${name}/`, import.meta.url));

const samples = SAMPLES.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.request.xml'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8')),
);
/** Without line breaks, as most clients write. */
const compact = samples.map((text) => text.replace(/>\s+</g, '><'));
const full = OPERATIONS.flatMap((name) =>
  WRITINGS.map((writing, index) =>
    inEnvelope(fullPayload(name, writing, { destination: 'LOCATE', version: '18.0' }), index === 0 ? CREDENTIALS : ''),
  ),
);
const inOtherVersion = [...compact, ...full].map((text) => text.replaceAll(SOAP11, SOAP12));

export const CORPUS: readonly string[] = [
  ...samples,
  ...compact,
  ...full,
  ...inOtherVersion,
  echo('not an operation of this service'),
];
