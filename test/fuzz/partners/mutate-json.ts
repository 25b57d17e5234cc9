import type { Random } from '../../support/random.js';
import { LONG_VALUES, NAMES, VALUES } from '../values.js';

/** Mutations with knowledge of JSON: all but the last few leave JSON, so that they reach the code after the parser. */

const LITERALS = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '9007199254740993',
  '[]',
  '{}',
  '[[]]',
];
/** What may stand in a text of JSON and is no scalar of Unicode, or not to be stored everywhere. */
const STRANGE = ['"\\ud800"', '"\\u0000"', '"\\u202e"', '"\\ud83d\\ude00"', '"\\ufffe"', '""', '" "'];

/** The largest list that a mutation makes, in characters: of a refused body only the first 4 MB are sure to be read. */
const MAX_LIST = 2_000_000;

const anyValue = (random: Random): string => {
  if (random.chance(0.4)) return random.pick(LITERALS);
  if (random.chance(0.2)) return random.pick(STRANGE);
  return JSON.stringify(random.pick(random.chance(0.02) ? LONG_VALUES : VALUES));
};

/** A scalar, or an empty group, where a value may stand. */
const VALUE = /(?<=[:,[]\s*)("(?:[^"\\]|\\.)*"(?!\s*:)|-?\d[\d.e+-]*|true|false|null|\{\}|\[\])/g;
const MEMBER = /"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false|null)/g;
const NAME = /"(?:[^"\\]|\\.)*"(?=\s*:)/g;

/** Replaces one of the matches. */
function atOne(text: string, pattern: RegExp, random: Random, change: (found: string) => string): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { index, 0: piece } = random.pick(found);
  return text.slice(0, index) + change(piece) + text.slice(index + piece.length);
}

type Change = (text: string, random: Random) => string;

const CHANGES: Readonly<Record<string, Change>> = {
  value: (text, random) => atOne(text, VALUE, random, () => anyValue(random)),
  asText: (text, random) => atOne(text, VALUE, random, (value) => JSON.stringify(value)),
  inList: (text, random) => atOne(text, VALUE, random, (value) => `[${value}]`),
  inGroup: (text, random) => atOne(text, VALUE, random, (value) => `{"value":${value}}`),
  deep: (text, random) =>
    atOne(text, VALUE, random, (value) => {
      const times = random.chance(0.2) ? 5_000 : 1 + random.below(70);
      return `${'['.repeat(times)}${value}${']'.repeat(times)}`;
    }),
  rename: (text, random) => atOne(text, NAME, random, () => JSON.stringify(random.pick(NAMES))),
  otherCase: (text, random) => atOne(text, NAME, random, (name) => name.toUpperCase()),
  twice: (text, random) => atOne(text, MEMBER, random, (member) => `${member},${member}`),
  drop: (text, random) =>
    atOne(text, MEMBER, random, () => '"":0')
      .replace(/"":0,|,?"":0/, '')
      .replace('{,', '{'),
  add: (text, random) =>
    text.replace('{', () => `{${JSON.stringify(random.pick([...NAMES, '__proto__']))}:${anyValue(random)},`),
  entryOften: (text, random) =>
    text.replace(/\[(\{[^[\]]*\})\]/, (_, entry: string) => {
      const times = Math.min(random.chance(0.1) ? 5_000 : 2 + random.below(60), Math.ceil(MAX_LIST / entry.length));
      return `[${Array.from({ length: times }, () => entry).join(',')}]`;
    }),
  emptyList: (text) => text.replace(/\[[^[\]]*\]/, '[]'),
  whole: (_, random) => anyValue(random),
  inside: (text, random) => (random.chance(0.5) ? `[${text}]` : `{"data":${text}}`),
  behind: (text, random) => text + random.pick([' ', '\n', ',', '}', 'x', '\0', text]),
};
const ALL_CHANGES = Object.entries(CHANGES);

export function mutateJson(text: string, random: Random): { readonly text: string; readonly change: string } {
  const [change, make] = random.pick(ALL_CHANGES);
  return { text: make(text, random), change };
}

/** Changes the path or the query of a target. */
export function mutateTarget(target: string, random: Random): { readonly target: string; readonly change: string } {
  const [path = '', query] = target.split('?');
  const value = encodeURIComponent(random.pick(VALUES).replace(/[\ud800-\udfff]/g, '')).slice(0, 2_000);
  const parts = path.split('/');
  const at = 1 + random.below(Math.max(1, parts.length - 1));
  switch (random.below(5)) {
    case 0:
      return {
        target: `${parts.with(at, value).join('/')}${query === undefined ? '' : `?${query}`}`,
        change: 'path part',
      };
    case 1:
      return {
        target: `${path}?${query ?? ''}&${random.pick(NAMES)}=${value}`.replace(/[^\x21-\x7e]/g, ''),
        change: 'parameter',
      };
    case 2:
      return {
        target: `${path}?${(query ?? '').replace(/=[^&]*/, () => `=${value}`)}`,
        change: 'value of a parameter',
      };
    case 3:
      return { target: `${path}?${query ?? ''}&${query ?? ''}`, change: 'parameters twice' };
    default:
      return { target: `${path}?%${query ?? 'zz'}=%ff&=&&%00`, change: 'bad escapes' };
  }
}
