import type { Logger } from 'pino';

export interface Readiness {
  readonly ready: boolean;
  /** Why not, for people; empty when ready. */
  readonly reasons: readonly string[];
}

/** How long a check may take, in milliseconds: orchestrators wait a few seconds at most. */
const TIMEOUT_MS = 3_000;
/** How long a result is repeated, in milliseconds. */
const FRESH_MS = 1_000;

/**
 * Answers readiness probes. Anybody may ask, and a check costs a transaction: probes that come together share one, and its
 * result is repeated for a second.
 */
export class ReadinessCheck {
  #result: Promise<Readiness> | undefined;
  #startedAt = 0;

  constructor(
    private readonly check: () => Promise<Readiness>,
    private readonly log: Logger,
  ) {}

  /** Never rejects: a check that fails or takes too long means not ready. */
  read(): Promise<Readiness> {
    const now = performance.now();
    if (this.#result !== undefined && now - this.#startedAt < FRESH_MS) return this.#result;
    this.#startedAt = now;
    return (this.#result = this.#run());
  }

  async #run(): Promise<Readiness> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Readiness>((resolve) => {
      timer = setTimeout(() => {
        resolve({ ready: false, reasons: ['the readiness check took too long'] });
      }, TIMEOUT_MS);
    });
    try {
      return await Promise.race([this.check(), timeout]);
    } catch (error) {
      this.log.error({ err: error }, 'readiness check failed');
      return { ready: false, reasons: ['the readiness check failed'] };
    } finally {
      clearTimeout(timer);
    }
  }
}
