import type { Logger } from 'pino';

export interface Readiness {
  readonly ready: boolean;
  /** Why not, for people; empty when ready. */
  readonly reasons: readonly string[];
}

/** How long a check may take, in milliseconds: orchestrators wait a few seconds at most. */
const TIMEOUT_MS = 3_000;

/** Runs a readiness check. One that fails or takes too long means not ready; this never rejects. */
export async function checkReadiness(check: () => Promise<Readiness>, log: Logger): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ready: false, reasons: ['the readiness check took too long'] });
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch (error) {
    log.error({ err: error }, 'readiness check failed');
    return { ready: false, reasons: ['the readiness check failed'] };
  } finally {
    clearTimeout(timer);
  }
}
