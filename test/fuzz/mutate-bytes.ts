import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../support/random.js';

/** Mutations without knowledge of XML: of bytes, character sets and compressed bodies. */

const PIECES = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ' ',
  '\r',
  '\n',
  '\0',
  '\x7f',
  '\x80',
  '\xff',
  '\xc3',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xef\xbb\xbf',
  '\xff\xfe',
  '\xfe\xff',
  '\x1f\x8b',
];

type Change = (bytes: Buffer, random: Random) => Buffer;

const CHANGES: Readonly<Record<string, Change>> = {
  flipBits: (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let times = 1 + random.below(8); times > 0; times -= 1) {
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    return changed;
  },
  cutOff: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  cutHead: (bytes, random) => bytes.subarray(random.below(Math.min(bytes.length, 200))),
  cutOut: (bytes, random) => {
    const from = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(60))]);
  },
  insert: (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(PIECES), 'latin1'), bytes.subarray(at)]);
  },
  insertNoise: (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(Array.from({ length: 1 + random.below(20) }, () => random.below(256))),
      bytes.subarray(at),
    ]);
  },
  repeat: (bytes, random) => {
    const from = random.below(bytes.length);
    const piece = bytes.subarray(from, from + 1 + random.below(100));
    return Buffer.concat([
      bytes.subarray(0, from),
      ...Array.from({ length: 2 + random.below(50) }, () => piece),
      bytes.subarray(from),
    ]);
  },
  noiseOnly: (_, random) => Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256))),
  nothing: () => Buffer.alloc(0),
};
const ALL_CHANGES = Object.entries(CHANGES);

export function mutateBytes(bytes: Buffer, random: Random): { readonly bytes: Buffer; readonly change: string } {
  const [change, make] = random.pick(ALL_CHANGES);
  return { bytes: make(bytes, random), change };
}

const ENCODINGS = {
  'utf-8': (text: string): Buffer => Buffer.from(text, 'utf8'),
  'utf-8 with a mark': (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf8'),
  'utf-16le': (text: string): Buffer => Buffer.from(text, 'utf16le'),
  'utf-16le with a mark': (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text: string): Buffer => Buffer.from(text, 'utf16le').swap16(),
  'utf-16be with a mark': (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'utf-32le with a mark': (text: string): Buffer =>
    Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from(text.slice(0, 50), 'utf16le')]),
  'iso-8859-1': (text: string): Buffer => Buffer.from(text, 'latin1'),
  'utf-7': (text: string): Buffer => Buffer.from(text.replace(/</g, '+ADw-'), 'utf8'),
};

/** Encodes characters in one of many encodings, which may differ from the declared one. */
export function encode(text: string, random: Random): { readonly bytes: Buffer; readonly change: string } {
  const [change, encodeText] = random.pick(Object.entries(ENCODINGS));
  return { bytes: encodeText(text), change };
}

const PACKERS = {
  gzip: (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
  deflate: (bytes: Buffer) => deflateSync(bytes, { level: 1 }),
  deflateRaw: (bytes: Buffer) => deflateRawSync(bytes, { level: 1 }),
};
/** One and twenty megabytes of blanks, which compress to almost nothing; compressed once, because that is slow. */
const BOMBS = [1_000_000, 20_000_000].map((size) => gzipSync(Buffer.alloc(size, 0x20)));

/** A body in a Content-Encoding, or falsely declared to be. */
export function pack(
  bytes: Buffer,
  random: Random,
): { readonly bytes: Buffer; readonly coding: string; readonly change: string } {
  const kind = random.pick(['gzip', 'gzip', 'deflate', 'deflateRaw'] as const);
  const packed = PACKERS[kind](bytes);
  const coding = kind === 'gzip' ? 'gzip' : 'deflate';
  switch (random.below(8)) {
    case 0:
      return { bytes: packed.subarray(0, random.below(packed.length)), coding, change: `${kind} cut off` };
    case 1:
      return { bytes: mutateBytes(packed, random).bytes, coding, change: `${kind} damaged` };
    case 2:
      return { bytes: PACKERS.gzip(packed), coding, change: `${kind} twice` };
    case 3:
      return { bytes, coding, change: `not ${kind}` };
    case 4:
      return { bytes: Buffer.concat([packed, packed]), coding, change: `${kind} two members` };
    case 5:
      return random.chance(0.1)
        ? { bytes: random.pick(BOMBS), coding: 'gzip', change: 'bomb' }
        : {
            bytes: packed,
            coding: random.pick(['br', 'zstd', 'gzip, gzip', 'GZIP', 'x-gzip', '*', 'constructor']),
            change: `${kind} by another name`,
          };
    default:
      return { bytes: packed, coding, change: kind };
  }
}
