import type { Logger } from 'pino';
import type { Session } from '../../platform/db/session.js';
import { readOrderSizes } from '../../store/orders/order-sizes.js';

/** How large an answer with orders may become. */
export interface AnswerLimit {
  /** Of the orders as they are stored; XML makes two or three of each. */
  readonly bytes: number;
  /** Whether orders beyond it are left for another request; otherwise nothing is read, and `LargeAnswerError` thrown. */
  readonly cut: boolean;
}

/** An answer of a usual size: any number of them may be in the making. */
export const SMALL_ANSWER: AnswerLimit = { bytes: 512 * 1024, cut: false };
/** The largest answer. Objects and text of one take some ten times as much memory, so that few may be in the making. */
export const LARGEST_ANSWER: AnswerLimit = { bytes: 6 * 1024 * 1024, cut: true };

/** The answer is larger than allowed now: the request is to be repeated when large answers are. Nothing was changed. */
export class LargeAnswerError extends Error {
  override readonly name = 'LargeAnswerError';
  readonly code = 'large-answer';
}

/**
 * The room for orders in one answer.
 *
 * 1. An order that fits into no answer does not block others: it comes last, alone, when there are no others.
 * 2. Unknown ids are kept: they cost nothing, and whoever asked for them learns nothing by their absence.
 */
export class AnswerRoom {
  readonly #limit: AnswerLimit;
  readonly #log: Logger;
  #taken = 0;

  constructor({ answers = LARGEST_ANSWER, log }: { readonly answers?: AnswerLimit; readonly log: Logger }) {
    this.#limit = answers;
    this.#log = log;
  }

  /**
   * Takes the room for the first of some orders that fit, together with those before them.
   * @param requestIds the most important first
   * @param brief whether orders are read without details
   * @throws {LargeAnswerError}
   */
  async take(session: Session, requestIds: readonly number[], brief = false): Promise<readonly number[]> {
    const sizes = await readOrderSizes(session, requestIds, brief);
    const left = this.#limit.bytes - this.#taken;
    const fitting = withinBytes(requestIds, sizes, left, this.#taken === 0);
    const bytes = total(fitting, sizes);
    this.#taken += bytes;
    if (fitting.length === requestIds.length && bytes <= left) return requestIds;
    if (!this.#limit.cut) throw new LargeAnswerError();
    this.#log.warn(
      { orders: requestIds.length, answered: fitting.length },
      'an answer ends before its last order: it is too large',
    );
    return fitting;
  }
}

/**
 * The ids that fit, in their order.
 * @param sizes by id; 0 where absent
 * @param isFirst whether an order that exceeds the limit comes alone when no other fits
 */
export function withinBytes(
  ids: readonly number[],
  sizes: ReadonlyMap<number, number>,
  limit: number,
  isFirst: boolean,
): readonly number[] {
  const small = ids.filter((id) => (sizes.get(id) ?? 0) <= limit);
  if (small.length === 0) return isFirst ? ids.slice(0, 1) : [];
  let bytes = 0;
  const end = small.findIndex((id) => (bytes += sizes.get(id) ?? 0) > limit);
  return end === -1 ? small : small.slice(0, end);
}

const total = (ids: readonly number[], sizes: ReadonlyMap<number, number>): number =>
  ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
