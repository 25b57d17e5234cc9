import { ClientError } from '../../client/client-error.js';
import { readText, request } from '../../client/http.js';
import type { Server } from '../../client/http.js';
import { LIMITS } from '../../client/locate/response.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { isAnswered } from './json-call.js';
import type { Dialect, Partner } from './partner.js';

/** A direct fulfillment supplier: it fetches orders and their lines, confirms each line, and then says that it was sent. */

/** Number and secret of a supplier, and the path of the service. */
export interface SupplierAccess {
  /** Its location, as `system/location`. */
  readonly at: string;
  readonly path: string;
  readonly number: string;
  readonly secret: string;
}

type Row = Readonly<Record<string, string>>;

class Supplier implements Partner {
  constructor(
    private readonly server: Server,
    private readonly access: SupplierAccess,
  ) {}

  async turn(): Promise<number> {
    let done = 0;
    for (const { OrderNR: order = '' } of await this.call('pixiDFGetOrders', { AllOrders: '1' })) {
      const lines = await this.call('pixiDFGetOrderlines', { OrderNR: order, AllOrderlines: '1' });
      for (const { OrderHistKey: key = '', Confirmed: confirmed } of lines) {
        if (confirmed === '1' || confirmed === 'true') await this.#sent(key);
        else await this.call('pixiDFGetChangesConfirmation', { OrderHistKey: key });
        done += 1;
      }
    }
    return done;
  }

  /** The same report of the same key is a repeat: the time does not matter, since none is given. */
  async #sent(key: string): Promise<void> {
    await this.call('pixiDFUpdateOrderlineStatus', { OrderHistoryKey: key, Status: 'FUS', DFTrackingID: `1ZS${key}` });
  }

  /** @returns the rows of the answer; none for a refusal */
  async call(operation: string, parameters: Readonly<Record<string, string>>): Promise<Row[]> {
    const { path, number, secret } = this.access;
    const all = Object.entries({ SupplNr: number, Secret: secret, ...parameters });
    const body = all.map(([name, value]) => `<${name}>${escape(value)}</${name}>`).join('');
    const response = await request(this.server, path, {
      method: 'POST',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><${operation} xmlns="">${body}</${operation}></Body></Envelope>`,
    });
    const text = await readText(this.server, response);
    if (!response.ok) throw new ClientError(`${operation}: HTTP ${String(response.status)}: ${text.slice(0, 300)}`);
    return rowsOf(parseXml(text, LIMITS));
  }
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const rowsOf = (element: XmlElement): Row[] =>
  element.local === 'row'
    ? [Object.fromEntries(element.children.map(({ local, text }) => [local, text]))]
    : element.children.flatMap(rowsOf);

/** @param access of the supplier that is played */
export const directFulfillment = (access: SupplierAccess): Dialect => ({
  channel: 'direct_fulfillment',
  name: 'direct fulfillment',
  isSpoken: (server) => isAnswered(new Supplier(server, access).call('pixiDFGetOrders', {})),
  speaksFor: ({ at }) => at === access.at,
  partnersAt: (server, locations) => (locations.length === 0 ? [] : [new Supplier(server, access)]),
});
