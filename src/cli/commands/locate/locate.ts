import { Command } from 'commander';
import type { XmlElement } from '../../../platform/xml/element.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { attribute, child, children, descend, text } from '../../../client/locate/answer.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { messageHeader, place, readItem, withSender } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

interface LocateOptions extends ServerOptions, SenderOptions {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
  readonly radius: string;
  readonly unit: string;
  readonly type: string;
}

/** `locate`: which locations can give some items, nearest first. Reserves nothing. */
export function locateCommand(terminal: Terminal): Command {
  return withSender(
    withServer(new Command('locate').argument('<item[:qty]...>', 'items, each with a quantity after a colon')),
  )
    .summary('find locations that have items')
    .description(
      'Finds the locations around a place that have all the items in the wanted quantity. Nothing is ordered or reserved.',
    )
    .option('--postal <code>', 'postal code to search around', '')
    .option('--city <name>', 'city, together with --province, instead of a postal code', '')
    .option('--province <code>', 'state or province', '')
    .option('--country <code>', 'US or CA', 'US')
    .option('--radius <distance>', 'how far to look', '100')
    .option('--unit <unit>', 'MI or KM', 'MI')
    .option('--type <type>', 'PICKUP, DELIVERY or SHIPFORPICKUP', 'PICKUP')
    .addHelpText('after', '\nExample:\n  order-broker locate PENCIL:2 --postal 01602 --radius 50 --unit MI')
    .action(async (items: string[], options: LocateOptions) => {
      const payload = await callLocate(serverOf(options, terminal), 'LocateItems', {
        location_request_message: {
          message_header: messageHeader('LocateItems', options),
          message_body: {
            items: {
              item: items
                .map((written) => readItem(written))
                .map(({ item, quantity }) => ({
                  attributes: { item_id: item, qty: quantity, fulfillment_type: options.type },
                })),
            },
            store_location: place(options.as),
            address: {
              city: options.city,
              province: options.province,
              postal: options.postal,
              country: options.country,
            },
            range: { distance: options.radius, unit: options.unit },
            requested_location: {},
          },
        },
      });
      report(payload, options.json === true, terminal);
    });
}

function report(payload: XmlElement, json: boolean, terminal: Terminal): void {
  const body = child(payload.children[0], 'message_body');
  const names = new Map(
    children(child(body, 'locations'), 'location').map((location) => [
      `${attribute(location, 'system_cd')}/${attribute(location, 'location_cd')}`,
      text(child(location, 'locationname')),
    ]),
  );
  const items = children(descend(body, 'items'), 'item').map((item) => ({
    item_id: attribute(item, 'item_id'),
    response_cd: attribute(item, 'response_cd'),
    response_description: attribute(item, 'response_description'),
    locations: children(item, 'locations_lu')
      .map((found) => {
        const at = `${attribute(found, 'system_cd')}/${attribute(found, 'location_cd')}`;
        return {
          at,
          name: names.get(at) ?? '',
          distance: attribute(found, 'distance'),
          distance_unit: attribute(found, 'distance_unit'),
          available_qty: attribute(found, 'available_qty'),
          next_po_qty: attribute(found, 'next_po_qty'),
          po_dt: attribute(found, 'po_dt'),
        };
      })
      .filter(({ at }) => at !== '/'),
  }));
  if (json) {
    terminal.out(JSON.stringify(items, null, 2));
  } else {
    const rows = items.flatMap((item) =>
      item.locations.map((found) => [
        item.item_id.trimEnd(),
        found.at,
        found.name,
        found.distance,
        found.distance_unit,
        found.available_qty,
        found.next_po_qty,
        found.po_dt,
      ]),
    );
    if (rows.length > 0)
      terminal.out(formatTable(['item', 'location', 'name', 'distance', 'unit', 'available', 'next po', 'on'], rows));
  }
  const missing = items.filter((item) => item.response_cd !== '0');
  if (items.length === 0) throw new ClientError('the broker answered without items');
  if (missing.length > 0)
    throw new ClientError(
      missing.map((item) => `${item.item_id}: ${item.response_description} (code ${item.response_cd})`).join('\n'),
    );
}
