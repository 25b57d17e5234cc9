import { validateResponse } from '../../src/services/locate/contract.js';
import { FAULTS } from '../../src/platform/soap/faults.js';
import type { FaultEntry } from '../../src/platform/soap/faults.js';
import { parse } from '../platform/xml/documents.js';
import { faultOf, SOAP12 } from '../platform/soap/support.js';
import type { FuzzMessage } from './message.js';
import type { Seen, WireAnswer } from './wire.js';

/** The outcome of an exchange, and how it violates the contract, if it does. */
export interface Verdict {
  readonly outcome: string;
  readonly problem?: string;
}

const catalog: ReadonlyMap<string, FaultEntry> = new Map(FAULTS.map((entry) => [entry.key, entry]));
/** Faults of the catalog that no message may cause. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'internal-error',
  'handling-timeout',
  'unavailable',
  'overloaded',
  'shutting-down',
  'request-timeout',
]);
/** Responses without SOAP, to requests that are no SOAP messages (docs/contract.md). */
const PLAIN: ReadonlyMap<number, RegExp> = new Map([
  [200, /./],
  [
    400,
    /^$|^(This is not an HTTP request|The request cannot be read|Request has more than one (Host|Authorization) header|The only transfer coding supported is chunked)\n$/,
  ],
  [404, /^There is nothing at this address\n$|^The schema is part of the contract: /],
  [417, /^$/],
  [421, /^Request rejected: the Host header must be a loopback name/],
  [431, /^Request headers are too large\n$/],
]);
const MEDIA_TYPES = {
  'text/xml; charset=utf-8': 'http://schemas.xmlsoap.org/soap/envelope/',
  'application/soap+xml; charset=utf-8': SOAP12,
} as const;

/** Responses already found valid; thousands of mutants get the same text. */
const known = new Map<string, Verdict>();

/** Checks that every response is valid by the schema, or a fault of the catalog in the form of its SOAP version. */
export function evaluate(message: FuzzMessage, { answers, problem: seen }: Seen): Verdict {
  if (seen !== undefined) return { outcome: 'wrong', problem: seen };
  if (message.leaves !== undefined) return { outcome: 'left' };
  if (answers.length === 0)
    return message.complete
      ? { outcome: 'none', problem: 'the connection ended without an answer' }
      : { outcome: 'cut off' };
  const verdicts = answers.map((answer) => judgeAnswer(answer, message.headOnly));
  return verdicts.find(({ problem }) => problem !== undefined) ?? verdicts[0] ?? { outcome: 'none' };
}

function judgeAnswer(answer: WireAnswer, headOnly: boolean): Verdict {
  const type = answer.headers.get('content-type') ?? '';
  if (headOnly) return { outcome: `HEAD ${String(answer.status)}` };
  // Only the SOAP path responds with envelopes; the WSDL is text/xml too.
  if (!(type in MEDIA_TYPES) || answer.body.includes('<wsdl:definitions')) {
    const plain = PLAIN.get(answer.status)?.test(answer.body) === true;
    return {
      outcome: `plain ${String(answer.status)}`,
      ...(plain ? {} : { problem: `${String(answer.status)} ${type}: ${answer.body.slice(0, 200)}` }),
    };
  }
  const key = `${String(answer.status)} ${type} ${answer.body.replace(/<datetime>[^<]*|<correlationId>[^<]*/g, '')}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const verdict = judgeEnvelope(answer, MEDIA_TYPES[type as keyof typeof MEDIA_TYPES]);
  if (verdict.problem === undefined && key.length < 5_000 && known.size < 50_000) known.set(key, verdict);
  return verdict;
}

function judgeEnvelope({ status, body }: WireAnswer, namespace: string): Verdict {
  try {
    const fault = faultOf(body);
    if (fault === undefined) {
      const problems = [
        ...(status === 200 ? [] : [`status ${String(status)}`]),
        ...(parse(body).uri === namespace ? [] : ['an envelope of the other version']),
        ...validateResponse(body).map(({ path, reason }) => `${path}: ${reason}`),
      ];
      return { outcome: 'answered', ...(problems.length === 0 ? {} : { problem: problems.join('; ') }) };
    }
    // SOAP 1.1 forbids a detail for errors in header blocks, so there is no key either.
    const key = fault.key ?? (fault.code === 'MustUnderstand' ? 'must-understand' : '');
    const entry = catalog.get(key);
    const is12 = namespace === SOAP12;
    const right =
      entry !== undefined &&
      !FORBIDDEN.has(key) &&
      fault.soap === namespace &&
      status === (is12 ? entry.status12 : entry.status11) &&
      fault.code === (is12 ? entry.code12 : entry.code11) &&
      fault.faultstring.startsWith(entry.faultstring);
    return { outcome: key, ...(right ? {} : { problem: `status ${String(status)}: ${body.slice(0, 500)}` }) };
  } catch (error) {
    return { outcome: 'unreadable', problem: `${String(error)}: ${body.slice(0, 500)}` };
  }
}
