import { setTimeout as sleep } from 'node:timers/promises';
import { AdminRejectionError } from '../client/admin/admin-client.js';
import { locationText } from '../client/admin/location-code.js';
import { getOrder } from '../client/admin/orders.js';
import type { OrderDetail, OrderDetailLine } from '../client/admin/orders.js';
import { getTrace } from '../client/admin/trace.js';
import { LOCATE_PATH } from '../client/http.js';
import type { Server } from '../client/http.js';
import { envelopeOfFile } from '../client/locate/envelope.js';
import { pollMessage } from '../client/locate/inquiry-messages.js';
import { callLocate, postEnvelope } from '../client/locate/locate-client.js';
import { parseItem, parseLocation } from '../client/locate/messages.js';
import { orderMessage } from '../client/locate/order-message.js';
import { fulfillmentLines, outcomeOf, transactionResult } from '../client/locate/orders.js';
import { statusUpdateMessage } from '../client/locate/update-messages.js';
import type { Status } from '../domain/values/status.js';
import type { Snapshot } from '../store/snapshot.js';
import { explainOrder } from './explain-order.js';
import type { Messages } from './messages.js';
import { isAsExpected, lineOf, linesOf, orderOf, reporterOf, statusOf } from './order-lines.js';
import type {
  Expected,
  OrderRef,
  OrderRequest,
  PolledLine,
  PollOptions,
  StatusChange,
  TestBroker,
  TestMessage,
  TestOrder,
} from './surface.js';
import { BrokerRejectionError, TestBrokerError } from './test-broker-error.js';

/** How long `expectStatus` waits by default, and how often it looks, in milliseconds. */
const EXPECTED_MS = 2_000;
const LOOK_MS = 20;

/** What a broker for a test is made of. */
export interface Parts {
  readonly server: Server;
  readonly messages: Messages;
  /** The organization's account: the destination of messages. */
  readonly account: string;
  /** The location that places orders; undefined when the default system has none. */
  readonly placedAt: string | undefined;
  /** The database as it was when the catalog was loaded. */
  readonly snapshot: Snapshot;
  stop(): Promise<void>;
}

/** A broker in this process. It is asked over HTTP, as the client under test does, so both see the same. */
export class InProcessBroker implements TestBroker {
  readonly url: string;
  readonly endpoint: string;
  readonly #server: Server;
  #orders = 0;
  #stopped: Promise<void> | undefined;

  constructor(private readonly parts: Parts) {
    this.#server = parts.server;
    this.url = parts.server.url;
    this.endpoint = `${this.url}${LOCATE_PATH}`;
  }

  get messages(): readonly TestMessage[] {
    return this.parts.messages.all;
  }

