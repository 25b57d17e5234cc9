/**
 * The contract of a SOAP service, ready to use: compiled from its schema and its WSDL.
 *
 * 1. Several namespaces may carry the same schema. A message is validated and answered in the namespace it uses.
 * 2. Requests are validated tolerantly (platform/xml/validation/tolerance.ts) or strictly, to the letter of the contract.
 *    libxml2 validates what the fast path (platform/xml/validation/validate-plain.ts) does not recognize as valid.
 * 3. Schemas, decoders and writers are compiled on first use and cached for the life of the process.
 */
import { compileDecoder } from '../../xml/schema/decode.js';
import type { TextReaders } from '../../xml/schema/decode.js';
import type { XmlElement } from '../../xml/element.js';
import { parseXml } from '../../xml/parse.js';
import { compilePlainValidator } from '../../xml/validation/validate-plain.js';
import { readSchema } from '../../xml/schema/read-schema.js';
import type { Schema } from '../../xml/schema/schema.js';
import type { TolerantContent } from '../../xml/validation/tolerance.js';
import { hasQualifiedContent, hasUnqualifiedContent, tolerantXsd } from '../../xml/validation/tolerance.js';
import { validateOffThread as validateLargeOffThread } from '../../xml/validation/validation-thread.js';
import { Validator } from '../../xml/validation/validator.js';
import type { SchemaProblem, ValidatorParts } from '../../xml/validation/validator.js';
import { compileWriter } from '../../xml/schema/write.js';

export type Strictness = 'tolerant' | 'strict';

export interface ContractParts {
  /** The text of the schema. */
  readonly xsd: string;
  /** The text of the WSDL, whose only `xs:schema` element includes the schema. */
  readonly wsdl: string;
  /** What a message may be in; the one of the schema first. */
  readonly namespaces: readonly [string, ...string[]];
  /** Whether the elements of requests may come in any order, and be in no namespace, as .NET services take them. */
  readonly anyOrder?: boolean;
  /** How the texts of a payload are read, by the payload's name; undefined: as they were written. */
  readonly texts?: (payload: string) => TextReaders | undefined;
}

/** @typeParam Payloads maps the name of each global element to its type: an interface that `npm run generate` writes */
export interface SoapContract<Payloads> {
  /** The schema as data. */
  readonly schema: Schema;
  /** The WSDL as one document, with the schema inline. The SOAP layer inserts the address that the caller used. */
  readonly wsdl: () => string;
  /**
   * Returns every problem of a payload; none if it is valid. A payload in none of the namespaces is validated against the
   * first.
   * @param text the whole message as characters
   * @param envelope the same message, parsed
   * @param position child indexes that lead from the envelope to the payload
   */
  readonly validate: (
    strictness: Strictness,
    text: string,
    envelope: XmlElement,
    position: readonly number[],
  ) => readonly SchemaProblem[];
  /** `validate` for the server: the fast path yields to the event loop, and libxml2 validates a large message in a thread. */
  readonly validateOffThread: (
    strictness: Strictness,
    text: string,
    envelope: XmlElement,
    position: readonly number[],
  ) => Promise<readonly SchemaProblem[]>;
  /**
   * Decodes a validated payload.
   * @throws {Error} if it contains what the contract does not define: it was not validated
   */
  readonly decode: <Name extends keyof Payloads & string>(name: Name, payload: XmlElement) => Payloads[Name];
  /** `decode` for the server: a large payload is decoded in slices. */
  readonly decodeYielding: <Name extends keyof Payloads & string>(
    name: Name,
    payload: XmlElement,
  ) => Promise<Payloads[Name]>;
  /**
   * Writes a payload as XML for a SOAP body.
   * @param namespace of the caller
   * @throws {UnwritableError} if a required value is missing or a value is of the wrong type
   */
  readonly write: <Name extends keyof Payloads & string>(
    name: Name,
    value: Payloads[Name],
    namespace: string,
  ) => string;
  /** `write` for the server: a large payload is written in slices. */
  readonly writeYielding: <Name extends keyof Payloads & string>(
    name: Name,
    value: Payloads[Name],
    namespace: string,
  ) => Promise<string>;
  /**
   * Returns every problem that libxml2 finds in one of our own messages by the strict contract.
   * @param text a payload alone, or in an envelope whose last child is the body
   */
  readonly validateResponse: (text: string) => readonly SchemaProblem[];
}

