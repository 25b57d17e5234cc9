import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** An operation's answer that may want to know whether it reached the caller. */
export interface Acknowledged {
  /**
   * Called once when the response has been fully sent (`true`) or was lost (`false`). Errors are logged and swallowed;
   * shutdown waits for it.
   */
  readonly delivered?: (whole: boolean) => Promise<void>;
}

/**
 * Reports whether responses were sent: whether the last byte was handed to the operating system while the caller's side of the
 * connection was open, which is all that can be known here. A response that is lost later, or not read by a caller that died,
 * counts as sent; one to a caller that had closed its side does not, although it may have been read.
 */
export class ResponseReceipts {
  readonly #pending = new Set<Promise<void>>();

  /** Watches a response that is about to be written, and reports its outcome. */
  follow(response: ServerResponse, log: Logger, report: (whole: boolean) => Promise<void>): void {
    this.#report(report, fullySent(response), log);
  }

  /** Reports an outcome that is already known: the answer is discarded, or was handed over without a connection. */
  settle({ delivered }: Acknowledged, whole: boolean, log: Logger): void {
    if (delivered !== undefined) this.#report(delivered, Promise.resolve(whole), log);
  }

  /** Resolves once all callbacks have completed. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #report(report: (whole: boolean) => Promise<void>, outcome: Promise<boolean>, log: Logger): void {
    const reported = outcome
      .then(report)
      .catch((error: unknown) => {
        log.error({ err: error }, 'post-response callback failed');
      })
      .finally(() => {
        this.#pending.delete(reported);
      });
    this.#pending.add(reported);
  }
}

/** Whether a response that is still to be written leaves completely before its connection closes. */
function fullySent(response: ServerResponse): Promise<boolean> {
  const { socket } = response;
  if (socket === null || response.closed) return Promise.resolve(false);
  return new Promise((resolve) => {
    // Node also emits `finish` when the remaining bytes failed with the connection; the socket is then already destroyed.
    response
      .once('finish', () => {
        resolve(!socket.destroyed && !socket.readableEnded);
      })
      .once('close', () => {
        resolve(false);
      });
  });
}