  async submit(order: string | readonly string[] | OrderRequest): Promise<TestOrder> {
    this.#requireRunning();
    const payload =
      typeof order === 'string' && order.trimStart().startsWith('<')
        ? await postEnvelope(this.#server, envelopeOfFile(Buffer.from(order)))
        : await callLocate(this.#server, 'SubmitOrder', this.#messageOf(requestOf(order)));
    const { response_code: code, response_description: text, request_id: requestId } = outcomeOf(payload);
    if (code !== 0) throw new BrokerRejectionError('the order', code, text);
    return this.order(requestId);
  }

  async poll(location: string, { intransit = false }: PollOptions = {}): Promise<PolledLine[]> {
    this.#requireRunning();
    const operation = intransit ? 'Intransit' : 'Fulfillments';
    const message = pollMessage(operation, parseLocation(location), { account: this.parts.account });
    const payload = await callLocate(this.#server, operation, message);
    if (transactionResult(payload) === 'FAILED')
      throw new TestBrokerError(
        'options-invalid',
        `poll: found the location ${location}, expected one of the catalog; check the codes of system and location`,
      );
    return fulfillmentLines(payload).map((line) => ({
      requestId: Number(line.request_id),
      orderId: line.order_id,
      line: Number(line.line_no),
      item: line.item_id.trimEnd(),
      quantity: Number(line.qty),
      status: line.status,
    }));
  }

  async order(order: OrderRef): Promise<TestOrder> {
    return orderOf(await this.#detailOf(order));
  }

  accept = (order: OrderRef, change: StatusChange = {}): Promise<TestOrder> =>
    this.updateStatus(order, 'accepted', change);

  reject = (order: OrderRef, change: StatusChange = {}): Promise<TestOrder> =>
    this.updateStatus(order, 'rejected', change);

  cancel = (order: OrderRef, change: StatusChange = {}): Promise<TestOrder> =>
    this.updateStatus(order, 'canceled', change);

  ship = (order: OrderRef, change: StatusChange = {}): Promise<TestOrder> =>
    this.#report(order, change, 'shipped', ({ pickup, sourced }) =>
      pickup !== null && locationText(pickup) !== locationText(sourced) ? 'intransit' : 'fulfilled',
    );

  async updateStatus(order: OrderRef, status: string, change: StatusChange = {}): Promise<TestOrder> {
    const known = statusOf(status);
    return this.#report(order, change, known, () => known);
  }

  async expectStatus(order: OrderRef, status: string, expected: Expected = {}): Promise<TestOrder> {
    const known = statusOf(status);
    const { within = EXPECTED_MS } = expected;
    for (const end = performance.now() + within; ;) {
      const detail = await this.#detailOf(order);
      if (isAsExpected(detail, known, expected)) return orderOf(detail);
      if (performance.now() >= end) throw await this.#disappointment(detail, known, expected, within);
      await sleep(LOOK_MS);
    }
  }

  lastMessage(operation?: string): TestMessage {
    return this.parts.messages.last(operation);
  }

  async reset(): Promise<void> {
    this.#requireRunning();
    await this.parts.snapshot.restore();
    this.parts.messages.clear();
    this.#orders = 0;
  }

  stop(): Promise<void> {
    return (this.#stopped ??= this.parts.stop());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #requireRunning(): void {
    if (this.#stopped !== undefined)
      throw new TestBrokerError(
        'stopped',
        `the broker at ${this.url} was stopped; start another one with startBroker()`,
      );
  }

  #messageOf(order: OrderRequest): ReturnType<typeof orderMessage> {
    const { items, type = 'DELIVERY', orderId, placedAt = this.parts.placedAt, pickupAt, underReview = false } = order;
    if (placedAt === undefined)
      throw new TestBrokerError(
        'options-invalid',
        "submit: the catalog's default system has no location that could place the order; set placedAt",
      );
    // The pickup location of a PICKUP order also fulfills it.
    const from = order.from ?? (type === 'PICKUP' ? pickupAt : undefined);
    this.#orders += 1;
    return orderMessage({
      account: this.parts.account,
      as: parseLocation(placedAt),
      type,
      orderId: orderId ?? `TEST-${String(this.#orders)}`,
      items: [items].flat().map((item) => parseItem(item)),
      city: order.city ?? 'WORCESTER',
      province: order.province ?? 'MA',
      postal: order.postal ?? '01602',
      country: order.country ?? 'US',
      underReview,
      ...(from === undefined ? {} : { from: parseLocation(from) }),
      ...(pickupAt === undefined ? {} : { pickupAt: parseLocation(pickupAt) }),
    });
  }

  async #detailOf(order: OrderRef): Promise<OrderDetail> {
    this.#requireRunning();
    const requestId = typeof order === 'object' ? order.requestId : order;
    try {
      return await getOrder(this.#server, encodeURIComponent(requestId), { customer: false });
    } catch (error) {
      if (!(error instanceof AdminRejectionError)) throw error;
      throw new TestBrokerError(
        'options-invalid',
        `found the request id ${String(requestId)}, expected that of an order of this broker ` +
          `(${error.message}); orders from before a reset are gone`,
        { cause: error },
      );
    }
  }

  /** Sends a StatusUpdate of every location that has something to report. */
  async #report(
    order: OrderRef,
    change: StatusChange,
    word: string,
    statusFor: (line: OrderDetailLine) => Status,
  ): Promise<TestOrder> {
    const detail = await this.#detailOf(order);
    const byLocation = new Map<string, OrderDetailLine[]>();
    for (const line of linesOf(detail, change.line, word)) {
      const location = change.by ?? locationText(reporterOf(detail, line, statusFor(line)));
      byLocation.set(location, [...(byLocation.get(location) ?? []), line]);
    }
    for (const [location, lines] of byLocation) {
      const { quantity = 0, reason = '', note = '', carrier = '', tracking = '' } = change;
      const changes = lines.map((line) => {
        const status = statusFor(line);
        return { line: line.line_no, quantity, status, reason, note, shipVia: carrier, tracking };
      });
      const requestId = String(detail.request_id);
      const sender = { account: this.parts.account, as: parseLocation(location) };
      const payload = await callLocate(this.#server, 'StatusUpdate', statusUpdateMessage(requestId, changes, sender));
      const { response_code: code, response_description: text } = outcomeOf(payload);
      if (code !== 0) throw new BrokerRejectionError(`the update of order ${requestId} by ${location}`, code, text);
    }
    return this.order(order);
  }

  async #disappointment(
    detail: OrderDetail,
    status: Status,
    { line, at }: Expected,
    within: number,
  ): Promise<TestBrokerError> {
    const trace = await getTrace(this.#server, String(detail.request_id));
    const subject = line === undefined ? 'order' : `line ${String(line)} of order`;
    const found = line === undefined ? detail.status : lineOf(detail, line).status;
    const place = at === undefined ? '' : ` at ${at}`;
    return new TestBrokerError(
      'expectation-failed',
      `${subject} ${String(detail.request_id)} (${detail.order_id}) is ${found}, expected ${status}${place} ` +
        `within ${String(within)} ms\n${explainOrder(detail, trace)}`,
    );
  }
}

const requestOf = (order: string | readonly string[] | OrderRequest): OrderRequest =>
  typeof order === 'string' || isList(order) ? { items: order } : order;

const isList = (order: readonly string[] | OrderRequest): order is readonly string[] => Array.isArray(order);
