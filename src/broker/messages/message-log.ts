import { setTimeout as sleep } from 'node:timers/promises';
import type { ExchangeRecord } from '../../platform/exchange-record.js';
import { classify } from '../../platform/db/database-error.js';
import { insertMessages, messageId } from '../../store/message-log.js';
import type { LoggedMessage, MessageTexts } from '../../store/message-log.js';
import { shouldYield, yieldToEventLoop } from '../../platform/event-loop.js';
import type { BrokerContext } from '../context.js';

export interface MessageLogOptions {
  /** `errors`: only exchanges that ended in a fault, in a response code other than 0, with a disconnected caller, or had a fault on purpose. */
  readonly level: 'all' | 'errors' | 'none';
  /** Which of the masks of its service hides what must not be stored of a message. */
  readonly personalData: 'masked' | 'plain';
  /** Capacity of the queue, in exchanges and in characters of text. */
  readonly limits?: { readonly exchanges: number; readonly characters: number };
}

/** A few seconds of load, and the memory of a few large messages. */
const LIMITS = { exchanges: 5_000, characters: 32 * 1024 * 1024 };
/** Longer texts are not stored: masking one would delay other messages too long. */
const MAX_TEXT = 1024 * 1024;
/** Limits of one transaction: on SQLite, orders wait until it ends. */
const BATCH = { exchanges: 50, characters: 512 * 1024 };
/** How long exchanges are collected before a write, in milliseconds. */
const GATHER_MS = 200;
/** Pause after a failed write, in milliseconds. */
const RETRY_MS = 1_000;
/** How long a stop waits for the queue to be written, in milliseconds. */
const FLUSH_MS = 5_000;

/** An exchange in the queue. The id is set here, so that an exchange written twice is stored once. */
interface QueuedExchange extends ExchangeRecord {
  readonly id: string;
  readonly responseBytes: number | null;
}

/**
 * Stores exchanges in the database without delaying their responses.
 *
 * 1. `record` queues an exchange and returns; masking and writing follow later.
 * 2. The queue is written in small transactions, one at a time. While the database is unavailable the queue waits, with
 *    a limit on number and size: exchanges above the limit are dropped and counted, the older ones are kept.
 * 3. A batch that the database rejects because of its content is written one exchange at a time, so that one bad
 *    exchange does not cost the others.
 * 4. A stop writes the rest of the queue, for a few seconds at most.
 */
export class MessageLog {
  readonly #queue: QueuedExchange[] = [];
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

