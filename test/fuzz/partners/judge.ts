import { THIRD_PARTY_CONTRACT, THIRD_PARTY_NAMESPACE } from '../../../src/services/third-party-logistics/contract.js';
import { validateResponse } from '../../../src/services/locate/contract.js';
import { parse } from '../../platform/xml/documents.js';
import { evaluateBy, FORBIDDEN, judgeEnvelope, judgePlain, MEDIA_TYPES } from '../evaluate.js';
import type { Verdict } from '../evaluate.js';
import type { FuzzMessage } from '../framing.js';
import type { Seen, WireAnswer } from '../wire.js';

/** What is wrong with the answers of the partner services. */

const PROBLEM = 'application/problem+json';
/** What a caller is shown of a failure of the broker: none of it. */
const INSIDES = /node_modules|\n\s+at |file:\/\/\/|\bSQLITE_|\bER_[A-Z]{4}(?![A-Z_]*\\*"\s*:)|\[object Object\]/;

/** Every answer is a SOAP answer or fault, or JSON or a problem, in the form of its service. */
export const evaluatePartner = (message: FuzzMessage, seen: Seen): Verdict => evaluateBy(message, seen, judge);

function judge(answer: WireAnswer): Verdict {
  const type = answer.headers.get('content-type') ?? '';
  const verdict = judgeByType(answer, type);
  const inside = INSIDES.exec(answer.body)?.[0];
  return inside === undefined
    ? verdict
    : { outcome: verdict.outcome, problem: `it shows ${inside}: ${answer.body.slice(0, 400)}` };
}

function judgeByType(answer: WireAnswer, type: string): Verdict {
  if (type in MEDIA_TYPES && !answer.body.includes('<wsdl:definitions'))
    return judgeEnvelope(answer, MEDIA_TYPES[type as keyof typeof MEDIA_TYPES], faultsOf);
  if (type.startsWith('application/json') || type === PROBLEM) return judgeJson(answer, type);
  if (answer.status === 204 && answer.body === '') return { outcome: 'answered' };
  return judgePlain(answer);
}

function faultsOf(text: string): readonly string[] {
  const payload = parse(text).children.at(-1)?.children[0];
  if (payload === undefined) return ['an empty body'];
  if (payload.uri === THIRD_PARTY_NAMESPACE)
    return THIRD_PARTY_CONTRACT.validateResponse(text).map(({ path, reason }) => `${path}: ${reason}`);
  if (payload.local.startsWith('pixi')) {
    const [result] = payload.children;
    return payload.local.endsWith('Response') && result?.local.endsWith('Result') === true ? [] : ['no result'];
  }
  return validateResponse(text).map(({ path, reason }) => `${path}: ${reason}`);
}

interface Body {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly key?: string;
  readonly correlationId?: string;
  readonly data?: unknown;
  readonly metadata?: {
    readonly http_status_code?: number;
    readonly errors?: readonly { readonly code?: number; readonly message?: string }[];
  };
}

function judgeJson({ status, body: text }: WireAnswer, type: string): Verdict {
  let body: Body;
  try {
    body = JSON.parse(text) as Body;
  } catch {
    return { outcome: 'unreadable', problem: `no JSON: ${text.slice(0, 400)}` };
  }
  const { outcome, right } = type === PROBLEM ? judgeProblem(body, status) : judgeAnswer(body, status);
  return { outcome, ...(right ? {} : { problem: `status ${String(status)}: ${text.slice(0, 400)}` }) };
}

function judgeProblem(
  { type, title, status, key = '', correlationId }: Body,
  sent: number,
): Readonly<{ outcome: string; right: boolean }> {
  const right =
    status === sent &&
    sent >= 400 &&
    sent < 500 &&
    !FORBIDDEN.has(key) &&
    type === `urn:order-broker:problem:${key}` &&
    (title ?? '') !== '' &&
    (correlationId ?? '') !== '';
  return { outcome: key, right };
}

/** Answers without metadata are those of a service without an envelope of its own, which says no by a problem document. */
function judgeAnswer({ metadata, data }: Body, sent: number): Readonly<{ outcome: string; right: boolean }> {
  if (metadata === undefined) return { outcome: 'answered', right: sent === 200 || sent === 201 };
  const { http_status_code: told, errors } = metadata;
  if (told !== sent) return { outcome: 'answered', right: false };
  if (errors === undefined) return { outcome: 'answered', right: sent === 200 };
  // No carrier goes there: that is the answer of a service that works.
  const fits =
    sent < 500 || (sent === 503 && errors.every(({ code, message }) => code === 803 && /rate/i.test(message ?? '')));
  return {
    outcome: `refused with ${String(sent)}`,
    right:
      fits &&
      sent >= 400 &&
      data === null &&
      errors.length > 0 &&
      errors.every(({ message }) => (message ?? '') !== ''),
  };
}
