import { Random } from '../support/random.js';
import { PATH } from '../platform/soap/support.js';
import { CORPUS } from './corpus.js';
import { framing } from './framing.js';
import type { FuzzMessage } from './framing.js';
import { encode, mutateBytes, pack } from './mutate-bytes.js';
import { mutateTree } from './mutate-tree.js';

const TARGETS = [
  PATH,
  PATH,
  PATH,
  `${PATH}?wsdl`,
  `${PATH}?xsd=1`,
  `${PATH}/`,
  PATH.toLowerCase(),
  `/.${PATH}`,
  `${PATH}?${'a=b&'.repeat(200)}`,
  `${PATH}/%00`,
  '/%',
  '/',
  '*',
  `http://x${PATH}`,
  '/__proto__',
  '/healthz',
  '/metrics/x',
];
/** Message number `index` of a run: the same seed and number always give the same bytes. */
export function fuzzMessage(seed: number, index: number): FuzzMessage {
  const random = new Random(seed * 1_000_003 + index);
  const changes: string[] = [];
  let text = random.pick(CORPUS);
  if (random.chance(0.85)) {
    for (let times = 1 + random.below(4); times > 0; times -= 1) {
      const mutated = mutateTree(text, random);
      changes.push(mutated.change);
      text = mutated.text;
    }
  }
  let bytes: Buffer = Buffer.from(text, 'utf8');
  if (random.chance(0.1)) {
    const encoded = encode(text, random);
    changes.push(encoded.change);
    bytes = encoded.bytes;
  }
  if (random.chance(changes.length === 0 ? 0.9 : 0.15) && bytes.length > 0) {
    for (let times = 1 + random.below(3); times > 0 && bytes.length > 0; times -= 1) {
      const mutated = mutateBytes(bytes, random);
      changes.push(mutated.change);
      bytes = mutated.bytes;
    }
  }
  const lines: string[] = [];
  if (random.chance(0.08)) {
    const packed = pack(bytes, random);
    changes.push(packed.change);
    bytes = packed.bytes;
    lines.push(`Content-Encoding: ${packed.coding}`);
  }
  const type = text.includes('2003/05/soap-envelope') ? 'application/soap+xml' : 'text/xml';
  return framing(
    { bytes, lines, changes, method: 'POST', target: PATH, type: `${type}; charset=utf-8`, elsewhere: TARGETS },
    random,
  );
}
