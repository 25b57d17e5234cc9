/**
 * Rewrites libxml2's messages as sentences for the people who read a fault.
 *
 * 1. `Element 'x', attribute 'y': ` is dropped, since the path already names both. Only for a misplaced element the
 *    name is kept, because its namespace may be wrong, which the path does not show.
 * 2. Clark notation `{uri}name` becomes `name (of uri)`; a simple type is referred to by its local name.
 * 3. The quoted value may be megabytes long: its middle is cut out first, so that no pattern runs on it. The end is
 *    kept, since it states what was expected. The longest list of expected names that the contract can produce has 600
 *    characters.
 */
import { nameInvisible } from '../../invisible.js';

const MAX_LENGTH = 1_200;

/** For an element whose name is expected in another namespace: without this, "x is not expected. Expected: x." */
function namespaceReason(name: string, fault: string): string | undefined {
  const expected = /^This element is not expected\. Expected is (?:one of )?\( (.*) \)\.$/
    .exec(fault)?.[1]
    ?.split(', ');
  const [, uri = '', local] = /^(?:\{([^}]*)\})?(.*)$/.exec(name) ?? [];
  const other = expected?.find((one) => one !== name && one.replace(/^\{[^}]*\}/, '') === local);
  if (other === undefined) return undefined;
  const wanted = /^\{([^}]*)\}/.exec(other)?.[1];
  const found = uri === '' ? 'found in none' : `found in ${uri}`;
  return wanted === undefined
    ? `${local} must be in no namespace; ${found}. Write it without a prefix, and without a default namespace around it (xmlns="").`
    : `${local} must be in the namespace ${wanted}; ${found}.`;
}

/** Rewrites one message of libxml2. */
export function sentence(message: string): string {
  const short =
    message.length <= MAX_LENGTH ? message : `${message.slice(0, MAX_LENGTH / 2)}…${message.slice(-MAX_LENGTH / 2)}`;
  const [, name = '', fault = ''] = /^(?:Element '([^']*)'(?:, attribute '[^']*')?: )?([^]*)$/.exec(short.trim()) ?? [];
  const [, quoted, type, orEmpty] =
    /^('[^]*' is not a valid )value of the (?:atomic|union) type '(?:xs:|\{[^}]*\})?([^']*?)(-or-empty)?'\.$/.exec(
      fault,
    ) ?? [];
  if (quoted !== undefined && type !== undefined) {
    const value = quoted.slice(1, quoted.lastIndexOf("'"));
    return `${quoted}${type}${orEmpty === undefined ? '' : ' (it may also be empty)'}${nameInvisible(value)}.`;
  }
  const namespace = namespaceReason(name, fault);
  if (namespace !== undefined) return namespace;
  return fault
    .replace(/^This element is not expected/, () => `${name} is not expected here`)
    .replace(/\{([^{}\s]*)\}([\w.*-]+)/g, (_, uri: string, local: string) => `${local} (of ${uri})`)
    .replace(
      /Expected is (one of )?\( (.*) \)\.$/,
      (_, oneOf: string | undefined, names: string) => `Expected: ${oneOf ?? ''}${names}.`,
    );
}

/**
 * Whether a message only reports that an xsi:type is unknown or does not derive from the element's declared type.
 * No element or attribute name can imitate it: libxml2 rejects a namespace URI with blanks when it parses.
 */
export function isTypeHint(message: string): boolean {
  return /^Element '[^']*', attribute '\{http:\/\/www\.w3\.org\/2001\/XMLSchema-instance\}type': /.test(message);
}

/**
 * Whether a message only reports that an attribute is not allowed which is `id`, or in a namespace other than the given one. No name can
 * imitate it, for the same reason.
 */
export function isForeignAttribute(message: string, namespace: string): boolean {
  const [, uri, local] =
    /^Element '[^']*', attribute '(?:\{([^']*)\})?([^'{}]*)': The attribute '[^']*' is not allowed\.\s*$/.exec(
      message,
    ) ?? [];
  return uri === undefined ? local === 'id' : uri !== namespace;
}
