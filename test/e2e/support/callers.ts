import { setTimeout as sleep } from 'node:timers/promises';
import { attribute, fulfilledMessage, handedOut, pollMessage, submitMessage } from './messages.js';

/**
 * Callers as they behave in the field: one message after the other, and a message that got no answer, or the fault
 * that asks for it, is sent again until it is answered.
 */

const PATIENCE_MS = 10_000;
/** How long a message is sent again and again; a broker that is being started again takes seconds, on a busy machine many. */
const GIVES_UP_MS = 120_000;

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** @returns undefined when the answer was not read to its end: the server died, or patience did */
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

/** A fault that asks for the message once more: `unavailable`, or `shutting-down`. */
export const asksAgain = (answer: Answer): boolean => answer.status === 503;

/** What a message came to. */
export interface Outcome {
  /** How often it was sent. */
  readonly sent: number;
  readonly text: string;
}

/**
 * Sends a message until it is answered.
 * @param at the address, which may change while the server is away
 * @param firstPatience milliseconds until the first attempt is given up
 * @throws {Error} when it never is, or with a fault that does not ask for it again
 */
export async function untilAnswered(at: () => string, text: string, firstPatience = PATIENCE_MS): Promise<Outcome> {
  const begun = performance.now();
  for (let sent = 1; performance.now() < begun + GIVES_UP_MS; sent += 1) {
    const answer = await post(at(), text, sent === 1 ? firstPatience : PATIENCE_MS);
    if (answer?.status === 200) return { sent, text: answer.text };
    if (answer !== undefined && !asksAgain(answer))
      throw new Error(`answered with ${String(answer.status)}: ${answer.text}`);
    await sleep(50);
  }
  throw new Error(`not answered within ${String(GIVES_UP_MS)} ms: ${text.slice(0, 300)}`);
}

/** An order the caller read the acknowledgement of. */
export interface Acknowledged {
  readonly orderId: string;
  readonly requestId: string;
  readonly sent: number;
  readonly code: string;
}

/** Submits an order until it is answered. */
export async function submit(
  at: () => string,
  orderId: string,
  items: readonly string[],
  firstPatience?: number,
): Promise<Acknowledged> {
  const { sent, text } = await untilAnswered(at, submitMessage(orderId, items), firstPatience);
  return { orderId, requestId: attribute(text, 'request_id'), sent, code: attribute(text, 'response_code') || text };
}

/** What a store got and did. */
export interface Work {
  /** Request ids in the order they came; one twice when it was handed out twice. */
  readonly handed: string[];
  /** Request ids whose update was acknowledged. */
  readonly fulfilled: string[];
  /** Updates that had to be sent more than once. */
  resent: number;
}

/**
 * A store that polls and sends whatever it is given, until it is told to stop. What it was not told, for the answer was
 * lost, it does not know of.
 * @throws {Error} when an update is refused
 */
export async function runStore(at: () => string, location: string, goesOn: () => boolean): Promise<Work> {
  const work: Work = { handed: [], fulfilled: [], resent: 0 };
  while (goesOn()) {
    const polled = await post(at(), pollMessage(location));
    const requests = polled?.status === 200 ? handedOut(polled.text) : [];
    work.handed.push(...requests);
    for (const requestId of requests) {
      const { sent, text } = await untilAnswered(at, fulfilledMessage(requestId, location));
      if (!text.includes('xaction_response="OK"')) throw new Error(`the update of ${requestId} was refused: ${text}`);
      if (sent > 1) work.resent += 1;
      work.fulfilled.push(requestId);
    }
    if (requests.length === 0) await sleep(50);
  }
  return work;
}
