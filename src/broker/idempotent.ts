import { createHash } from 'node:crypto';
import { classify, failureCode } from '../platform/db/database-error.js';
import type { Session } from '../platform/db/session.js';
import { claimKey, keepAnswer, probeKey, readKept, releaseKey } from '../store/access/kept-answers.js';
import type { BrokerContext } from './context.js';

/** A request that its caller may repeat without repeating its effect. */
export interface IdempotentRequest {
  /** Who sent it: a user, a token or a key, of at most 110 characters. Nobody sees the answers of others. */
  readonly owner: string;
  /** The caller's Idempotency-Key, of at most 255 characters. */
  readonly key: string;
  /** Tells this request from others: see `fingerprintOf`. */
  readonly fingerprint: string;
}

/** What a unit of work answers. */
export interface UnitAnswer<Body> {
  /** HTTP status. */
  readonly status: number;
  readonly body: Body;
  /** What is kept instead of the body, where that contains a secret. */
  readonly kept?: Body;
}

/** The answer of a unit of work, or the one that was kept of it. */
export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
  readonly replayed: boolean;
}

/** The key was used for another request, or its request is still in progress. */
export class IdempotencyError extends Error {
  override readonly name = 'IdempotencyError';
  readonly code = 'idempotency';

  constructor(readonly kind: 'reused' | 'in-progress') {
    super(
      kind === 'reused'
        ? 'the Idempotency-Key was used for another request: send a new key, or the same request'
        : 'a request with this Idempotency-Key is still in progress: send it again later',
    );
  }
}

/** How long answers are kept, in milliseconds. Callers that repeat do so within minutes; a day covers a night of failures. */
const KEPT_MS = 24 * 3_600_000;
/** Longest answer that is kept, in characters of JSON. */
export const MOST_KEPT = 64_000;
/** A unit runs again when another took its key; that one has then ended. */
const MAX_ATTEMPTS = 3;

/** SHA-256 of an operation and what it is asked for, in hexadecimal. @param content is serialized as JSON */
export function fingerprintOf(operation: string, content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([operation, content]))
    .digest('hex');
}

/**
 * Runs a unit of work once for each idempotency key, and answers repeats with what it answered.
 *
 * 1. The key is claimed before the work, and the answer written with it, in one transaction: a process that dies between two
 *    statements leaves both or neither, and where the answer to COMMIT is lost, the repeat finds what was stored.
 * 2. What throws is rolled back with its claim, so a repeat is decided anew.
 * 3. A repeat while the first is in progress is told so; on SQLite it waits for its turn and gets the answer.
 *
 * @param request undefined: the caller sent no key, and the unit is run
 * @throws {IdempotencyError} @throws {RangeError} for an answer of more than MOST_KEPT characters; nothing is changed
 */
export async function idempotently<Body extends object>(
  { database, clock }: Pick<BrokerContext, 'database' | 'clock'>,
  request: IdempotentRequest | undefined,
  unit: (session: Session) => Promise<UnitAnswer<Body>>,
): Promise<Answered<Body>> {
  if (request === undefined) {
    const { status, body } = await database.transaction(unit);
    return { status, body, replayed: false };
  }
  for (let attempt = 1; ; attempt += 1) {
    const progress = { probing: false };
    try {
      return await database.transaction(async (session) => {
        const known = await readKept(session, request.owner, request.key);
        const now = clock();
        if (known !== undefined && known.expiresAt > now.toISOString()) {
          if (known.fingerprint !== request.fingerprint) throw new IdempotencyError('reused');
          return { status: known.status, body: JSON.parse(known.answer) as Body, replayed: true };
        }
        progress.probing = true;
        await probeKey(session, request.owner, request.key);
        progress.probing = false;
        if (known !== undefined) await releaseKey(session, request.owner, request.key);
        const claim = { ...request, expiresAt: new Date(now.getTime() + KEPT_MS).toISOString() };
        await claimKey(session, claim);
        const { status, body, kept = body } = await unit(session);
        const answer = JSON.stringify(kept);
        if (answer.length > MOST_KEPT) throw new RangeError(`an answer of ${String(answer.length)} characters is kept`);
        await keepAnswer(session, { ...claim, status, answer });
        return { status, body, replayed: false };
      });
    } catch (error) {
      if (progress.probing && isLocked(error)) throw new IdempotencyError('in-progress');
      if (classify(error) !== 'duplicate' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** MariaDB reports a lock that is not free as a timeout, MySQL by a code of its own. */
const isLocked = (error: unknown): boolean => classify(error) === 'conflict' || failureCode(error) === 'ER_LOCK_NOWAIT';
