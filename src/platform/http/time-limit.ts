import type { EndpointOptions } from './endpoint.js';
import type { Exchange } from './exchange.js';
import { HttpRefusalError } from './refusal.js';
import type { Acknowledged } from './response-receipts.js';

/**
 * Runs an operation and gives up waiting after `handlingMs`. The operation itself cannot be stopped: what it does later is
 * logged, so that it can be traced, and its answer counts as lost.
 * @throws {HttpRefusalError} handling-timeout @throws whatever the operation throws in time
 */
export async function withinTimeLimit<Answer extends Acknowledged>(
  operation: string,
  run: () => Promise<Answer>,
  exchange: Exchange,
  { handlingMs, receipts }: EndpointOptions,
): Promise<Answer> {
  const { log } = exchange;
  const work = (async () => run())();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      work.then(
        (answer) => {
          log.warn({ operation }, 'operation finished after the response timeout');
          receipts.settle(answer, false, log);
        },
        (error: unknown) => {
          log.error({ err: error, operation }, 'operation failed after the response timeout');
        },
      );
      reject(new HttpRefusalError('handling-timeout'));
    }, handlingMs);
    // After a shutdown that cut the connection, it must not keep the process alive.
    timer.unref();
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
