import type { Server } from '../../client/http.js';
import { writeRequest } from '../../client/locate/envelope.js';
import { pollMessage } from '../../client/locate/inquiry-messages.js';
import { callLocate, postEnvelope } from '../../client/locate/locate-client.js';
import type { LocationRef } from '../../client/locate/messages.js';
import { fulfillmentLines, outcomeOf } from '../../client/locate/orders.js';
import { statusUpdateMessage } from '../../client/locate/update-messages.js';
import { chanceOf } from '../chance.js';
import { UNDER_REVIEW } from '../oms/process/reply.js';
import { WorkInMemory } from './work-list.js';
import type { Work, WorkList } from './work-list.js';

/**
 * A simulated store. It polls for lines to fulfill and for goods in transit to it, and reports each step of its work as an update
 * of its own.
 *
 * 1. A seed, the request and the line decide whether a line is rejected: a store that is started again decides the same way.
 * 2. A line to fulfill is accepted, picked, and then shipped: fulfilled if it goes to the customer or is collected here, in transit
 *    if it goes to another store. Goods in transit to the store are received, and handed over.
 * 3. A step without an answer is sent again with the same bytes; a step that the broker refuses ends the work on its line.
 * 4. A line that is under review is kept, and its step reported again later.
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
  /** Whether the line waits for the end of a review, and the step is reported again. */
  readonly isPutOff: boolean;
}

/** A line that a store is to work on, as a poll or an inquiry shows it. */
export interface OfferedLine {
  readonly requestId: string;
  readonly line: string;
  readonly item: string;
  /** The order's type, e.g. DELIVERY. */
  readonly type: string;
  readonly status: string;
  /** Whether the goods are on their way to the store. */
  readonly isArriving: boolean;
}

const HERE = ['accepted', 'picked', 'fulfilled'];
const TO_ANOTHER = ['accepted', 'picked', 'intransit'];
const ARRIVED = ['received', 'fulfilled'];

export class Store {
  constructor(
    private readonly options: StoreOptions,
    private readonly work: WorkList = new WorkInMemory(),
  ) {}

  /** Lines whose work is not done. */
  get open(): number {
    return this.work.open().length;
  }

  /** Polls, and does the next step of every line. Yields each step when it is answered, also where a later one is not. */
  async *turn(): AsyncGenerator<Step> {
    await this.#poll('Fulfillments');
    await this.#poll('Intransit');
    for (const work of this.work.open()) {
      const step = await this.#report(work);
      if (step !== undefined) yield step;
    }
  }

  async #poll(operation: 'Fulfillments' | 'Intransit'): Promise<void> {
    const { server, account, at } = this.options;
    const payload = await callLocate(server, operation, pollMessage(operation, at, { account }));
    for (const line of fulfillmentLines(payload))
      this.take({
        requestId: line.request_id,
        line: line.line_no,
        item: line.item_id,
        type: line.type,
        status: line.status,
        isArriving: operation === 'Intransit' || line.status === 'intransit',
      });
  }

  /** Whether the store is at work on a line. */
  has(requestId: string, line: string): boolean {
    return this.work.open().some((work) => work.requestId === requestId && work.line === line);
  }

  /**
   * Takes a line up, from the step that its status has come to.
   * @returns false when there is nothing to do, or the store is working on it already: it was offered again, because the system
   *   must report that it has polled
   */
  take(offered: OfferedLine): boolean {
    const { requestId, line, item, type, status, isArriving } = offered;
    if (this.has(requestId, line)) return false;
    const all = isArriving ? ARRIVED : this.#stepsFor(type, requestId, line);
    const steps = all.slice(all.indexOf(status) + 1);
    if (steps.length === 0) return false;
    this.work.add({ requestId, line, item, steps });
    return true;
  }

  #stepsFor(type: string, requestId: string, line: string): readonly string[] {
    const { seed, rejectPercent, at } = this.options;
    const about = `${at.system}/${at.location} ${requestId} ${line}`;
    if (chanceOf(seed, about) * 100 < rejectPercent) return ['rejected'];
    return type === 'DELIVERY' || type === 'PICKUP' ? HERE : TO_ANOTHER;
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
    if (work.envelope === undefined) {
      work.envelope = writeRequest('StatusUpdate', statusUpdateMessage(work.requestId, [change], { account, as: at }));
      this.work.put(work);
    }
    const payload = await postEnvelope(server, {
      envelope: work.envelope,
      contentType: 'text/xml; charset=utf-8',
    });
    const outcome = outcomeOf(payload);
    work.envelope = undefined;
    const isPutOff = outcome.response_code === UNDER_REVIEW;
    if (outcome.response_code === 0) work.steps = work.steps.slice(1);
    else if (!isPutOff) work.steps = [];
    if (work.steps.length > 0) this.work.put(work);
    else this.work.end(work, outcome.response_code === 0 ? 'done' : 'refused', status);
    return {
      requestId: work.requestId,
      line: work.line,
      item: work.item,
      status,
      code: outcome.response_code,
      text: outcome.response_description,
      isPutOff,
    };
  }
}
