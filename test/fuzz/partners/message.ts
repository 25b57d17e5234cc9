import { Random } from '../../support/random.js';
import { framing } from '../framing.js';
import type { FuzzMessage } from '../framing.js';
import { encode, mutateBytes, pack } from '../mutate-bytes.js';
import { mutateTree } from '../mutate-tree.js';
import { submitMessage } from '../../e2e/support/messages.js';
import { PATH } from '../../platform/soap/support.js';
import type { Make, ValidRequest } from './draft.js';
import { JSON_REQUESTS } from './json-requests.js';
import { mutateJson, mutateTarget } from './mutate-json.js';
import { DIRECT_PATH, SOAP_REQUESTS } from './soap-requests.js';

/** Goods of each kind of partner, so that there is something to speak of. */
const GOODS = ['LANTERN', 'TORCH', 'VITAMIN', 'DESK', 'BENCH', 'SHELF'];

/** An order, as an OMS sends it: never mutated. */
const order = (index: number, random: Random): ValidRequest => ({
  edge: 'locate',
  operation: 'SubmitOrder',
  method: 'POST',
  target: PATH,
  type: 'text/xml; charset=utf-8',
  body: submitMessage(
    `FZ-${String(index)}`,
    Array.from({ length: 1 + random.below(3) }, () => random.pick(GOODS)),
  ).replace('location_cd="W1"', 'location_cd="1"'),
});

/** One message in so many is an order. */
const ORDERS = 25;
const ALL: readonly Make[] = [...SOAP_REQUESTS, ...JSON_REQUESTS];
const ELSEWHERE = [
  DIRECT_PATH,
  `${DIRECT_PATH}?wsdl`,
  '/soap/',
  '/3.0/ExigoApi.asmx',
  '/3.0/exigoapi.asmx?WSDL',
  '/3.0/orders/',
  '/3.0/nothing',
  '/fulfillment-requests/openapi.json',
  '/fulfillment-requests//',
  '/orders/%2e%2e',
  '/shipments/%00',
  '/v3/openapi.json',
  '/v3/%',
  'http://x/v3/pricing/domestic',
  '/healthz',
  '/',
];
const LINES = [
  'Idempotency-Key: a',
  'Idempotency-Key: ',
  'Idempotency-Key: \xe4',
  'X-Api-Token: x',
  'X-API-Key: x',
  'Accept: text/html',
];

/** Message number `index` of a run: the same seed and number always give the same bytes. */
export function partnerMessage(seed: number, index: number): FuzzMessage {
  const random = new Random(seed * 1_000_003 + index);
  const valid = index % ORDERS === 0 ? order(index, random) : random.pick(ALL)(random);
  return messageOf(valid, random);
}

function messageOf({ edge, operation, method, target: own, type, body }: ValidRequest, random: Random): FuzzMessage {
  const changes: string[] = [operation];
  const lines: string[] = [];
  if (edge === 'locate' || random.chance(0.2)) {
    const head = [`Host: localhost`, ...(type === '' ? [] : [`Content-Type: ${type}`])];
    const bytes = Buffer.from(body, 'utf8');
    head.push(`Content-Length: ${String(bytes.length)}`);
    const start = Buffer.from(`${method} ${own} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`, 'latin1');
    return { changes, bytes: Buffer.concat([start, bytes]), framed: true, complete: true, headOnly: false };
  }
  let text = body;
  const mutate = edge === 'json' ? mutateJson : mutateTree;
  if (text !== '' && random.chance(0.85))
    for (let times = 1 + random.below(3); times > 0; times -= 1) {
      const mutated = mutate(text, random);
      changes.push(mutated.change);
      ({ text } = mutated);
    }
  let target = own;
  if (random.chance(edge === 'json' ? (text === '' ? 0.6 : 0.1) : 0.02)) {
    const mutated = mutateTarget(target, random);
    changes.push(mutated.change);
    ({ target } = mutated);
  }
  let bytes: Buffer = Buffer.from(text, 'utf8');
  if (random.chance(0.05)) {
    const encoded = encode(text, random);
    changes.push(encoded.change);
    ({ bytes } = encoded);
  }
  if (bytes.length > 0 && random.chance(0.1)) {
    const mutated = mutateBytes(bytes, random);
    changes.push(mutated.change);
    ({ bytes } = mutated);
  }
  if (random.chance(0.04)) {
    const packed = pack(bytes, random);
    changes.push(packed.change);
    ({ bytes } = packed);
    lines.push(`Content-Encoding: ${packed.coding}`);
  }
  if (random.chance(0.05)) lines.push(random.pick(LINES));
  return framing({ bytes, lines, changes, method, target, type, elsewhere: ELSEWHERE }, random);
}
