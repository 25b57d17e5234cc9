import type { Random } from '../support/random.js';
import { withBlanks } from './blanks.js';
import { ATTRIBUTES, LONG_VALUES, MARKUP, NAMES, NAMESPACES, VALUES } from './values.js';

/**
 * Mutations with knowledge of XML: most leave a well-formed document, so that they reach the code after the parser.
 * They work on characters, in two steps: split into pieces, then apply one change.
 */

interface Element {
  /** Indexes of its first and last piece; equal if it is empty. */
  readonly first: number;
  readonly last: number;
}

const PIECE = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<[^>]*>|[^<]+|</g;
const START = /^<([^\s/>!?]+)([^>]*?)(\/?)>$/;
const ATTRIBUTE = /\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*')/g;

const escaped = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const anyValue = (random: Random): string => random.pick(random.chance(0.01) ? LONG_VALUES : VALUES);

function cut(text: string): { pieces: string[]; elements: Element[]; texts: number[] } {
  const pieces: string[] = text.match(PIECE) ?? [];
  const elements: Element[] = [];
  const texts: number[] = [];
  const open: number[] = [];
  pieces.forEach((piece, index) => {
    if (piece.startsWith('</')) {
      const first = open.pop();
      if (first !== undefined) elements.push({ first, last: index });
    } else if (START.test(piece)) {
      if (piece.endsWith('/>')) elements.push({ first: index, last: index });
      else open.push(index);
    } else if (!piece.startsWith('<') && piece.trim() !== '') {
      texts.push(index);
    }
  });
  return { pieces, elements, texts };
}

type Change = (pieces: string[], random: Random, elements: readonly Element[], texts: readonly number[]) => string[];

const whole = (pieces: readonly string[], { first, last }: Element): string[] => pieces.slice(first, last + 1);
const replaced = (pieces: readonly string[], { first, last }: Element, by: readonly string[]): string[] => [
  ...pieces.slice(0, first),
  ...by,
  ...pieces.slice(last + 1),
];
const withPiece = (pieces: readonly string[], index: number, piece: string): string[] => pieces.with(index, piece);

const renamed = (pieces: readonly string[], { first, last }: Element, to: string): string[] => {
  const rename = (piece: string): string =>
    piece.replace(
      /^(<\/?)([^\s/>:]+:)?([^\s/>]+)/,
      (_, start: string, prefix = '') => `${start}${String(prefix)}${to}`,
    );
  const changed = withPiece(pieces, first, rename(pieces[first] ?? ''));
  return last === first ? changed : withPiece(changed, last, rename(pieces[last] ?? ''));
};
const localName = (piece: string): string => /^<\/?(?:[^\s/>:]+:)?([^\s/>]+)/.exec(piece)?.[1] ?? 'a';

/** The range of one attribute of a start tag; undefined if it has none. */
const attributeOf = (piece: string, random: Random): { index: number; text: string } | undefined => {
  const found = [...piece.matchAll(ATTRIBUTE)];
  if (found.length === 0) return undefined;
  const { index, 0: text } = random.pick(found);
  return { index, text };
};
const inTag = (piece: string, attribute: string): string =>
  piece.replace(/\s*(\/?)>$/, (_, slash: string) => ` ${attribute}${slash}>`);

