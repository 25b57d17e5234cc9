import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { FaultKey } from './faults.js';

/** How an exchange ended: answered, the key of the fault, or no one was left to answer. */
export type Outcome = 'answered' | 'caller-gone' | FaultKey;

export type ExchangeSeconds = Histogram<'operation' | 'outcome'>;

/** Seconds an exchange took, by operation (`none` before one is known) and outcome; its count is the counter of both. */
export function exchangeSeconds(registry: Registry): ExchangeSeconds {
  return new Histogram({
    name: 'order_broker_soap_exchange_seconds',
    help: 'Time from the request line to the answer, by operation and outcome',
    labelNames: ['operation', 'outcome'],
    // A catalogue operation takes single milliseconds, an order of a thousand lines a second.
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
}

/** An id callers may bring: short, and of characters that neither break a log line nor a header. */
const CORRELATION_ID = /^[\w.:~+/=-]{1,128}$/;

/**
 * One message and its answer, as the access log and the metrics see them. Nothing of the message itself is kept but
 * the name of a known operation, the broker's response code and its request id: no personal data gets here.
 */
export class Exchange {
  readonly correlationId: string;
  readonly log: Logger;
  /** The operation asked for; only ever a name the service knows, so that callers cannot invent metric labels. */
  operation: string | undefined;
  soap: '1.1' | '1.2' | undefined;
  responseCode: number | undefined;
  requestId: number | undefined;
  readonly #started = performance.now();

  constructor(request: IncomingMessage, log: Logger, private readonly seconds: ExchangeSeconds) {
    const brought = request.headers['x-request-id'];
    this.correlationId = typeof brought === 'string' && CORRELATION_ID.test(brought) ? brought : randomUUID();
    this.log = log.child({ correlationId: this.correlationId });
  }

  /**
   * Writes the one log line and counts.
   * @param status the HTTP status, undefined when nothing could be sent
   * @param delivered false when the caller had gone before the answer was written
   */
  end(outcome: Outcome, status: number | undefined, delivered: boolean): void {
    const milliseconds = performance.now() - this.#started;
    this.seconds.observe({ operation: this.operation ?? 'none', outcome }, milliseconds / 1000);
    this.log[outcome === 'internal-error' || outcome === 'handling-timeout' ? 'error' : 'info']({
      operation: this.operation, outcome, status, ms: Math.round(milliseconds * 10) / 10, soap: this.soap,
      responseCode: this.responseCode, requestId: this.requestId, ...(delivered ? {} : { delivered }),
    }, 'exchange');
  }
}
