/**
 * libxml2's messages as sentences for people who read a fault.
 *
 * 1. `Element 'x', attribute 'y': ` goes, the path says it;
 * 2. Clark notation `{uri}name` loses its braces, and types of XML Schema their prefix: what is left is the name that
 *    stands in the message or the contract;
 * 3. the value quoted may be megabytes long: its middle is cut out first, so that no pattern ever meets it. The end is
 *    kept, since that says what was expected. The longest list of expected names that the contract can cause has 600 characters.
 */

const MOST_CHARACTERS = 1_200;

/** One message of libxml2, rewritten. */
export function sentence(message: string): string {
  const short = message.length <= MOST_CHARACTERS ? message
    : `${message.slice(0, MOST_CHARACTERS / 2)}…${message.slice(-MOST_CHARACTERS / 2)}`;
  return short.trim()
    .replace(/^Element '[^']*'(?:, attribute '[^']*')?: /, '')
    .replace(/is not a valid value of the (?:atomic|union) type '(?:xs:|\{[^}]*\})?([^']*?)(-or-empty)?'\.$/,
      (_, type: string, orEmpty?: string) => `is not a valid ${type}${orEmpty === undefined ? '' : ' (it may also be empty)'}.`)
    .replace(/\{[^{}\s]*\}(?=[\w*])/g, '')
    .replace(/Expected is (one of )?\( (.*) \)\.$/, (_, oneOf: string | undefined, names: string) => `Expected: ${oneOf ?? ''}${names}.`);
}

/** Whether a message only says that an xsi:type is unknown, or is not of the element's declared type. */
export function isTypeHint(message: string): boolean {
  return /^Element '[^']*', attribute '\{http:\/\/www\.w3\.org\/2001\/XMLSchema-instance\}type': /.test(message);
}
