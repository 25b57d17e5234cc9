/**
 * The Locate contract, ready to use: compiled from xsd/Locate.xsd and wsdl/LocateServices.wsdl of this package.
 *
 * 1. Two namespaces carry the same schema: the contract's own, and the one printed in later guides. A message is
 *    validated and answered in the namespace it uses.
 * 2. Requests are validated tolerantly (platform/xml/validation/tolerance.ts) or strictly, to the letter of the
 *    contract. libxml2 validates what the fast path (platform/xml/validation/validate-plain.ts) does not recognize as
 *    valid. The tests check the broker's responses against the strict schema.
 * 3. Schemas, decoders and writers are compiled on first use and cached for the life of the process.
 */
import { readFileSync } from 'node:fs';
import { compileDecoder } from '../../platform/xml/schema/decode.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { compilePlainValidator } from '../../platform/xml/validation/validate-plain.js';
import { readSchema } from '../../platform/xml/schema/read-schema.js';
import { hasQualifiedContent, tolerantXsd } from '../../platform/xml/validation/tolerance.js';
import { validateOffThread as validateLargeOffThread } from '../../platform/xml/validation/validation-thread.js';
import { Validator } from '../../platform/xml/validation/validator.js';
import type { SchemaProblem, ValidatorParts } from '../../platform/xml/validation/validator.js';
import { compileWriter } from '../../platform/xml/schema/write.js';
import { textReader } from './field-kinds.js';
import type { LocatePayloads } from './messages.js';

export type LocatePayload = keyof LocatePayloads;
export type Strictness = 'tolerant' | 'strict';

/** The contract's namespace first. */
export const LOCATE_NAMESPACES = ['http://microsretail.com/Locate', 'http://retail.com/Locate'] as const;

// Relative to src/ and dist/ alike.
const XSD = readFileSync(new URL('../../../xsd/Locate.xsd', import.meta.url), 'utf8');
const WSDL = readFileSync(new URL('../../../wsdl/LocateServices.wsdl', import.meta.url), 'utf8');
/** The contract's schema as data. */
export const SCHEMA = readSchema(XSD);

/** What a message is validated against: the contract, its tolerant form, or the one for messages with further qualified elements. */
type SchemaForm = 'strict' | 'tolerant' | 'qualified';

const validatorParts = memoize((namespace: string, form: SchemaForm): ValidatorParts => {
  if (form === 'strict')
    return {
      xsd: XSD.replaceAll(`"${SCHEMA.targetNamespace}"`, `"${namespace}"`),
      options: { wrongTypeHints: 'rejected' },
    };
  return {
    xsd: tolerantXsd({ ...SCHEMA, targetNamespace: namespace }, form === 'qualified' ? 'qualified' : 'as-declared'),
    options: { wrongTypeHints: 'ignored', ignoredAttributes: { exceptOf: namespace }, foreignBlanks: 'ignored' },
  };
});
const validator = memoize((namespace: string, form: SchemaForm) => {
  const { xsd, options } = validatorParts(namespace, form);
  return new Validator(xsd, options);
});
const plainValidator = memoize((namespace: string, strictness: Strictness) =>
  compilePlainValidator({ ...SCHEMA, targetNamespace: namespace }, { tolerant: strictness === 'tolerant' }),
);
// Responses are our own, and are decoded as they were written.
const decoder = memoize((name: string) =>
  compileDecoder(SCHEMA, name, name.endsWith('Response') ? undefined : textReader),
);
const writer = memoize((name: string) => compileWriter(SCHEMA, name));

/**
 * Returns every problem of a payload; none if it is valid. A payload in neither namespace is validated against the
 * first.
 * @param text the whole message as characters
 * @param envelope the same message, parsed
 * @param position child indexes that lead from the envelope to the payload
 */
export function validate(
  strictness: Strictness,
  text: string,
  envelope: XmlElement,
  position: readonly number[],
): SchemaProblem[] {
  const payload = elementAt(envelope, position);
  const namespace = namespaceOf(payload);
  if (payload !== undefined && plainValidator(namespace, strictness)(text, payload)) return [];
  return validator(namespace, formFor(strictness, namespace, payload)).validate(text, envelope, position);
}

