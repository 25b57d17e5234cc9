/**
 * libxml2's messages as sentences for people who read a fault.
 *
 * 1. `Element 'x', attribute 'y': ` goes, the path says it. Only for an element in the wrong place its name is kept, because
 *    it may be the namespace that is wrong, which the path does not show;
 * 2. Clark notation `{uri}name` becomes `name (of uri)`; a simple type is called by its bare name;
 * 3. the value quoted may be megabytes long: its middle is cut out first, so that no pattern ever meets it. The end is
 *    kept, since that says what was expected. The longest list of expected names that the contract can cause has 600 characters.
 */

const MOST_CHARACTERS = 1_200;

/** One message of libxml2, rewritten. */
export function sentence(message: string): string {
  const short =
    message.length <= MOST_CHARACTERS
      ? message
      : `${message.slice(0, MOST_CHARACTERS / 2)}…${message.slice(-MOST_CHARACTERS / 2)}`;
  const [, name = '', fault = ''] = /^(?:Element '([^']*)'(?:, attribute '[^']*')?: )?([^]*)$/.exec(short.trim()) ?? [];
  const [, quoted, type, orEmpty] =
    /^('[^]*' is not a valid )value of the (?:atomic|union) type '(?:xs:|\{[^}]*\})?([^']*?)(-or-empty)?'\.$/.exec(
      fault,
    ) ?? [];
  if (quoted !== undefined && type !== undefined)
    return `${quoted}${type}${orEmpty === undefined ? '' : ' (it may also be empty)'}.`;
  return fault
    .replace(/^This element is not expected/, () => `${name} is not expected here`)
    .replace(/\{([^{}\s]*)\}([\w.*-]+)/g, (_, uri: string, local: string) => `${local} (of ${uri})`)
    .replace(
      /Expected is (one of )?\( (.*) \)\.$/,
      (_, oneOf: string | undefined, names: string) => `Expected: ${oneOf ?? ''}${names}.`,
    );
}

/**
 * Whether a message only says that an xsi:type is unknown, or is not of the element's declared type.
 * No name can feign it: libxml2 refuses a namespace URI with blanks when it parses.
 */
export function isTypeHint(message: string): boolean {
  return /^Element '[^']*', attribute '\{http:\/\/www\.w3\.org\/2001\/XMLSchema-instance\}type': /.test(message);
}
