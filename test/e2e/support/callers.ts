import { setTimeout as sleep } from 'node:timers/promises';
import { attribute, fulfilledMessage, polledRequestIds, pollMessage, submitMessage } from './messages.js';

/**
 * Callers as they behave in production: they send one message after another, and repeat a message without a response,
 * or with the fault that requests a retry, until it is answered.
 */

const PATIENCE_MS = 10_000;
/** How long a message is retried; a restarting broker takes seconds, on a busy machine many. */
const RETRY_MS = 120_000;

/** A completely received response. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** @returns undefined if the response is incomplete: the server died, or the caller's timeout elapsed */
export async function post(url: string, text: string, patience = PATIENCE_MS): Promise<Answer | undefined> {
  try {
    const response = await fetch(`${url}/Locate/LocateServices`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: text,
      signal: AbortSignal.timeout(patience),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

/** Whether a response is a fault that requests a retry: `unavailable`, or `shutting-down`. */
export const asksAgain = (answer: Answer): boolean => answer.status === 503;

/** The final response to a message. */
export interface Outcome {
  /** Number of attempts. */
  readonly sent: number;
  readonly text: string;
}

/**
 * Sends a message until it gets a response.
 * @param at the address, which may change while the server restarts
 * @param firstPatience timeout of the first attempt in milliseconds
 * @throws {Error} if it never gets one, or gets a fault that does not request a retry
 */
async function untilAnswered(at: () => string, text: string, firstPatience = PATIENCE_MS): Promise<Outcome> {
  const begun = performance.now();
  for (let sent = 1; performance.now() < begun + RETRY_MS; sent += 1) {
    const answer = await post(at(), text, sent === 1 ? firstPatience : PATIENCE_MS);
    if (answer?.status === 200) return { sent, text: answer.text };
    if (answer !== undefined && !asksAgain(answer))
      throw new Error(`the response was ${String(answer.status)}: ${answer.text}`);
    await sleep(50);
  }
  throw new Error(`no response within ${String(RETRY_MS)} ms: ${text.slice(0, 300)}`);
}

/** An order whose acknowledgment the caller received. */
export interface Acknowledged {
  readonly orderId: string;
  readonly requestId: string;
  readonly sent: number;
  readonly code: string;
}

/** Submits an order until it gets a response. */
export async function submit(
  at: () => string,
  orderId: string,
  items: readonly string[],
  firstPatience?: number,
): Promise<Acknowledged> {
  const { sent, text } = await untilAnswered(at, submitMessage(orderId, items), firstPatience);
  return { orderId, requestId: attribute(text, 'request_id'), sent, code: attribute(text, 'response_code') || text };
}

/** What a store received and did. */
export interface Work {
  /** Request ids in order of arrival; one that was polled twice occurs twice. */
  readonly polled: string[];
  /** Request ids whose update was acknowledged. */
  readonly fulfilled: string[];
  /** Number of updates that had to be sent more than once. */
  resent: number;
}

/**
 * A store that polls and ships everything it receives, until it is stopped. It does not know about orders in responses
 * that were lost.
 * @throws {Error} if an update is rejected
 */
export async function runStore(at: () => string, location: string, goesOn: () => boolean): Promise<Work> {
  const work: Work = { polled: [], fulfilled: [], resent: 0 };
  while (goesOn()) {
    const polled = await post(at(), pollMessage(location));
    const requests = polled?.status === 200 ? polledRequestIds(polled.text) : [];
    work.polled.push(...requests);
    for (const requestId of requests) {
      const { sent, text } = await untilAnswered(at, fulfilledMessage(requestId, location));
      if (!text.includes('xaction_response="OK"')) throw new Error(`the update of ${requestId} was rejected: ${text}`);
      if (sent > 1) work.resent += 1;
      work.fulfilled.push(requestId);
    }
    if (requests.length === 0) await sleep(50);
  }
  return work;
}
