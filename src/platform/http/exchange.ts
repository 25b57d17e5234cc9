import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { ExchangeRecord } from '../exchange-record.js';
import type { FaultKey } from '../soap/faults.js';

/** How an exchange ended: answered, the key of the fault, or no one was left to answer. */
export type Outcome = 'answered' | 'caller-gone' | FaultKey;

export type ExchangeSeconds = Histogram<'operation' | 'outcome'>;

/** Seconds an exchange took, by operation (`none` before one is known) and outcome; its count is the counter of both. */
export function exchangeSeconds(registry: Registry): ExchangeSeconds {
  return new Histogram({
    name: 'order_broker_soap_exchange_seconds',
    help: 'Time from the request line to the answer, by operation and outcome',
    labelNames: ['operation', 'outcome'],
    // A catalog operation takes single milliseconds, an order of a thousand lines a second.
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
}

/** Takes note of an exchange. Called when the answer is on its way; must return at once and never throw. */
export type RecordExchange = (record: ExchangeRecord) => void;

/** What exchanges are seen by. */
export interface ExchangeObservers {
  readonly log: Logger;
  readonly seconds: ExchangeSeconds;
  readonly record?: RecordExchange;
}

/** An id callers may bring: short, and of characters that neither break a log line nor a header. */
const CORRELATION_ID = /^[\w.:~+/=-]{1,128}$/;

/**
 * One message and its answer, as the access log, the metrics and the message log see them. The access log and the
 * metrics get nothing of the message itself but the name of a known operation, the broker's response code and its
 * request id: no personal data goes there. The message log is handed the texts, and masks them.
 */
export class Exchange {
  readonly correlationId: string;
  readonly log: Logger;
  /** The operation asked for; only ever a name the service knows, so that callers cannot invent metric labels. */
  operation: string | undefined;
  soap: '1.1' | '1.2' | undefined;
  responseCode: number | undefined;
  requestId: number | undefined;
  orderId: string | undefined;
  requestBytes: number | undefined;
  /** The message, once it is known to be a well-formed document. */
  request: string | undefined;
  #user = '';
  #isIn: boolean;
  readonly #at = new Date();
  readonly #started = performance.now();

  /**
   * @param brought the correlation id that the caller sent, if any; one that is not well-formed is replaced
   * @param asksWho whether callers must sign in: until they have, nothing they sent is told to anybody
   */
  constructor(
    brought: string | string[] | undefined,
    private readonly observers: ExchangeObservers,
    asksWho = false,
  ) {
    this.#isIn = !asksWho;
    this.correlationId = typeof brought === 'string' && CORRELATION_ID.test(brought) ? brought : randomUUID();
    this.log = observers.log.child({ correlationId: this.correlationId });
  }

  /** The caller was let in. */
  letIn(user: string): void {
    this.#user = user;
    this.#isIn = true;
  }

  /**
   * Writes the one log line, counts, and hands the whole to whoever keeps a record.
   * @param status the HTTP status, undefined when nothing could be sent
   * @param delivered false when the caller had gone before the answer was written
   * @param response the answer, if there was one
   */
  end(outcome: Outcome, status: number | undefined, delivered: boolean, response?: string): void {
    const milliseconds = performance.now() - this.#started;
    this.observers.seconds.observe({ operation: this.operation ?? 'none', outcome }, milliseconds / 1000);
    this.log[outcome === 'internal-error' || outcome === 'handling-timeout' ? 'error' : 'info'](
      {
        operation: this.operation,
        outcome,
        status,
        ms: Math.round(milliseconds * 10) / 10,
        soap: this.soap,
        responseCode: this.responseCode,
        requestId: this.requestId,
        ...(this.#user === '' ? {} : { user: this.#user }),
        ...(delivered ? {} : { delivered }),
      },
      'exchange',
    );
    // Each of them would be a row that anybody can have written, as fast as they can send.
    if (outcome === 'too-many-requests') return;
    const { correlationId, operation, soap, responseCode, requestId, orderId, requestBytes, request } = this;
    this.observers.record?.({
      at: this.#at,
      milliseconds,
      correlationId,
      user: this.#user,
      operation,
      soap,
      outcome,
      status,
      delivered,
      responseCode,
      requestId,
      orderId,
      requestBytes,
      request: this.#isIn ? request : undefined,
      response: this.#isIn ? response : undefined,
    });
  }
}
