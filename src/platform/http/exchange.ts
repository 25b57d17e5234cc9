import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { Histogram } from 'prom-client';
import type { ExchangeRecord, MessageMasks } from '../exchange-record.js';
import type { Acknowledged } from './response-receipts.js';

/** How an exchange ended: `answered`, `caller-gone`, or the key of the refusal, problem or fault. */
export type Outcome = string;

export type ExchangeSeconds = Histogram<'operation' | 'outcome'>;

/** Duration of exchanges by operation (`none` before it is known) and outcome; the histogram's count also counts them. */
export function exchangeSeconds(registry: Registry): ExchangeSeconds {
  return new Histogram({
    name: 'order_broker_soap_exchange_seconds',
    help: 'Time from request to response in seconds, by operation and outcome',
    labelNames: ['operation', 'outcome'],
    // A catalog operation takes single milliseconds, an order of a thousand lines a second.
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
}

/** What an operation reports about its answer, in every protocol. */
export interface OperationAnswer extends Acknowledged {
  readonly responseCode?: number;
  readonly requestId?: number;
  /** The caller's number of the order. */
  readonly orderId?: string;
}

/** Receives each finished exchange once its response was sent or lost; must return at once and never throw. */
export type RecordExchange = (record: ExchangeRecord) => void;

/** Where exchanges are reported to. */
export interface ExchangeObservers {
  readonly log: Logger;
  readonly seconds: ExchangeSeconds;
  readonly record?: RecordExchange;
  /** How the texts of the service are masked; absent: none of them is kept. */
  readonly masks?: MessageMasks;
}

/** A correlation id that callers may supply: short, and of characters that break neither a log line nor a header. */
const CORRELATION_ID = /^[\w.:~+/=-]{1,128}$/;

/**
 * Observes one request and its response for the access log, the metrics and the message log; what it has noted so far
 * never decides how the request is processed. Access log and metrics get nothing of the message itself but the name of a
 * known operation, the response code and the request id: no personal data goes there. The message log gets the texts and
 * masks them.
 */
export class Exchange {
  readonly correlationId: string;
  readonly log: Logger;
  #operation: string | undefined;
  #soap: string | undefined;
  #requestBytes: number | undefined;
  #request: string | undefined;
  #answer: OperationAnswer = {};
  #injectedFault: string | undefined;
  #user = '';
  #authenticated: boolean;
  readonly #at = new Date();
  readonly #started = performance.now();
  #repliedAt: number | undefined;

  /**
   * @param supplied the caller's correlation id, if any; an unsuitable one is replaced
   * @param requiresSignIn until the caller is authenticated, nothing of the exchange goes to the message log
   */
  constructor(
    supplied: string | string[] | undefined,
    private readonly observers: ExchangeObservers,
    requiresSignIn: boolean,
  ) {
    this.#authenticated = !requiresSignIn;
    this.correlationId = typeof supplied === 'string' && CORRELATION_ID.test(supplied) ? supplied : randomUUID();
    this.log = observers.log.child({ correlationId: this.correlationId });
  }

  noteUser(name: string): void {
    this.#user = name;
    this.#authenticated = true;
  }

  /** @param bytes size of the decompressed body */
  noteSize(bytes: number): void {
    this.#requestBytes = bytes;
  }

  /** @param text a well-formed document */
  noteRequest(text: string): void {
    this.#request = text;
  }

  noteSoapVersion(version: string): void {
    this.#soap = version;
  }

  /** @param name one the service declares, so that callers cannot invent metric labels */
  noteOperation(name: string): void {
    this.#operation = name;
  }

  /** @param name of a fault on purpose */
  noteInjectedFault(name: string): void {
    this.#injectedFault = name;
  }

  noteAnswer(answer: OperationAnswer): void {
    this.#answer = answer;
  }

  /** Ends the exchange's time: a caller that reads its response slowly does not make the operation slower. */
  noteReply(): void {
    this.#repliedAt = performance.now();
  }

  /** Logs an error that no protocol has a response for. Its stack goes to the log; the caller gets the correlation id only. */
  logFailure(error: unknown): void {
    this.log.error({ err: error, operation: this.#operation }, 'unexpected failure while handling a message');
  }

  /**
   * Writes the access log line, updates the metrics and passes the record on.
   * @param status the HTTP status; undefined when nothing could be sent
   * @param delivered false when the caller disconnected before the whole response was written
   * @param response the response text, if it may be kept
   */
  end(outcome: Outcome, status: number | undefined, delivered: boolean, response?: string): void {
    const milliseconds = (this.#repliedAt ?? performance.now()) - this.#started;
    const { responseCode, requestId, orderId } = this.#answer;
    const { masks } = this.observers;
    this.observers.seconds.observe({ operation: this.#operation ?? 'none', outcome }, milliseconds / 1000);
    this.log[outcome === 'internal-error' || outcome === 'handling-timeout' ? 'error' : 'info'](
      {
        operation: this.#operation,
        outcome,
        status,
        ms: Math.round(milliseconds * 10) / 10,
        soap: this.#soap,
        responseCode,
        requestId,
        ...(this.#user === '' ? {} : { user: this.#user }),
        ...(delivered ? {} : { delivered }),
        ...(this.#injectedFault === undefined ? {} : { injectedFault: this.#injectedFault }),
      },
      'exchange',
    );
    // Each record would be a row that anybody can cause to be written, as fast as they can send, and pushes out others'.
    if (outcome === 'too-many-requests' || !this.#authenticated) return;
    this.observers.record?.({
      at: this.#at,
      milliseconds,
      correlationId: this.correlationId,
      user: this.#user,
      operation: this.#operation,
      soap: this.#soap,
      outcome,
      status,
      delivered,
      responseCode,
      requestId,
      orderId,
      injectedFault: this.#injectedFault,
      requestBytes: this.#requestBytes,
      request: masks === undefined ? undefined : this.#request,
      response: masks === undefined ? undefined : response,
      masks,
    });
  }
}
