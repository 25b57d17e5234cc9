/**
 * What `order-broker/testing` exports, complete and without an import: the build makes the declarations of the package of it.
 * docs/testing.md shows it in use.
 *
 * Locations are written `system/location`, e.g. `STC/317`. Every function that returns a promise rejects with an Error whose
 * message names what was wrong and the next step, and whose `code` is one of `ErrorCode`.
 */

/**
 * - `options-invalid`: an option or an argument cannot be used;
 * - `catalog-invalid`: the catalog cannot be read or has errors, which the message lists;
 * - `rejected`: the broker rejected a message (`BrokerRejection`);
 * - `expectation-failed`: an order did not become what was expected, or there is no such message;
 * - `stopped`: the broker was stopped;
 * - `client-error` and others: the exchange failed, or the response was a fault.
 */
export type ErrorCode = 'options-invalid' | 'catalog-invalid' | 'rejected' | 'expectation-failed' | 'stopped';

/** The error with the code `rejected`. */
export interface BrokerRejection extends Error {
  readonly code: 'rejected';
  /** docs/response-codes.md */
  readonly responseCode: number;
  readonly responseDescription: string;
}

export interface TestBrokerOptions {
  /**
   * The network, products and stock: an object in the form of a catalog file (docs/configuring/catalog.md), or the path of such
   * a file, `.json` or YAML. Default: the demo, `samples/catalogs/demo.yaml`.
   */
  readonly catalog?: object | string | URL;
  /**
   * Settings by name (docs/configuration.md), as texts, e.g. `{ VALIDATION: 'strict' }`. The environment and `.env` are not
   * read. Scheduled jobs are off (`JOBS`), and so is the log (`LOG_LEVEL`).
   */
  readonly settings?: Readonly<Record<string, string>>;
  /** TCP port on 127.0.0.1. Default: a free one. */
  readonly port?: number;
}

/** Starts a broker in this process, on 127.0.0.1 and with SQLite in memory. Several may run side by side. */
export type StartBroker = (options?: TestBrokerOptions) => Promise<TestBroker>;

export interface TestBroker {
  /** Scheme, host and port, without a trailing slash. The admin interface is below `/admin/v1`. */
  readonly url: string;
  /** The address of the Locate services, for the client under test. */
  readonly endpoint: string;
  /**
   * Every message that a service received since the start or the last `reset`, oldest first, those of this object included. The
   * latest 1,000 are kept.
   */
  readonly messages: readonly TestMessage[];

  /**
   * Submits an order: an item (`PENCIL`, `PENCIL:2`, `PENCIL:2:1.50`), several of them, an order, or a SubmitOrder message as
   * XML, with or without its envelope.
   * @throws {BrokerRejection} when the broker rejects it
   */
  submit(order: string | readonly string[] | OrderRequest): Promise<TestOrder>;
  /** Fetches the new lines of a location, as its system would; they become `polled`. */
  poll(location: string, options?: PollOptions): Promise<PolledLine[]>;
  /** The order as it is now. */
  order(order: OrderRef): Promise<TestOrder>;

  /** Each location with a line of the order accepts it. @returns the order afterwards */
  accept(order: OrderRef, change?: StatusChange): Promise<TestOrder>;
  /** Each location with a line of the order rejects it; the broker then finds another one. @returns the order afterwards */
  reject(order: OrderRef, change?: StatusChange): Promise<TestOrder>;
  /**
   * Each location with a line of the order ships it: to the customer (`fulfilled`), or to the location where the customer
   * collects it (`intransit`). @returns the order afterwards
   */
  ship(order: OrderRef, change?: StatusChange): Promise<TestOrder>;
  /** The location that placed the order cancels it. @returns the order afterwards */
  cancel(order: OrderRef, change?: StatusChange): Promise<TestOrder>;
  /**
   * Reports a status (docs/statuses.md) for the lines that are not final, one StatusUpdate for each location that reports.
   * @returns the order afterwards
   * @throws {BrokerRejection} when the broker rejects the update
   */
  updateStatus(order: OrderRef, status: string, change?: StatusChange): Promise<TestOrder>;

