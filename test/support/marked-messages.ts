import { readFileSync } from 'node:fs';
import { LOCATE_NAMESPACES } from '../../src/services/locate/contract.js';
import { readSchema } from '../../src/platform/xml/schema/read-schema.js';
import { contentOf, rootType, typeNamed } from '../../src/platform/xml/schema/schema.js';
import type { ComplexType, SimpleTypeName } from '../../src/platform/xml/schema/schema.js';

/**
 * Messages generated from the XSD, with a value in every field, so that none can be forgotten. A field whose name
 * suggests a person, an address or free text gets a mark that must never appear.
 */

const SCHEMA = readSchema(readFileSync(new URL('../../xsd/Locate.xsd', import.meta.url), 'utf8'));

/** The prefix of every personal value. */
export const MARK = 'PERSONAL';

const PERSONAL = new RegExp(
  [
    'name',
    'first',
    'middle',
    'last',
    'prefix',
    'suffix',
    'company',
    'attention',
    'address',
    'apt$',
    'city',
    'province',
    'postal',
    'email',
    'phone',
    'country',
    'account',
    'customer',
    'employee',
    'message',
    'note',
    'instructions',
    'description',
    'mesg',
    'return',
    'cust',
  ].join('|'),
  'i',
);
/** Fields with such names that describe goods, carriers and locations of the enterprise, or the kind of message. */
const NOT_PERSONAL = new Set([
  'message_type',
  'locationname',
  'item_description',
  'ship_via_description',
  'originating_location_description',
  'tender_description',
  'customization_code',
]);

export const isPersonal = (field: string): boolean => PERSONAL.test(field) && !NOT_PERSONAL.has(field);

/** The operations of the contract. */
export const OPERATIONS: readonly string[] = [...SCHEMA.roots.keys()].filter((name) =>
  SCHEMA.roots.has(`${name}Response`),
);

/** Every text or number field: the names of attributes and of elements without children. */
export const FIELDS: readonly { readonly name: string; readonly type: SimpleTypeName }[] = [
  ...SCHEMA.types.values(),
].flatMap((type) => [
  ...type.attributes.map((one) => ({ name: one.name, type: one.type })),
  ...type.elements.flatMap((one) => ('simple' in one.type ? [{ name: one.name, type: one.type.simple }] : [])),
]);

/** The namespaces and prefixes of a message. */
export interface Writing {
  readonly namespace: string;
  /** Prefix of qualified names; `''` uses a default namespace. */
  readonly prefix: string;
}

export const WRITINGS: readonly Writing[] = LOCATE_NAMESPACES.flatMap((namespace) => [
  { namespace, prefix: 'q' },
  { namespace, prefix: '' },
]);

/**
 * Returns a payload with everything that its type allows.
 * @param values of fields by name; all others get a mark, a number, or `X` and their name
 */
export function fullPayload(
  root: string,
  { namespace, prefix }: Writing,
  values: Readonly<Record<string, string>> = {},
): string {
  const valueOf = (name: string, type: SimpleTypeName): string =>
    Object.hasOwn(values, name)
      ? (values[name] ?? '')
      : type !== 'string'
        ? '1'
        : isPersonal(name)
          ? `${MARK} ${name} Zo&#235; &lt;at&gt; &amp;`
          : `X-${name}`;
  const content = (type: ComplexType): { attributes: string; inner: string } => {
    const { attributes, elements } = contentOf(SCHEMA, type);
    return {
      attributes: attributes.map((one) => ` ${one.name}="${valueOf(one.name, one.type)}"`).join(''),
      inner: elements
        .map((one) => {
          const tag = one.qualified && prefix !== '' ? `${prefix}:${one.name}` : one.name;
          // An unqualified name inside a default namespace must undeclare it.
          const leave = prefix === '' && !one.qualified ? ' xmlns=""' : prefix === '' ? ` xmlns="${namespace}"` : '';
          if ('simple' in one.type) return `<${tag}${leave}>${valueOf(one.name, one.type.simple)}</${tag}>`;
          const { attributes: own, inner } = content(typeNamed(SCHEMA, one.type.complex));
          return `<${tag}${leave}${own}>${inner}</${tag}>`;
        })
        .join(''),
    };
  };
  const { attributes, inner } = content(rootType(SCHEMA, root));
  const name = prefix === '' ? root : `${prefix}:${root}`;
  return `<${name} xmlns${prefix === '' ? '' : `:${prefix}`}="${namespace}"${attributes}>${inner}</${name}>`;
}

/** A header with credentials, which must never appear either. */
export const CREDENTIALS =
  `<s:Header><w:Security xmlns:w="urn:wsse" order_id="${MARK}"><w:UsernameToken><w:Username>${MARK}</w:Username>` +
  `<w:Password Type="x">${MARK}</w:Password><order_id>${MARK}</order_id></w:UsernameToken></w:Security></s:Header>`;

export const inEnvelope = (payload: string, header = ''): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header}<s:Body>${payload}</s:Body></s:Envelope>`;
