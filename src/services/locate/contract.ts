/**
 * The Locate contract, ready to use: made from xsd/Locate.xsd and wsdl/LocateServices.wsdl of this package.
 *
 * 1. two namespaces carry the same schema: the contract's own, and the one that later guides print. A message is
 *    validated, and answered, in the one it came in;
 * 2. requests are validated tolerantly (platform/xml/validation/tolerance.ts says how) or strictly, to the letter of the contract, by libxml2
 *    where one look at the tree does not tell (platform/xml/validation/validate-plain.ts); what the broker writes is held against the strict schema by the tests;
 * 3. schemas, decoders and writers are compiled when first used, and kept as long as the process.
 */
import { readFileSync } from 'node:fs';
import { compileDecoder, compileYieldingDecoder } from '../../platform/xml/schema/decode.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { compilePlainValidator } from '../../platform/xml/validation/validate-plain.js';
import { readSchema } from '../../platform/xml/schema/read-schema.js';
import { tolerantXsd } from '../../platform/xml/validation/tolerance.js';
import { validateOffThread as validateLargeAside } from '../../platform/xml/validation/validation-thread.js';
import { Validator } from '../../platform/xml/validation/validator.js';
import type { SchemaProblem, ValidatorParts } from '../../platform/xml/validation/validator.js';
import { compileWriter } from '../../platform/xml/schema/write.js';
import type { LocatePayloads } from './messages.js';

export type LocatePayload = keyof LocatePayloads;
export type Strictness = 'tolerant' | 'strict';

/** The contract's namespace first. */
export const LOCATE_NAMESPACES = ['http://microsretail.com/Locate', 'http://retail.com/Locate'] as const;

// The folders lie beside src/ as they lie beside dist/.
const XSD = readFileSync(new URL('../../../xsd/Locate.xsd', import.meta.url), 'utf8');
const WSDL = readFileSync(new URL('../../../wsdl/LocateServices.wsdl', import.meta.url), 'utf8');
/** The contract's schema as data. */
export const SCHEMA = readSchema(XSD);

const validatorParts = keptBy((namespace: string, strictness: Strictness): ValidatorParts =>
  strictness === 'strict'
    ? { xsd: XSD.replaceAll(`"${SCHEMA.targetNamespace}"`, `"${namespace}"`), options: { wrongTypeHints: 'refused' } }
    : { xsd: tolerantXsd({ ...SCHEMA, targetNamespace: namespace }), options: { wrongTypeHints: 'ignored' } },
);
const validator = keptBy((namespace: string, strictness: Strictness) => {
  const { xsd, options } = validatorParts(namespace, strictness);
  return new Validator(xsd, options);
});
const plainlyValid = keptBy((namespace: string, strictness: Strictness) =>
  compilePlainValidator({ ...SCHEMA, targetNamespace: namespace }, { tolerant: strictness === 'tolerant' }),
);
const decoder = keptBy((name: string) => compileDecoder(SCHEMA, name));
const decoderInTurns = keptBy((name: string) => compileYieldingDecoder(SCHEMA, name));
const writer = keptBy((name: string) => compileWriter(SCHEMA, name));

/**
 * Every fault of a payload; empty when it is valid. A payload in neither namespace is held against the first.
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
  if (payload !== undefined && plainlyValid(namespace, strictness)(text, payload)) return [];
  return validator(namespace, strictness).validate(text, envelope, position);
}

/** The same where others wait: a large message is looked through with pauses, and by libxml2 in a thread. */
export async function validateOffThread(
  strictness: Strictness,
  text: string,
  envelope: XmlElement,
  position: readonly number[],
): Promise<SchemaProblem[]> {
  const payload = elementAt(envelope, position);
  const namespace = namespaceOf(payload);
  if (payload !== undefined && (await plainlyValid(namespace, strictness).inTurns(text, payload))) return [];
  return validateLargeAside(
    validatorParts(namespace, strictness),
    () => validator(namespace, strictness),
    text,
    envelope,
    position,
  );
}

/** A validated payload as plain data. @throws {Error} when it was not validated and holds what the contract does not know */
export function decode<Name extends LocatePayload>(name: Name, payload: XmlElement): LocatePayloads[Name] {
  return decoder(name)(payload);
}

/** The same where others wait: a large payload is decoded with pauses. */
export async function decodeYielding<Name extends LocatePayload>(
  name: Name,
  payload: XmlElement,
): Promise<LocatePayloads[Name]> {
  return await decoderInTurns(name)(payload);
}

/**
 * A payload as XML, to stand in a SOAP body.
 * @param namespace the caller's
 * @throws {Unwritable} when a required value is missing or a value is of the wrong type
 */
export function write<Name extends LocatePayload>(name: Name, value: LocatePayloads[Name], namespace: string): string {
  return writer(name)(value, namespace);
}

/** The same where others wait: a large payload is written with pauses. */
export async function writeYielding<Name extends LocatePayload>(
  name: Name,
  value: LocatePayloads[Name],
  namespace: string,
): Promise<string> {
  return writer(name).inTurns(value, namespace);
}

/** Every fault that libxml2 finds in a message of ours against the strict contract: a payload alone, or in an envelope whose last child is the body. */
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

/** The service's description in one piece: the schema inline, nothing imported. The edge puts the caller's address in. */
export function wsdl(): string {
  const schema = XSD.replace(/^<\?xml[^>]*\?>\s*/, '');
  // A function, so that a $ in the schema is only a $.
  return WSDL.replace(/<xs:schema [^]*?<\/xs:schema>/, () => schema);
}

function elementAt(root: XmlElement, position: readonly number[]): XmlElement | undefined {
  return position.reduce<XmlElement | undefined>((parent, index) => parent?.children[index], root);
}

function namespaceOf(payload: XmlElement | undefined): (typeof LOCATE_NAMESPACES)[number] {
  return LOCATE_NAMESPACES.find((known) => known === payload?.uri) ?? LOCATE_NAMESPACES[0];
}

/** Makes a thing once for each combination of names, when it is first asked for. */
function keptBy<Names extends string[], Thing>(make: (...names: Names) => Thing): (...names: Names) => Thing {
  const kept = new Map<string, Thing>();
  return (...names) => {
    const key = names.join(' ');
    let thing = kept.get(key);
    if (thing === undefined) kept.set(key, (thing = make(...names)));
    return thing;
  };
}