  /** Exchanges in the queue, and those written and dropped since the start. */
  get counts(): { readonly waiting: number; readonly written: number; readonly dropped: number } {
    return { waiting: this.#queue.length, written: this.#written, dropped: this.#dropped };
  }

  /** Queues an exchange, if its level is logged. Returns immediately and never throws. */
  record(exchange: ExchangeRecord): void {
    if (!isLogged(exchange, this.options.level)) return;
    const queued = toQueued(exchange);
    const { exchanges, characters } = this.options.limits ?? LIMITS;
    if (this.#stopped || this.#queue.length >= exchanges || this.#characters + sizeOf(queued) > characters) {
      if (!this.#overflowing)
        this.context.log.warn({ waiting: this.#queue.length }, 'the message log cannot keep up: dropping exchanges');
      this.#overflowing = true;
      this.#dropped += 1;
      return;
    }
    this.#queue.push(queued);
    this.#characters += sizeOf(queued);
    this.#writing ??= this.#write();
  }

  /** Writes the rest of the queue within so many milliseconds; exchanges that remain are dropped, and their number is logged. */
  async stop(withinMs = FLUSH_MS): Promise<void> {
    this.#stopped = true;
    this.#stopping.abort();
    const done = new AbortController();
    await Promise.race([this.#writing, sleep(withinMs, undefined, { signal: done.signal }).catch(() => undefined)]);
    done.abort();
    const lost = this.#queue.splice(0).length;
    this.#dropped += lost;
    if (lost > 0) this.context.log.error({ lost }, 'exchanges were lost: the message log could not be written in time');
  }

  /**
   * Runs until the queue is empty; only one runs at a time. Exchanges are collected before each batch: writing each one
   * as it came raised the cost of an order by half, mostly for its transaction.
   */
  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      // A full batch is written immediately, and a stop does not wait for more exchanges.
      if (this.#queue.length < BATCH.exchanges)
        await sleep(GATHER_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      try {
        await this.#store(this.#nextBatch());
      } catch (error) {
        this.context.log.error({ err: error, waiting: this.#queue.length }, 'writing the message log failed; retrying');
        await sleep(RETRY_MS);
      }
    }
    this.#writing = undefined;
  }

  #nextBatch(): readonly QueuedExchange[] {
    let characters = 0;
    const end = this.#queue.findIndex((exchange, index) => {
      characters += sizeOf(exchange);
      return index > 0 && (index >= BATCH.exchanges || characters > BATCH.characters);
    });
    return this.#queue.slice(0, end === -1 ? undefined : end);
  }

  /** Writes a batch and removes it from the queue. @throws when the database is unavailable; unwritten exchanges stay queued */
  async #store(batch: readonly QueuedExchange[]): Promise<void> {
    let stored = true;
    try {
      const messages: (LoggedMessage & MessageTexts)[] = [];
      for (const exchange of batch) messages.push(await toMessage(exchange, this.options));
      await this.context.database.transaction((session) => insertMessages(session, messages));
    } catch (error) {
      const failure = classify(error);
      if (failure === 'unavailable' || failure === 'conflict') throw error;
      if (batch.length > 1) {
        for (const exchange of batch) await this.#store([exchange]);
        return;
      }
      // A duplicate was stored by an earlier commit whose confirmation was lost.
      stored = failure === 'duplicate';
      if (!stored)
        this.context.log.error(
          { err: error, correlationId: batch[0]?.correlationId },
          'storing an exchange in the message log failed',
        );
    }
    if (stored) this.#written += batch.length;
    else this.#dropped += batch.length;
    this.#overflowing = false;
    for (const exchange of this.#queue.splice(0, batch.length)) this.#characters -= sizeOf(exchange);
  }
}

/** Overload rejections are never logged: their messages were not read, and logging them would add load. */
function isLogged(
  { outcome, delivered, responseCode = 0, injectedFault }: ExchangeRecord,
  level: MessageLogOptions['level'],
): boolean {
  if (outcome === 'overloaded') return false;
  const isError = outcome !== 'answered' || !delivered || responseCode !== 0 || injectedFault !== undefined;
  return level === 'all' || (level === 'errors' && isError);
}

function sizeOf({ request, response }: ExchangeRecord): number {
  return (request?.length ?? 0) + (response?.length ?? 0);
}

/** Drops texts that are too long to be stored, which frees their memory. */
function toQueued(exchange: ExchangeRecord): QueuedExchange {
  const { request, response } = exchange;
  return {
    ...exchange,
    id: messageId(exchange.at),
    responseBytes: response === undefined ? null : Buffer.byteLength(response),
    request: request !== undefined && request.length > MAX_TEXT ? undefined : request,
    response: response !== undefined && response.length > MAX_TEXT ? undefined : response,
  };
}

/** Masking the longest text takes about 20 ms, so it yields to the event loop between texts. */
async function toMessage(
  exchange: QueuedExchange,
  { personalData }: MessageLogOptions,
): Promise<LoggedMessage & MessageTexts> {
  const { id, request, response, requestId, masks } = exchange;
  const mask = personalData === 'plain' ? masks?.credentials : masks?.personalData;
  const masked = async (text: string | undefined, kind: 'request' | 'response'): Promise<string | null> => {
    if (text === undefined) return null;
    if (shouldYield()) await yieldToEventLoop();
    return mask?.(text, kind) ?? null;
  };
  return {
    id,
    at: exchange.at.toISOString(),
    user: exchange.user.slice(0, 100),
    operation: exchange.operation ?? '',
    correlationId: exchange.correlationId,
    orderId: (exchange.orderId ?? '').slice(0, 100),
    soapVersion: exchange.soap ?? '',
    // A request may contain an id that no order can have.
    requestId: requestId !== undefined && requestId > 0 && requestId < 2 ** 31 ? requestId : null,
    outcome: exchange.outcome,
    delivered: exchange.delivered,
    responseCode: exchange.responseCode ?? null,
    status: exchange.status ?? null,
    milliseconds: Math.round(exchange.milliseconds * 10) / 10,
    requestBytes: exchange.requestBytes ?? null,
    responseBytes: exchange.responseBytes,
    personalData,
    injectedFault: exchange.injectedFault ?? null,
    request: await masked(request, 'request'),
    response: await masked(response, 'response'),
  };
}