/**
 * `validate` for the server: the fast path yields to the event loop, and libxml2 validates a large message in a thread.
 */
export async function validateOffThread(
  strictness: Strictness,
  text: string,
  envelope: XmlElement,
  position: readonly number[],
): Promise<SchemaProblem[]> {
  const payload = elementAt(envelope, position);
  const namespace = namespaceOf(payload);
  if (payload !== undefined && (await plainValidator(namespace, strictness).yielding(text, payload))) return [];
  const form = formFor(strictness, namespace, payload);
  return validateLargeOffThread(
    validatorParts(namespace, form),
    () => validator(namespace, form),
    text,
    envelope,
    position,
  );
}

/**
 * Decodes a validated payload.
 * @throws {Error} if it contains what the contract does not define: it was not validated
 */
export function decode<Name extends LocatePayload>(name: Name, payload: XmlElement): LocatePayloads[Name] {
  return decoder(name)(payload);
}

/** `decode` for the server: a large payload is decoded in slices. */
export function decodeYielding<Name extends LocatePayload>(
  name: Name,
  payload: XmlElement,
): Promise<LocatePayloads[Name]> {
  return decoder(name).yielding(payload);
}

/**
 * Writes a payload as XML for a SOAP body.
 * @param namespace of the caller
 * @throws {UnwritableError} if a required value is missing or a value is of the wrong type
 */
export function write<Name extends LocatePayload>(name: Name, value: LocatePayloads[Name], namespace: string): string {
  return writer(name)(value, namespace);
}

/** `write` for the server: a large payload is written in slices. */
export function writeYielding<Name extends LocatePayload>(
  name: Name,
  value: LocatePayloads[Name],
  namespace: string,
): Promise<string> {
  return writer(name).yielding(value, namespace);
}

/**
 * Returns every problem that libxml2 finds in one of our own messages by the strict contract.
 * @param text a payload alone, or in an envelope whose last child is the body
 */
export function validateResponse(text: string): SchemaProblem[] {
  const root = parseXml(text, {
    depth: 50,
    elements: 1_000_000,
    attributes: 100,
    nameLength: 1_000,
    textLength: 10_000_000,
  });
  const position = root.local === 'Envelope' ? [root.children.length - 1, 0] : [];
  return validator(namespaceOf(elementAt(root, position)), 'strict').validate(text, root, position);
}

/**
 * The service's WSDL as one document, with the schema inline. The SOAP layer inserts the address that the caller used.
 */
export function wsdl(): string {
  const schema = XSD.replace(/^<\?xml[^>]*\?>\s*/, '');
  // A replacement function, because a $ in a replacement string is special.
  return WSDL.replace(/<xs:schema [^]*?<\/xs:schema>/, () => schema);
}

function formFor(strictness: Strictness, namespace: string, payload: XmlElement | undefined): SchemaForm {
  if (strictness === 'strict' || payload === undefined) return strictness;
  return hasQualifiedContent({ ...SCHEMA, targetNamespace: namespace }, payload) ? 'qualified' : 'tolerant';
}

function elementAt(root: XmlElement, position: readonly number[]): XmlElement | undefined {
  return position.reduce<XmlElement | undefined>((parent, index) => parent?.children[index], root);
}

function namespaceOf(payload: XmlElement | undefined): (typeof LOCATE_NAMESPACES)[number] {
  return LOCATE_NAMESPACES.find((known) => known === payload?.uri) ?? LOCATE_NAMESPACES[0];
}

/** Caches the result of `make` for each combination of names. */
function memoize<Names extends string[], Made>(make: (...names: Names) => Made): (...names: Names) => Made {
  const cache = new Map<string, Made>();
  return (...names) => {
    const key = names.join(' ');
    let made = cache.get(key);
    if (made === undefined) cache.set(key, (made = make(...names)));
    return made;
  };
}