/** What a message is validated against: the contract, or one of its tolerant forms. */
type SchemaForm = 'strict' | TolerantContent;

/** Opens a contract. @throws {Error} for a schema outside the subset of platform/xml/schema/schema.ts */
export function openContract<Payloads extends object>(parts: ContractParts): SoapContract<Payloads> {
  const { xsd, wsdl, namespaces, texts, anyOrder = false } = parts;
  const schema = readSchema(xsd);
  const inNamespace = (targetNamespace: string): Schema => ({ ...schema, targetNamespace });

  const validatorParts = memoize((namespace: string, form: SchemaForm): ValidatorParts => {
    if (form === 'strict')
      return {
        xsd: xsd.replaceAll(`"${schema.targetNamespace}"`, `"${namespace}"`),
        options: { wrongTypeHints: 'rejected' },
      };
    return {
      xsd: tolerantXsd(inNamespace(namespace), form),
      options: { wrongTypeHints: 'ignored', ignoredAttributes: { exceptOf: namespace }, foreignBlanks: 'ignored' },
    };
  });
  const validator = memoize((namespace: string, form: SchemaForm) => {
    const { xsd: text, options } = validatorParts(namespace, form);
    return new Validator(text, options);
  });
  const plainValidator = memoize((namespace: string, strictness: Strictness) =>
    compilePlainValidator(inNamespace(namespace), { tolerant: strictness === 'tolerant' }),
  );
  const decoder = memoize((name: string) => compileDecoder(schema, name, texts?.(name), anyOrder));
  const writer = memoize((name: string) => compileWriter(schema, name));

  const namespaceOf = (payload: XmlElement | undefined): string =>
    namespaces.find((known) => known === payload?.uri) ?? namespaces[0];
  const formFor = (strictness: Strictness, namespace: string, payload: XmlElement | undefined): SchemaForm => {
    if (strictness === 'strict') return 'strict';
    if (anyOrder)
      return payload !== undefined && hasUnqualifiedContent(payload)
        ? 'unqualified-any-order'
        : 'as-declared-any-order';
    return payload !== undefined && hasQualifiedContent(inNamespace(namespace), payload) ? 'qualified' : 'as-declared';
  };

  return {
    schema,
    wsdl: () => withSchema(wsdl, xsd),
    validate(strictness, text, envelope, position) {
      const payload = elementAt(envelope, position);
      const namespace = namespaceOf(payload);
      if (payload !== undefined && plainValidator(namespace, strictness)(text, payload)) return [];
      return validator(namespace, formFor(strictness, namespace, payload)).validate(text, envelope, position);
    },
    async validateOffThread(strictness, text, envelope, position) {
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
    },
    decode: <Name extends keyof Payloads & string>(name: Name, payload: XmlElement) =>
      decoder(name)(payload) as Payloads[Name],
    decodeYielding: <Name extends keyof Payloads & string>(name: Name, payload: XmlElement) =>
      decoder(name).yielding(payload) as Promise<Payloads[Name]>,
    write: (name, value, namespace) => writer(name)(value as object, namespace),
    writeYielding: (name, value, namespace) => writer(name).yielding(value as object, namespace),
    validateResponse(text) {
      const root = parseXml(text, OWN_LIMITS);
      const position = root.local === 'Envelope' ? [root.children.length - 1, 0] : [];
      return validator(namespaceOf(elementAt(root, position)), 'strict').validate(text, root, position);
    },
  };
}

/** Limits of our own messages, which need not be tight. */
const OWN_LIMITS = { depth: 50, elements: 1_000_000, attributes: 100, nameLength: 1_000, textLength: 10_000_000 };

function withSchema(wsdl: string, xsd: string): string {
  const schema = xsd.replace(/^<\?xml[^>]*\?>\s*/, '');
  // A replacement function, because a $ in a replacement string is special.
  return wsdl.replace(/<xs:schema [^]*?<\/xs:schema>/, () => schema);
}

function elementAt(root: XmlElement, position: readonly number[]): XmlElement | undefined {
  return position.reduce<XmlElement | undefined>((parent, index) => parent?.children[index], root);
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