const CHANGES = {
  drop: (pieces, random, elements) => replaced(pieces, random.pick(elements), []),
  double: (pieces, random, elements) => {
    const one = random.pick(elements);
    return replaced(
      pieces,
      one,
      Array.from({ length: 1 + random.below(4) }, () => whole(pieces, one))
        .flat()
        .concat(whole(pieces, one)),
    );
  },
  swap: (pieces, random, elements) => {
    const [a, b] = [random.pick(elements), random.pick(elements)].sort((x, y) => x.first - y.first);
    if (a === undefined || b === undefined || a.last >= b.first) return pieces;
    return [
      ...pieces.slice(0, a.first),
      ...whole(pieces, b),
      ...pieces.slice(a.last + 1, b.first),
      ...whole(pieces, a),
      ...pieces.slice(b.last + 1),
    ];
  },
  move: (pieces, random, elements) => {
    const one = random.pick(elements);
    const rest = replaced(pieces, one, []);
    const at = random.below(rest.length + 1);
    return [...rest.slice(0, at), ...whole(pieces, one), ...rest.slice(at)];
  },
  wrap: (pieces, random, elements) => {
    const one = random.pick(elements);
    const times = random.chance(0.1) ? 200 : 1 + random.below(3);
    return replaced(pieces, one, ['<w>'.repeat(times), ...whole(pieces, one), '</w>'.repeat(times)]);
  },
  unwrap: (pieces, random, elements) => {
    const one = random.pick(elements);
    return replaced(pieces, one, pieces.slice(one.first + 1, one.last));
  },
  empty: (pieces, random, elements) => {
    const one = random.pick(elements);
    return one.first === one.last ? pieces : replaced(pieces, one, [pieces[one.first] ?? '', pieces[one.last] ?? '']);
  },
  rename: (pieces, random, elements) => {
    const other = localName(pieces[random.pick(elements).first] ?? '');
    return renamed(pieces, random.pick(elements), random.chance(0.5) ? other : random.pick(NAMES));
  },
  loseEnd: (pieces, random, elements) => pieces.toSpliced(random.pick(elements).last, 1),
  prefix: (pieces, random, elements) => {
    const { first, last } = random.pick(elements);
    const to = random.pick(['', 'ns2:', 's:', 'soapenv:', 'nowhere:', 'xml:', 'xmlns:']);
    const change = (index: number): void => {
      pieces[index] = (pieces[index] ?? '').replace(/^(<\/?)(?:[^\s/>:]+:)?/, `$1${to}`);
    };
    change(first);
    if (last !== first) change(last);
    return pieces;
  },
  text: (pieces, random, elements, texts) => {
    const value = escaped(anyValue(random));
    if (texts.length > 0 && random.chance(0.8)) return withPiece(pieces, random.pick(texts), value);
    const { first } = random.pick(elements);
    return pieces.toSpliced(first + 1, 0, value);
  },
  markup: (pieces, random) => pieces.toSpliced(random.below(pieces.length + 1), 0, random.pick(MARKUP)),
  cdata: (pieces, random, _, texts) => {
    if (texts.length === 0) return pieces;
    const index = random.pick(texts);
    return withPiece(pieces, index, `<![CDATA[${pieces[index] ?? ''}]]>`);
  },
  comment: (pieces, random, _, texts) => {
    if (texts.length === 0) return pieces;
    const index = random.pick(texts);
    const text = pieces[index] ?? '';
    const at = random.below(text.length);
    return withPiece(pieces, index, `${text.slice(0, at)}<!-- x -->${text.slice(at)}`);
  },
  references: (pieces, random, _, texts) => {
    if (texts.length === 0) return pieces;
    const index = random.pick(texts);
    return withPiece(
      pieces,
      index,
      Array.from(pieces[index] ?? '', (one) => `&#x${(one.codePointAt(0) ?? 0).toString(16)};`).join(''),
    );
  },
  attributeValue: (pieces, random, elements) => {
    const { first } = random.pick(elements);
    const piece = pieces[first] ?? '';
    const attribute = attributeOf(piece, random);
    if (attribute === undefined) return pieces;
    const value = random.chance(0.8) ? escaped(anyValue(random)) : random.pick(MARKUP);
    return withPiece(
      pieces,
      first,
      piece.replace(attribute.text, () => attribute.text.replace(/=\s*["'][^]*$/, () => `="${value}"`)),
    );
  },
  blanks: (pieces, random, _, texts) => withBlanks(pieces, random, texts),
  attributeDrop: (pieces, random, elements) => {
    const { first } = random.pick(elements);
    const piece = pieces[first] ?? '';
    const attribute = attributeOf(piece, random);
    return attribute === undefined
      ? pieces
      : withPiece(
          pieces,
          first,
          piece.slice(0, attribute.index) + piece.slice(attribute.index + attribute.text.length),
        );
  },
  attributeDouble: (pieces, random, elements) => {
    const { first } = random.pick(elements);
    const piece = pieces[first] ?? '';
    const attribute = attributeOf(piece, random);
    return attribute === undefined ? pieces : withPiece(pieces, first, inTag(piece, attribute.text.trim()));
  },
  attributeAdd: (pieces, random, elements) => {
    const { first } = random.pick(elements);
    return withPiece(pieces, first, inTag(pieces[first] ?? '', random.pick(ATTRIBUTES)));
  },
  namespace: (pieces, random) => {
    const from = random.pick(NAMESPACES.slice(0, 4));
    const to = random.pick(NAMESPACES);
    // Everywhere, or only the first one: then the document uses two namespaces.
    return [
      random.chance(0.5)
        ? pieces.join('').replaceAll(`"${from}"`, `"${to}"`)
        : pieces.join('').replace(`"${from}"`, `"${to}"`),
    ];
  },
  payloadTwice: (pieces, random) => {
    const text = pieces.join('');
    const body = /<[^<>]*Body[^<>]*>([^]*)<\/[^<>]*Body>/.exec(text)?.[1] ?? '';
    return [text.replace(body, () => (random.chance(0.5) ? body + body : ''))];
  },
  prologue: (pieces, random) => [
    random.pick([
      '<?xml version="1.1"?>',
      '<?xml version="1.0" encoding="UTF-16"?>',
      '<?xml version="1.0" encoding="iso-8859-1"?>',
      '<?xml version="1.0" encoding="EBCDIC-CP-US"?>',
      '<?xml version="1.0" standalone="yes"?>',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      '<!-- before -->',
      '<?xml-stylesheet href="file:///x"?>',
      ' ',
      '\n',
      '\ufeff',
      'x',
    ]),
    ...(random.chance(0.5) ? pieces.filter((piece) => !piece.startsWith('<?xml ')) : pieces),
  ],
  epilogue: (pieces, random) => [
    ...pieces,
    random.pick(['<a/>', 'x', '\n\n', '<!-- after -->', '\0', '<?p?>', '</a>', '<!DOCTYPE a>']),
  ],
} satisfies Record<string, Change>;
const ALL_CHANGES: readonly (readonly [string, Change])[] = Object.entries(CHANGES);

/** Repeats one element hundreds of times. It costs as much as a hundred other changes, so it is rare. */
const repeatOften: Change = (pieces, random, elements) => {
  const one = random.pick(elements);
  const text = whole(pieces, one).join('');
  return replaced(pieces, one, [text.repeat(Math.max(2, Math.min(2_000, Math.floor(100_000 / text.length))))]);
};
const OFTEN = 1 / 500;

/** Returns a document after one change, and the name of the change. The document need not be well-formed. */
export function mutateTree(text: string, random: Random): { readonly text: string; readonly change: string } {
  const { pieces, elements, texts } = cut(text);
  const rare = elements.length > 0 && random.chance(OFTEN);
  const [change, make] = rare
    ? (['repeatOften', repeatOften] as const)
    : elements.length === 0
      ? (['markup', CHANGES.markup] as const)
      : random.pick(ALL_CHANGES);
  return { text: make(pieces, random, elements, texts).join(''), change };
}
