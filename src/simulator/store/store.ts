import type { Server } from '../../client/http.js';
import { writeRequest } from '../../client/locate/envelope.js';
import { pollMessage } from '../../client/locate/inquiry-messages.js';
import { callLocate, postEnvelope } from '../../client/locate/locate-client.js';
import type { LocationRef } from '../../client/locate/messages.js';
import { fulfillmentLines, outcomeOf } from '../../client/locate/orders.js';
import { statusUpdateMessage } from '../../client/locate/update-messages.js';
import { chanceOf } from '../chance.js';

/**
 * A simulated store. It polls for lines to fulfill and for goods in transit to it, and reports each step of its work as an update
 * of its own.
 *
 * 1. A seed, the request and the line decide whether a line is rejected: a store that is started again decides the same way.
 * 2. A line to fulfill is accepted, picked, and then shipped: fulfilled if it goes to the customer or is collected here, in transit
 *    if it goes to another store. Goods in transit to the store are received, and handed over.
 * 3. A step without an answer is sent again with the same bytes; a step that the broker refuses ends the work on its line.
 */

export interface StoreOptions {
  readonly server: Server;
  readonly account: string;
  readonly at: LocationRef;
  /** Percent of lines that are rejected. */
  readonly rejectPercent: number;
  readonly seed: number;
}

/** What the store did with one line. */
export interface Step {
  readonly requestId: string;
  readonly line: string;
  readonly item: string;
  readonly status: string;
  /** 0 for success. */
  readonly code: number;
  readonly text: string;
}

interface Work {
  readonly requestId: string;
  readonly line: string;
  readonly item: string;
  /** What is still to be reported, in order. */
  steps: string[];
  /** The envelope of the first step, once it was sent. */
  envelope?: string;
}

const HERE = ['accepted', 'picked', 'fulfilled'];
const TO_ANOTHER = ['accepted', 'picked', 'intransit'];
const ARRIVED = ['received', 'fulfilled'];

export class Store {
  readonly #open: Work[] = [];

  constructor(private readonly options: StoreOptions) {}

  /** Lines whose work is not done. */
  get open(): number {
    return this.#open.length;
  }

  /** Polls, and does the next step of every line. Yields each step when it is answered, also where a later one is not. */
  async *turn(): AsyncGenerator<Step> {
    await this.#poll('Fulfillments');
    await this.#poll('Intransit');
    for (const work of [...this.#open]) {
      const step = await this.#report(work);
      if (work.steps.length === 0) this.#open.splice(this.#open.indexOf(work), 1);
      if (step !== undefined) yield step;
    }
  }

  async #poll(operation: 'Fulfillments' | 'Intransit'): Promise<void> {
    const { server, account, at } = this.options;
    const payload = await callLocate(server, operation, pollMessage(operation, at, { account }));
    for (const line of fulfillmentLines(payload)) {
      const { request_id: requestId, line_no: number, item_id: item } = line;
      // Offered again, because the system must report that it has polled.
      if (this.#open.some((work) => work.requestId === requestId && work.line === number)) continue;
      const isArriving = operation === 'Intransit' || line.status === 'intransit';
      this.#open.push({
        requestId,
        line: number,
        item,
        steps: isArriving ? [...ARRIVED] : this.#stepsFor(line.type, requestId, number),
      });
    }
  }

  #stepsFor(type: string, requestId: string, line: string): string[] {
    const { seed, rejectPercent, at } = this.options;
    const about = `${at.system}/${at.location} ${requestId} ${line}`;
    if (chanceOf(seed, about) * 100 < rejectPercent) return ['rejected'];
    return [...(type === 'DELIVERY' || type === 'PICKUP' ? HERE : TO_ANOTHER)];
  }

  /** Reports the next step of a line. */
  async #report(work: Work): Promise<Step | undefined> {
    const [status] = work.steps;
    if (status === undefined) return undefined;
    const { server, account, at } = this.options;
    const change = {
      status,
      reason: status === 'rejected' ? 'NO STOCK' : '',
      note: '',
      shipVia: status === 'intransit' || status === 'fulfilled' ? 'UPS' : '',
      tracking: '',
      line: work.line,
      quantity: 0,
    };
    work.envelope ??= writeRequest('StatusUpdate', statusUpdateMessage(work.requestId, [change], { account, as: at }));
    const payload = await postEnvelope(server, { envelope: work.envelope, contentType: 'text/xml; charset=utf-8' });
    const outcome = outcomeOf(payload);
    delete work.envelope;
    work.steps = outcome.response_code === 0 ? work.steps.slice(1) : [];
    return {
      requestId: work.requestId,
      line: work.line,
      item: work.item,
      status,
      code: outcome.response_code,
      text: outcome.response_description,
    };
  }
}
