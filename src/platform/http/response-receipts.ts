import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { SoapAnswer } from '../soap/service.js';

/**
 * Tells operations what became of their answers: whether the last byte was handed to the operating system, which is as much
 * as can be known here. An answer that is lost after that, or not read by a caller that died, counts as written.
 */
export class ResponseReceipts {
  readonly #open = new Set<Promise<void>>();

  /** An answer that is being written. */
  follow(answer: SoapAnswer, response: ServerResponse, log: Logger): void {
    this.#tell(answer, writtenWhole(response), log);
  }

  /** An answer whose fate is known: that nobody will be sent, or that was handed over without a connection. */
  settle(answer: SoapAnswer, whole: boolean, log: Logger): void {
    this.#tell(answer, Promise.resolve(whole), log);
  }

  /** Once every operation has been told so far and has done what follows from it. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  #tell({ delivered }: SoapAnswer, outcome: Promise<boolean>, log: Logger): void {
    if (delivered === undefined) return;
    const told = outcome
      .then(delivered)
      .catch((error: unknown) => {
        log.error({ err: error }, 'what follows from an answer could not be done');
      })
      .finally(() => {
        this.#open.delete(told);
      });
    this.#open.add(told);
  }
}

/** Whether all of an answer, which is still to be written, leaves before its connection ends. */
function writtenWhole(response: ServerResponse): Promise<boolean> {
  const { socket } = response;
  if (socket === null || response.closed) return Promise.resolve(false);
  return new Promise((resolve) => {
    // Node says `finish` too when what was still to be written failed with the connection; only then that is gone already.
    response
      .once('finish', () => {
        resolve(!socket.destroyed);
      })
      .once('close', () => {
        resolve(false);
      });
  });
}
