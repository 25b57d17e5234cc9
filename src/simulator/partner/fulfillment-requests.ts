import type { Server } from '../../client/http.js';
import { callJson, isAnswered } from './json-call.js';
import type { Dialect, Partner } from './partner.js';

/**
 * Sources of fulfillment requests and the merchant that releases to them: what is unprocessed is processed, handed over,
 * acknowledged and shipped in one parcel.
 */

interface Listed {
  readonly id: number;
  readonly sourceCode: string;
}

class Sources implements Partner {
  constructor(
    private readonly server: Server,
    private readonly at: ReadonlySet<string>,
  ) {}

  /** The last step first, so that a request makes one step in a turn. */
  async turn(): Promise<number> {
    let done = 0;
    for (const { id } of await this.#list('filterStatus=Acknowledged&filterFulfilmentStatus=Awaiting Shipment'))
      done += await this.#step('/shipments', 'POST', {
        purchaseOrderId: id,
        shipment: { trackingNumber: `1ZR${String(id)}`, carrier: 'UPS' },
      });
    for (const { id } of await this.#list('filterStatus=Processed'))
      done += await this.#step(`/fulfillment-requests/${String(id)}/acknowledge`, 'POST');
    for (const { id } of await this.#list('filterStatus=Processing'))
      done += await this.#step(`/fulfillment-requests/${String(id)}/processed`, 'PATCH');
    for (const { id } of await this.#list('filterStatus=Unprocessed'))
      done += await this.#step(`/fulfillment-requests/${String(id)}/process`, 'POST');
    return done;
  }

  async #list(query: string): Promise<Listed[]> {
    const found: Listed[] = [];
    for (let since = 0; ;) {
      const path = `/fulfillment-requests?${encodeURI(query)}&filterPageSize=100&sinceId=${String(since)}`;
      const page = await callJson<readonly Listed[]>(this.server, path);
      found.push(...page.filter(({ sourceCode }) => this.at.has(sourceCode)));
      const [last] = page.slice(-1);
      if (last === undefined) return found;
      since = last.id;
    }
  }

  /** A step that is refused is tried again at the next turn: the request may be under review, or was canceled meanwhile. */
  async #step(path: string, method: 'POST' | 'PATCH', body?: object): Promise<number> {
    return (await isAnswered(callJson(this.server, path, { method, ...(body === undefined ? {} : { body }) }))) ? 1 : 0;
  }
}

export const FULFILLMENT_REQUESTS: Dialect = {
  channel: 'requests',
  name: 'fulfillment requests',
  isSpoken: (server) => isAnswered(callJson(server, '/fulfillment-requests?filterPageSize=1')),
  // A source that takes short numbers only needs a person for each request.
  speaksFor: ({ preferences: { request_number_max_length: most } }) => most === undefined || most === null,
  partnersAt: (server, locations) =>
    locations.length === 0 ? [] : [new Sources(server, new Set(locations.map(({ at }) => at)))],
};
