import type { MessageMasks } from '../../exchange-record.js';
import { PROBLEM_TYPE } from './problem.js';

/** Replaces a masked value or name. */
const MASK = '***';

/** Members of a problem document whose values never come from the caller. */
const SHOWN_IN_PROBLEMS = ['type', 'title', 'status', 'key', 'correlationId'];

/** A name as programs give it. Any other may be data: the name of a person as the key of a group. */
const FIELD_NAME = /^[A-Za-z_][\w-]{0,63}$/;

/** A text as codes, numbers and addresses of services are; a name with a surname, a street, a mailbox or a sentence is none. */
const CODE = /^\/?[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,127}$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/;

/** Which values of a document are shown. */
interface Shown {
  readonly paths: ReadonlySet<string>;
  /** Undefined: any value at these paths. */
  readonly words: ReadonlySet<string> | undefined;
}

/**
 * Masks JSON documents by path, as an allowlist: a value is shown when its path is named, and masked otherwise, so a field that
 * is new is masked until somebody thinks of it. Names of members are shown, because a misspelled one is what is looked for.
 *
 * A path says what should be there, not what a caller wrote there: a text is shown only if it looks like a code or a time, or is
 * one of the service's own words. Somebody's name in place of an order number is masked; one without a blank cannot be told.
 * @param paths such as `order_no` or `details[].sku`; entries of a list are `[]`
 * @param words texts with blanks that the service itself writes, such as the names of its states
 */
export function jsonMasks(paths: readonly string[], words: readonly string[] = []): MessageMasks {
  const shown: Shown = { paths: new Set(paths), words: new Set(words) };
  return {
    personalData: (text, kind) => {
      const document = parsed(text);
      if (document === undefined) return undefined;
      const isProblem = kind === 'response' && typeOf(document.value)?.startsWith(PROBLEM_TYPE) === true;
      return JSON.stringify(masked(document.value, '', isProblem ? PROBLEM : shown));
    },
    // Credentials of a JSON service are in headers, which are never kept.
    credentials: (text) => (parsed(text) === undefined ? undefined : text),
  };
}

const PROBLEM: Shown = { paths: new Set(SHOWN_IN_PROBLEMS), words: undefined };

function masked(value: unknown, path: string, shown: Shown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((entry) => masked(entry, `${path}[]`, shown));
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => {
        const shownName = FIELD_NAME.test(name) ? name : MASK;
        return [shownName, masked(entry, path === '' ? shownName : `${path}.${shownName}`, shown)];
      }),
    );
  return value === '' || (shown.paths.has(path) && isShown(value, shown)) ? value : MASK;
}

function isShown(value: unknown, { words }: Shown): boolean {
  if (typeof value !== 'string' || words === undefined) return true;
  const text = value.trim();
  return CODE.test(text) || TIME.test(text) || words.has(text);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const typeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    ? value.type
    : undefined;
