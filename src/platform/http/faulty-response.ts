import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InjectedFault } from '../injected-fault.js';

/** How long a slow answer may take; its rest is then sent at once. A caller must not hold a connection for ever. */
const LONGEST_MS = 60_000;
/** Between two pieces of a slow answer. */
const PIECE_MS = 100;
/** One byte in so many is damaged, beside the last one. */
const DAMAGED_STEP = 64;

/** Whether a message with this fault is not handled: its answer is the fault's. */
export const isUnhandled = ({ action }: InjectedFault): boolean => action === 'http-status' || action === 'cut-before';

/** Whether no answer of a message with this fault is sent at all. */
export const isUnanswered = ({ action }: InjectedFault): boolean => action === 'cut-before' || action === 'cut-after';

/** Waits before an answer is sent, no longer than its caller or the server is there. */
export async function holdBack(fault: InjectedFault, response: ServerResponse, stopping?: AbortSignal): Promise<void> {
  if (fault.action === 'delay') await pause(fault.milliseconds, response, stopping);
}

/**
 * Sends a body with the fault that belongs to the connection: cut, slow or damaged; with any other, as it is. The headers are
 * those of the whole answer, so that its reader notices what is missing.
 * @param head writes status and headers
 */
export async function sendWithFault(
  fault: InjectedFault,
  response: ServerResponse,
  body: Buffer,
  head: () => void,
  stopping?: AbortSignal,
): Promise<void> {
  if (response.destroyed) return;
  if (isUnanswered(fault) || (fault.action === 'cut-within' && body.length === 0)) {
    response.destroy();
    return;
  }
  head();
  if (fault.action === 'cut-within') {
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
    return;
  }
  if (fault.action === 'slow') await sendSlowly(response, body, fault.bytesPerSecond, stopping);
  else response.end(fault.action === 'damage' ? damaged(body) : body);
}

/** Replaces every 64th byte and the last one: no parser accepts what a closing bracket is missing from. */
function damaged(body: Buffer): Buffer {
  const bytes = Buffer.from(body);
  const replace = (index: number): void => {
    bytes[index] = bytes[index] === QUESTION_MARK ? EXCLAMATION_MARK : QUESTION_MARK;
  };
  for (let index = DAMAGED_STEP - 1; index < bytes.length - 1; index += DAMAGED_STEP) replace(index);
  if (bytes.length > 0) replace(bytes.length - 1);
  return bytes;
}

const QUESTION_MARK = 0x3f;
const EXCLAMATION_MARK = 0x21;

/** Sends a body in pieces, until its caller is gone, the server stops or a minute has passed. */
async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  bytesPerSecond: number,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const piece = Math.max(1, Math.round((bytesPerSecond * PIECE_MS) / 1000));
  const pieceMs = (piece * 1000) / bytesPerSecond;
  const end = performance.now() + LONGEST_MS;
  let sent = 0;
  while (sent + piece < body.length && performance.now() < end && stopping?.aborted !== true) {
    response.write(body.subarray(sent, sent + piece));
    sent += piece;
    await pause(Math.min(pieceMs, end - performance.now()), response, stopping);
    if (response.closed) return;
  }
  response.end(body.subarray(sent));
}

/** Waits, until the time has passed, the caller is gone or the server stops. */
async function pause(milliseconds: number, response: ServerResponse, stopping: AbortSignal | undefined): Promise<void> {
  if (response.closed || stopping?.aborted === true || milliseconds <= 0) return;
  const done = new AbortController();
  const stop = (): void => {
    done.abort();
  };
  stopping?.addEventListener('abort', stop, { once: true });
  await Promise.race([
    sleep(milliseconds, undefined, { signal: done.signal }).catch(() => undefined),
    once(response, 'close', { signal: done.signal }).catch(() => undefined),
  ]);
  stopping?.removeEventListener('abort', stop);
  done.abort();
}
