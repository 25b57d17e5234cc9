import { validateResponse } from '../../src/services/locate/contract.js';
import { FAULTS } from '../../src/platform/soap/faults.js';
import type { FaultEntry } from '../../src/platform/soap/faults.js';
import { parse } from '../platform/xml/documents.js';
import { faultOf, SOAP12 } from '../platform/soap/support.js';
import type { FuzzMessage } from './framing.js';
import type { Seen, WireAnswer } from './wire.js';

/** The outcome of an exchange, and how it violates the contract, if it does. */
export interface Verdict {
  readonly outcome: string;
  readonly problem?: string;
}

const catalog: ReadonlyMap<string, FaultEntry> = new Map(FAULTS.map((entry) => [entry.key, entry]));
/** Faults of the catalog that no message may cause. */
export const FORBIDDEN: ReadonlySet<string> = new Set([
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
export const MEDIA_TYPES = {
  'text/xml; charset=utf-8': 'http://schemas.xmlsoap.org/soap/envelope/',
  'application/soap+xml; charset=utf-8': SOAP12,
} as const;

/** Responses already found valid; thousands of mutants get the same text. */
const known = new Map<string, Verdict>();

/** Checks that every response is valid by the schema, or a fault of the catalog in the form of its SOAP version. */
export const evaluate = (message: FuzzMessage, seen: Seen): Verdict => evaluateBy(message, seen, judgeAnswer);

/** @param judge what is wrong with an answer that is not to a HEAD request */
export function evaluateBy(
  message: FuzzMessage,
  { answers, problem: seen }: Seen,
  judge: (answer: WireAnswer) => Verdict,
): Verdict {
  if (seen !== undefined) return { outcome: 'wrong', problem: seen };
  if (message.leaves !== undefined) return { outcome: 'left' };
  if (answers.length === 0)
    return message.complete
      ? { outcome: 'none', problem: 'the connection ended without an answer' }
      : { outcome: 'cut off' };
  const verdicts = answers.map((answer) =>
    message.headOnly ? { outcome: `HEAD ${String(answer.status)}` } : judge(answer),
  );
  return verdicts.find(({ problem }) => problem !== undefined) ?? verdicts[0] ?? { outcome: 'none' };
}

/** Judges an answer without SOAP or JSON. */
export function judgePlain({ status, headers, body }: WireAnswer): Verdict {
  const right = PLAIN.get(status)?.test(body) === true;
  return {
    outcome: `plain ${String(status)}`,
    ...(right ? {} : { problem: `${String(status)} ${headers.get('content-type') ?? ''}: ${body.slice(0, 200)}` }),
  };
}

function judgeAnswer(answer: WireAnswer): Verdict {
  const type = answer.headers.get('content-type') ?? '';
  // Only the SOAP path responds with envelopes; the WSDL is text/xml too.
  if (!(type in MEDIA_TYPES) || answer.body.includes('<wsdl:definitions')) return judgePlain(answer);
  const key = `${String(answer.status)} ${type} ${answer.body.replace(/<datetime>[^<]*|<correlationId>[^<]*/g, '')}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const verdict = judgeEnvelope(answer, MEDIA_TYPES[type as keyof typeof MEDIA_TYPES], (text) =>
    validateResponse(text).map(({ path, reason }) => `${path}: ${reason}`),
  );
  if (verdict.problem === undefined && key.length < 5_000 && known.size < 50_000) known.set(key, verdict);
  return verdict;
}

/** Judges an answer of a SOAP service. @param validate what is wrong with an envelope that is no fault */
export function judgeEnvelope(
  { status, body }: WireAnswer,
  namespace: string,
  validate: (text: string) => readonly string[],
): Verdict {
  try {
    const fault = faultOf(body);
    if (fault === undefined) {
      const problems = [
        ...(status === 200 ? [] : [`status ${String(status)}`]),
        ...(parse(body).uri === namespace ? [] : ['an envelope of the other version']),
        ...validate(body),
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
