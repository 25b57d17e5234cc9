import type { Server } from '../../client/http.js';
import { callJson, isAnswered } from './json-call.js';
import type { Dialect, Partner } from './partner.js';

/** A warehouse of third-party logistics: it lists its orders, prints slips, notes tracking numbers, and ships. */

interface Listed {
  readonly orders?: readonly { readonly orderID: number }[];
}

class Depot implements Partner {
  constructor(
    private readonly server: Server,
    private readonly warehouse: string,
  ) {}

  async turn(): Promise<number> {
    const printed = await this.#list('Printed');
    for (const id of printed) {
      // Two calls, and the second may be refused while the order is under review.
      await callJson(this.server, '/3.0/orders', {
        method: 'PATCH',
        body: { orderID: id, trackingNumber1: `1ZD${String(id)}` },
      });
      await this.#set(id, 'Shipped');
    }
    const accepted = await this.#list('Accepted');
    for (const id of accepted) await this.#set(id, 'Printed');
    return printed.length + accepted.length;
  }

  async #list(status: string): Promise<number[]> {
    const path = `/3.0/orders?OrderStatus=${status}&WarehouseID=${encodeURIComponent(this.warehouse)}`;
    return ((await callJson<Listed>(this.server, path)).orders ?? []).map(({ orderID: id }) => id);
  }

  /** What cannot be done is an answer too, and tried again at the next turn. */
  async #set(id: number, status: string): Promise<void> {
    await callJson(this.server, '/3.0/orders/status', { method: 'POST', body: { orderID: id, orderStatus: status } });
  }
}

export const THIRD_PARTY_LOGISTICS: Dialect = {
  channel: 'threepl',
  name: 'third-party logistics',
  isSpoken: (server) => isAnswered(callJson(server, '/3.0/orders?OrderStatus=Accepted&BatchSize=1')),
  speaksFor: ({ preferences: { warehouse_id: id } }) => typeof id === 'number' || typeof id === 'string',
  partnersAt: (server, locations) =>
    locations.map(({ preferences: { warehouse_id: id } }) => new Depot(server, String(id))),
};