  /**
   * Waits until the order has a status, or one of its lines if `line` is given.
   * @returns the order
   * @throws {Error} after `within` milliseconds: the order as it is, its history, and why the routing decided as it did
   */
  expectStatus(order: OrderRef, status: string, expected?: Expected): Promise<TestOrder>;
  /**
   * The latest message, or the latest of an operation, e.g. `SubmitOrder`.
   * @throws {Error} when there is none, naming the operations that were received
   */
  lastMessage(operation?: string): TestMessage;

  /**
   * Removes orders and messages, and whatever else was stored since the start: the catalog and its stock are as they were, and
   * the next order has the request id 1 again. Address and connections stay. Call it while no message is under way.
   */
  reset(): Promise<void>;
  /** Ends the broker, after the messages under way. Further calls do nothing. Without it, a test runner waits for the broker. */
  stop(): Promise<void>;
  /** `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An order, or its request id. */
export type OrderRef = number | string | Pick<TestOrder, 'requestId'>;

/** An order of one customer with one address. */
export interface OrderRequest {
  /** `PENCIL`, `PENCIL:2` or `PENCIL:2:1.50`: item, quantity, unit price. */
  readonly items: string | readonly string[];
  /** Default: DELIVERY. */
  readonly type?: 'DELIVERY' | 'PICKUP' | 'SHIPFORPICKUP' | 'RETAILPICKUP' | 'SHIPTOSTORE';
  /** The order number of the originating system. Default: a new one. */
  readonly orderId?: string;
  /** The location that places it. Default: the first one of the organization's default system. */
  readonly placedAt?: string;
  /** The location that must fulfill it. Default: the broker chooses; of a PICKUP order, the one where it is collected. */
  readonly from?: string;
  /** The location where the customer collects it. */
  readonly pickupAt?: string;
  /** Where it is shipped to. Default: WORCESTER, MA 01602, US. */
  readonly city?: string;
  readonly province?: string;
  readonly postal?: string;
  readonly country?: string;
  readonly underReview?: boolean;
}

export interface TestOrder {
  readonly requestId: number;
  readonly orderId: string;
  readonly type: string;
  /** Of the order as a whole; docs/statuses.md. */
  readonly status: string;
  readonly lines: readonly TestLine[];
}

export interface TestLine {
  /** The broker's number of the line. */
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly status: string;
  /** The location that fulfills it. */
  readonly at: string;
  /** The location where it is collected; empty if it is shipped to the customer. */
  readonly pickupAt: string;
  readonly carrier: string;
  readonly tracking: string;
}

export interface PollOptions {
  /** Fetch the lines in transit to the location instead. Default: false. */
  readonly intransit?: boolean;
}

export interface PolledLine {
  readonly requestId: number;
  readonly orderId: string;
  readonly line: number;
  /** By the code that it has in the location's system. */
  readonly item: string;
  readonly quantity: number;
  readonly status: string;
}

export interface StatusChange {
  /** Only this line. Default: every line that is not final. */
  readonly line?: number;
  /** The number of units that change. Default: all. */
  readonly quantity?: number;
  /** The location that reports. Default: the one that has the line; for `canceled`, the one that placed the order. */
  readonly by?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly carrier?: string;
  readonly tracking?: string;
}

export interface Expected {
  /** The status of this line, instead of the order's. */
  readonly line?: number;
  /** The location that the line must be at, or every line. */
  readonly at?: string;
  /** How long to wait, in milliseconds. Default: 2,000. */
  readonly within?: number;
}

export interface TestMessage {
  readonly at: Date;
  /** The operation, e.g. `SubmitOrder`; empty if it could not be told. */
  readonly operation: string;
  /** HTTP status of the response; undefined when none could be sent. */
  readonly httpStatus: number | undefined;
  /** docs/response-codes.md; undefined for an operation without one. */
  readonly responseCode: number | undefined;
  readonly requestId: number | undefined;
  /** The texts as they were sent; undefined where they were not text that can be read. */
  readonly request: string | undefined;
  readonly response: string | undefined;
}
