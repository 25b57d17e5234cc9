import { IdempotencyError } from '../../broker/idempotent.js';
import { CLIENT_KINDS } from '../../broker/partners/exchange/read-client.js';
import type { ClientKind } from '../../broker/partners/exchange/read-client.js';
import { PageTooLargeError } from '../../broker/partners/exchange/view-requests.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { idempotencyProblem } from '../../platform/http/json/idempotency.js';
import { ProblemError } from '../../platform/http/json/json-service.js';

/** The most faults that one answer names: a body of a thousand wrong items is not worth more. */
const MOST_FAULTS = 20;

/** A query or a body whose form is wrong; nothing was changed. */
export function invalidRequest(faults: readonly CatalogFault[]): ProblemError {
  const named = faults
    .slice(0, MOST_FAULTS)
    .map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`))
    .join('; ');
  const more = faults.length > MOST_FAULTS ? `; and ${String(faults.length - MOST_FAULTS)} more` : '';
  return new ProblemError({
    key: 'invalid-request',
    status: 400,
    title: 'The request has faults',
    detail: `${named}${more}`,
  });
}

/** What makes a key or a user one of a kind, for whoever has the wrong one. */
const MADE_OF: Readonly<Record<ClientKind, string>> = {
  account: 'one with the service groups requests and Admin',
  source: 'one with the service group requests for a location whose channel is requests',
  channel: 'one with the service group requests for a system that places orders',
};

/** A call with a token of the wrong kind: the one error for all of them, which names the right ones. */
export function wrongToken(found: ClientKind, right: readonly ClientKind[]): ProblemError {
  const kinds = CLIENT_KINDS.filter((kind) => right.includes(kind));
  return new ProblemError({
    key: 'wrong-token',
    status: 403,
    title: 'The call needs a token of another kind',
    detail: `found ${article(found)} ${found} token, expected ${kinds
      .map((kind) => `${article(kind)} ${kind} token (${MADE_OF[kind]})`)
      .join(' or ')}: ask the operator of the broker for it`,
  });
}

const article = (kind: ClientKind): string => (kind === 'account' ? 'an' : 'a');

/** The calls that come before one that the state of a request refuses, by what is refused. */
const FIRST_CALLS: Readonly<Record<string, readonly string[]>> = {
  shipped: ['PATCH {request}/acknowledge', 'PATCH {request}/processed'],
  canceled: ['POST {request}/void (account)'],
  'marked as failed': ['PATCH {request}/cancel'],
};

function firstCalls({ code, values }: RefusedError): string {
  if (code !== 'action_refused' || !('action' in values && 'id' in values)) return '';
  const calls = FIRST_CALLS[values.action] ?? [];
  const named = calls.map((call) => call.replace('{request}', `/fulfillment-requests/${String(values.id)}`));
  return named.length === 0 ? '' : ` Call ${named.join(' or ')}.`;
}

/** The problem that an operation reports for an error of the broker; other errors stay what they are. */
export function problemFor(error: unknown): unknown {
  if (error instanceof IdempotencyError) return idempotencyProblem(error.kind, error.message);
  if (error instanceof PageTooLargeError)
    return new ProblemError({
      key: 'page-too-large',
      status: 413,
      title: 'The page is too large',
      detail: `${error.message} at most (filterPageSize)`,
    });
  if (RefusedError.is(error))
    return new ProblemError({
      key: error.code.replaceAll('_', '-'),
      status: error.status,
      title: error.status === 404 ? 'It is unknown' : 'What is stored contradicts the request',
      detail: `${error.message}${firstCalls(error)}`,
    });
  return error;
}
