import type { BrokerContext } from './context.js';
import { idempotently } from './idempotent.js';
import type { Answered, IdempotentRequest, UnitAnswer } from './idempotent.js';
import { retryOnConflict } from './retry-on-conflict.js';

/**
 * Runs acts of the broker as one transaction, once for each idempotency key (`idempotently`). Whatever they do, and the answer
 * that is kept of it, is committed together; if one of them is refused, none of them was done.
 *
 * @param request undefined: the caller sent no key, and the acts are run
 * @param act runs acts with the context that it is given, which is within the transaction. May be run again
 * @throws {IdempotencyError} and what an act throws
 */
export async function actOnce<Body extends object>(
  context: BrokerContext,
  request: IdempotentRequest | undefined,
  act: (joined: BrokerContext) => Promise<UnitAnswer<Body>>,
): Promise<Answered<Body>> {
  const progress = { announced: false };
  const answer = await retryOnConflict(() =>
    idempotently(context, request, (session) => {
      progress.announced = false;
      return act({
        ...context,
        joined: true,
        database: context.database.joining(session),
        onAnnounced: () => {
          progress.announced = true;
        },
      });
    }),
  );
  if (progress.announced) context.onAnnounced?.();
  return answer;
}
