import type { Server } from '../../client/http.js';
import { callJson, isAnswered } from './json-call.js';
import type { Dialect, Partner } from './partner.js';

/** A warehouse of client platforms: it lists its work, reports what it picked, and then the goods issue. */

interface Work {
  readonly data?: { readonly items?: readonly { readonly so_number?: string; readonly status_code?: string }[] };
}

/** Picked: from here on only the goods issue is missing. */
const PICKED = '60';

class OutboundWarehouse implements Partner {
  constructor(
    private readonly server: Server,
    private readonly at: string,
  ) {}

  async turn(): Promise<number> {
    const path = `/v3/fulfillment/outbound/wms?warehouse_id=${encodeURIComponent(this.at)}`;
    const { data } = await callJson<Work>(this.server, path);
    let done = 0;
    for (const { so_number: number = '', status_code: code = '' } of data?.items ?? []) {
      const isPicked = code >= PICKED;
      const call = isPicked
        ? this.#post('pgi', { doc_no: number, delivery_no: `1ZW${number}`, carrier_name: 'Example Land' })
        : this.#post('status', { order_no: number, status_code: PICKED });
      if (await isAnswered(call)) done += 1;
    }
    return done;
  }

  #post(what: string, body: object): Promise<unknown> {
    return callJson(this.server, `/v3/fulfillment/outbound/wms/${what}`, {
      method: 'POST',
      body: { warehouse_id: this.at, ...body },
    });
  }
}

const codeOf = (at: string): string => at.slice(at.indexOf('/') + 1);

export const OUTBOUND: Dialect = {
  channel: 'outbound',
  name: 'outbound',
  isSpoken: (server) => isAnswered(callJson(server, '/v3/openapi.json')),
  speaksFor: () => true,
  partnersAt: (server, locations) => locations.map(({ at }) => new OutboundWarehouse(server, codeOf(at))),
};
