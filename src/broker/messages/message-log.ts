import { setTimeout as sleep } from 'node:timers/promises';
import { classify } from '../../platform/db/database-error.js';
import { insertMessages, messageId } from '../../store/message-log.js';
import type { LoggedMessage, MessageTexts } from '../../store/message-log.js';
import { shouldYield, yieldToEventLoop } from '../../platform/event-loop.js';
import type { BrokerContext } from '../context.js';

/** An exchange that is over. What it asked and answered is still as it was sent. */
export interface FinishedExchange {
  readonly at: Date;
  readonly milliseconds: number;
  readonly correlationId: string;
  readonly user: string;
  readonly operation: string | undefined;
  readonly soap: string | undefined;
  /** `answered`, a fault's key, or `caller-gone`. */
  readonly outcome: string;
  readonly status: number | undefined;
  readonly delivered: boolean;
  readonly responseCode: number | undefined;
  readonly requestId: number | undefined;
  readonly orderId: string | undefined;
  readonly requestBytes: number | undefined;
  readonly request: string | undefined;
  readonly response: string | undefined;
}

export interface MessageLogOptions {
  /** `errors`: those that ended in a fault, in a response code other than 0, or without their caller. */
  readonly level: 'all' | 'errors' | 'none';
  readonly personalData: 'masked' | 'plain';
  /** Makes a text fit to be kept; undefined when it cannot be. */
  readonly mask: (text: string, kind: 'request' | 'response') => string | undefined;
  /** How much may wait to be written, in exchanges and in characters of text. */
  readonly limits?: { readonly exchanges: number; readonly characters: number };
}

/** Some seconds of load, and as much memory as a few large messages may take. */
const LIMITS = { exchanges: 5_000, characters: 32 * 1024 * 1024 };
/** A longer text is not kept: it would take masking longer than other messages should wait. */
const LONGEST_TEXT = 1024 * 1024;
/** What is written in one transaction: on SQLite an order waits for it. */
const BATCH = { exchanges: 50, characters: 512 * 1024 };
/** How long exchanges are gathered before they are written, in milliseconds. */
const GATHER_MS = 200;
/** How long it is left alone after a failure, in milliseconds. */
const RETRY_MS = 1_000;
/** How long a stop waits for what is still to be written, in milliseconds. */
const FLUSH_MS = 5_000;

/** An exchange that waits to be written, with the id it will have: written twice, it is there once. */
interface Waiting extends FinishedExchange {
  readonly id: string;
  readonly responseBytes: number | null;
}

/**
 * Keeps exchanges in the database without making anybody wait.
 *
 * 1. `record` puts an exchange that is worth keeping into a queue and returns; masking and writing come later;
 * 2. the queue is written in small transactions, one after the other. While the database does not answer it waits,
 *    and is bounded in number and size: what does not fit is dropped and counted, the oldest stay;
 * 3. a batch that the database refuses for what is in it is written one by one, so that one exchange costs no other;
 * 4. a stop writes what is left, for some seconds at most.
 */
