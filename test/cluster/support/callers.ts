import { setTimeout as sleep } from 'node:timers/promises';
import { writeRequest } from '../../../src/client/locate/envelope.js';
import { orderMessage } from '../../../src/client/locate/order-message.js';

/** An order that the broker acknowledged. */
export interface Acknowledged {
  readonly orderId: string;
  readonly requestId: string;
  readonly items: readonly string[];
  /** `0`, or `2040` if an earlier attempt was stored and its response lost. */
  readonly code: string;
  /** Number of attempts. */
  readonly sent: number;
  /** Start of the last attempt and arrival of its response, by `performance.now()`. */
  readonly begun: number;
  readonly answered: number;
}

/** Exceeds the time that a gateway takes for any message. */
const PATIENCE_MS = 70_000;
const GIVE_UP_MS = 90_000;
const PAUSE_MS = 50;

/** Callers that submit one order after another, each until it is acknowledged. */
export class Callers {
  readonly acknowledged: Acknowledged[] = [];
  /** Responses other than acknowledgments, with their counts. */
  readonly refusals = new Map<string, number>();
  /** The longest time to any response, in milliseconds. */
  longest = 0;
  #over = false;
  #abandoned = false;
  readonly #work: Promise<unknown>;

  /**
   * @param plan the prefix of the order numbers, the number of callers, and the items of a caller's
   *   nth order
   */
  constructor(
    private readonly url: string,
    plan: { readonly name: string; readonly count: number; readonly itemsOf: (number: number) => readonly string[] },
  ) {
    this.#work = Promise.all(
      Array.from({ length: plan.count }, async (_, caller) => {
        for (let count = 0; !this.#over; count += 1)
          await this.#submit(`${plan.name}${String(caller)}-${String(count)}`, plan.itemsOf(count));
      }),
    );
    // Reported by `stop`.
    this.#work.catch(() => {
      this.#over = true;
    });
  }

  /** Lets each caller finish its current order. @throws {Error} if an order is not acknowledged within a long time */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#work;
  }

  /** Stops all callers at once, whether or not their orders are acknowledged. */
  abandon(): void {
    this.#over = true;
    this.#abandoned = true;
  }

  /** The first acknowledgment of an order sent after a given time; earlier ones may have been in flight. */
  async firstSentAfter(time: number): Promise<Acknowledged> {
    for (let from = 0; !this.#over;) {
      await sleep(5);
      for (; from < this.acknowledged.length; from += 1) {
        const one = this.acknowledged[from];
        if (one !== undefined && one.begun > time) return one;
      }
    }
    await this.#work;
    throw new Error('the callers have stopped');
  }

  async #submit(orderId: string, items: readonly string[]): Promise<void> {
    const message = writeRequest(
      'SubmitOrder',
      orderMessage({
        account: 'LOCATE',
        as: { system: '6', location: 'W1' },
        type: 'DELIVERY',
        orderId,
        items: items.map((item) => ({ item, quantity: '1', price: '1.00' })),
        city: 'WORCESTER',
        province: 'MA',
        postal: '01602',
        country: 'US',
      }),
    );
    const end = performance.now() + GIVE_UP_MS;
    for (let sent = 1; performance.now() < end && !this.#abandoned; sent += 1) {
      const begun = performance.now();
      const answer = await post(this.url, message);
      this.longest = Math.max(this.longest, performance.now() - begun);
      const code = attribute(answer, 'response_code');
      if (code === '0' || (code === '2040' && sent > 1)) {
        this.acknowledged.push({
          orderId,
          requestId: attribute(answer, 'request_id'),
          items,
          code,
          sent,
          begun,
          answered: performance.now(),
        });
        return;
      }
      const kind =
        code === '' ? (/<faultstring[^>]*>([^<]*)/.exec(answer)?.[1] ?? answer.slice(0, 80)) : `response code ${code}`;
      this.refusals.set(kind, (this.refusals.get(kind) ?? 0) + 1);
      await sleep(PAUSE_MS);
    }
    if (!this.#abandoned)
      throw new Error(
        `${orderId} was not acknowledged in ${String(GIVE_UP_MS)} ms; answers so far: ${JSON.stringify([...this.refusals])}`,
      );
  }
}

/** @returns the response, or why there was none */
async function post(url: string, text: string): Promise<string> {
  try {
    const response = await fetch(`${url}/Locate/LocateServices`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: text,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return await response.text();
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.name : String(error)}`;
  }
}

const attribute = (xml: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '';
