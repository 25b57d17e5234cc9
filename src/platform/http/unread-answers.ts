import type { ServerResponse } from 'node:http';
import { ByteBudget } from './byte-budget.js';

/** Answers up to so many bytes have a budget of their own: whoever leaves large ones unread must not keep others from small ones. */
const SMALL_BYTES = 64 * 1024;
/** The part of all bytes that small answers may hold. */
const SMALL_SHARE = 1 / 4;

/**
 * Bounds the bytes of answers that are on their way and not yet read, of all callers together; one address gets half. An answer is
 * in memory until its caller has read it, and a caller that reads nothing may have asked many times.
 */
export class UnreadAnswers {
  readonly #small: ByteBudget;
  readonly #large: ByteBudget;

  /** @param total bytes */
  constructor(total: number) {
    this.#small = new ByteBudget(total * SMALL_SHARE);
    this.#large = new ByteBudget(total * (1 - SMALL_SHARE));
  }

  /** Bytes held now. */
  get held(): number {
    return this.#small.held + this.#large.held;
  }

  /**
   * Takes the bytes of an answer, until its response is closed.
   * @param address the key that its caller is counted by
   * @returns whether there was room
   */
  hold(response: ServerResponse, text: string, address: string): boolean {
    if (response.closed) return true;
    const bytes = Buffer.byteLength(text);
    const share = (bytes <= SMALL_BYTES ? this.#small : this.#large).open(address);
    try {
      share.take(bytes);
    } catch {
      return false;
    }
    response.once('close', () => {
      share.release();
    });
    return true;
  }
}