export class MessageLog {
  readonly #queue: Waiting[] = [];
  #characters = 0;
  #written = 0;
  #dropped = 0;
  #overflowing = false;
  #stopped = false;
  #writing: Promise<void> | undefined;
  readonly #stopping = new AbortController();

  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'log'>,
    private readonly options: MessageLogOptions,
  ) {}

  /** Exchanges that wait to be written; and since the start, that were written, and that were lost. */
  get figures(): { readonly waiting: number; readonly written: number; readonly dropped: number } {
    return { waiting: this.#queue.length, written: this.#written, dropped: this.#dropped };
  }

  /** Takes note of an exchange. Returns at once and never throws. */
  record(exchange: FinishedExchange): void {
    if (!isWorthKeeping(exchange, this.options.level)) return;
    const waiting = toWaiting(exchange);
    const { exchanges, characters } = this.options.limits ?? LIMITS;
    if (this.#stopped || this.#queue.length >= exchanges || this.#characters + sizeOf(waiting) > characters) {
      if (!this.#overflowing)
        this.context.log.warn(
          { waiting: this.#queue.length },
          'the message log cannot keep up: exchanges are not kept',
        );
      this.#overflowing = true;
      this.#dropped += 1;
      return;
    }
    this.#queue.push(waiting);
    this.#characters += sizeOf(waiting);
    this.#writing ??= this.#write();
  }

  /** Writes what is left, within so many milliseconds; what the database does not take by then is lost, and said to be. */
  async stop(withinMs = FLUSH_MS): Promise<void> {
    this.#stopped = true;
    this.#stopping.abort();
    const done = new AbortController();
    await Promise.race([this.#writing, sleep(withinMs, undefined, { signal: done.signal }).catch(() => undefined)]);
    done.abort();
    const lost = this.#queue.splice(0).length;
    this.#dropped += lost;
    if (lost > 0) this.context.log.error({ lost }, 'the message log could not be written to its end');
  }

  /**
   * Runs as long as something waits; there is never more than one. Exchanges are gathered before each batch: writing each
   * as it comes made an order cost half as much again, a transaction for each being most of it.
   */
  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      // A full batch waits for nothing, and a stop does not wait for more to come.
      if (this.#queue.length < BATCH.exchanges)
        await sleep(GATHER_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      try {
        await this.#keep(this.#nextBatch());
      } catch (error) {
        this.context.log.error(
          { err: error, waiting: this.#queue.length },
          'the message log cannot be written at the moment; it will be tried again',
        );
        await sleep(RETRY_MS);
      }
    }
    this.#writing = undefined;
  }

  #nextBatch(): readonly Waiting[] {
    let characters = 0;
    const end = this.#queue.findIndex((exchange, index) => {
      characters += sizeOf(exchange);
      return index > 0 && (index >= BATCH.exchanges || characters > BATCH.characters);
    });
    return this.#queue.slice(0, end === -1 ? undefined : end);
  }

  /** Writes a batch and takes it off the queue. @throws when the database does not answer; what is still to be kept stays in the queue */
  async #keep(batch: readonly Waiting[]): Promise<void> {
    let kept = true;
    try {
      const messages: (LoggedMessage & MessageTexts)[] = [];
      for (const exchange of batch) messages.push(await toMessage(exchange, this.options));
      await this.context.database.transaction((session) => insertMessages(session, messages));
    } catch (error) {
      const failure = classify(error);
      if (failure === 'unavailable' || failure === 'conflict') throw error;
      if (batch.length > 1) {
        for (const exchange of batch) await this.#keep([exchange]);
        return;
      }
      // A duplicate was written before, by a commit whose answer got lost.
      kept = failure === 'duplicate';
      if (!kept)
        this.context.log.error(
          { err: error, correlationId: batch[0]?.correlationId },
          'an exchange could not be kept in the message log',
        );
    }
    if (kept) this.#written += batch.length;
    else this.#dropped += batch.length;
    this.#overflowing = false;
    for (const exchange of this.#queue.splice(0, batch.length)) this.#characters -= sizeOf(exchange);
  }
}

/** What was turned away at the door never is: nothing of it was read, and writing it down is work, which there is too much of already. */
function isWorthKeeping(
  { outcome, delivered, responseCode = 0 }: FinishedExchange,
  level: MessageLogOptions['level'],
): boolean {
  if (outcome === 'overloaded') return false;
  return level === 'all' || (level === 'errors' && (outcome !== 'answered' || !delivered || responseCode !== 0));
}

function sizeOf({ request, response }: FinishedExchange): number {
  return (request?.length ?? 0) + (response?.length ?? 0);
}

/** Texts that are too long to be kept are let go at once. */
function toWaiting(exchange: FinishedExchange): Waiting {
  const { request, response } = exchange;
  return {
    ...exchange,
    id: messageId(exchange.at),
    responseBytes: response === undefined ? null : Buffer.byteLength(response),
    request: request !== undefined && request.length > LONGEST_TEXT ? undefined : request,
    response: response !== undefined && response.length > LONGEST_TEXT ? undefined : response,
  };
}

/** Masking a text of the longest that are kept takes some 20 ms: with a pause between two of them where it is due. */
async function toMessage(
  exchange: Waiting,
  { personalData, mask }: MessageLogOptions,
): Promise<LoggedMessage & MessageTexts> {
  const { id, request, response, requestId } = exchange;
  const masked = async (text: string | undefined, kind: 'request' | 'response'): Promise<string | null> => {
    if (text === undefined) return null;
    if (shouldYield()) await yieldToEventLoop();
    return mask(text, kind) ?? null;
  };
  return {
    id,
    at: exchange.at.toISOString(),
    user: exchange.user.slice(0, 100),
    operation: exchange.operation ?? '',
    correlationId: exchange.correlationId,
    orderId: (exchange.orderId ?? '').slice(0, 100),
    soapVersion: exchange.soap ?? '',
    // Callers may ask about numbers that no order can have.
    requestId: requestId !== undefined && requestId > 0 && requestId < 2 ** 31 ? requestId : null,
    outcome: exchange.outcome,
    delivered: exchange.delivered,
    responseCode: exchange.responseCode ?? null,
    status: exchange.status ?? null,
    milliseconds: Math.round(exchange.milliseconds * 10) / 10,
    requestBytes: exchange.requestBytes ?? null,
    responseBytes: exchange.responseBytes,
    personalData,
    request: await masked(request, 'request'),
    response: await masked(response, 'response'),
  };
}
