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

interface AvailabilityOptions extends ServerOptions, SenderOptions {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
  readonly unit: string;
  readonly type: readonly string[];
}

/** `availability`: what could be had of some items in several ways, and where. Reserves nothing. */
export function availabilityCommand(terminal: Terminal): Command {
  return withSender(
    withServer(new Command('availability').argument('<item[:qty]...>', 'items, each with a quantity after a colon')),
  )
    .summary('what could be had, in several ways of fulfillment')
    .description(
      'Tells for each way of fulfillment how much of each item could be had, and which locations can promise some. Nothing is ordered or reserved.',
    )
    .option(
      '--type <types...>',
      'PICKUP, DELIVERY, SHIPFORPICKUP, each with how far to look after a colon; without, as far as orders do',
      ['PICKUP', 'DELIVERY'],
    )
    .option('--postal <code>', 'postal code to search around', '')
    .option('--city <name>', 'city, together with --province, instead of a postal code', '')
    .option('--province <code>', 'state or province', '')
    .option('--country <code>', 'US or CA', 'US')
    .option('--unit <unit>', 'MI or KM', 'MI')
    .addHelpText('after', '\nExample:\n  order-broker availability PENCIL:2 --postal 01602 --type PICKUP:50 DELIVERY')
    .action(async (items: string[], options: AvailabilityOptions) => {
      const payload = await callLocate(serverOf(options, terminal), 'ProductAvailability', {
        product_availability_request_message: {
          message_header: messageHeader('ProductAvailability', options),
          message_body: {
            requesting_location: place(options.as),
            fulfillment_types: {
              fulfillment_type: options.type.map((written) => ({ attributes: readType(written, options.unit) })),
            },
            items: {
              item: items
                .map((written) => readItem(written))
                .map(({ item, quantity }) => ({ attributes: { item_id: item, qty: quantity } })),
            },
            address: {
              city: options.city,
              province: options.province,
              postal: options.postal,
              country: options.country,
            },
          },
        },
      });
      report(payload, options.json === true, terminal);
    });
}

function readType(written: string, unit: string): Readonly<Record<string, string>> {
  const [type = '', distance = ''] = written.split(':');
  return { type, range_distance: distance, range_unit: unit };
}

function report(payload: XmlElement, json: boolean, terminal: Terminal): void {
  const body = child(payload.children[0], 'message_body');
  const names = new Map(
    children(child(body, 'locations'), 'location').map((location) => [
      placeOf(location),
      text(child(location, 'locationname')),
    ]),
  );
  const types = children(child(body, 'fulfillment_types'), 'fulfillment_type').map((type) => ({
    type: attribute(type, 'type'),
    response_cd: attribute(type, 'response_cd'),
    response_description: attribute(type, 'response_description'),
    items: children(descend(type, 'items'), 'item').map((item) => ({
      item_id: attribute(item, 'item_id'),
      maximum_available: attribute(item, 'maximum_available'),
      locations: children(item, 'locations_lu').map((found) => ({
        at: placeOf(found),
        name: names.get(placeOf(found)) ?? '',
        distance: attribute(found, 'distance'),
        distance_unit: attribute(found, 'distance_unit'),
        available_qty: attribute(found, 'available_qty'),
        satisfied_request: attribute(found, 'satisfied_request'),
        next_po_qty: attribute(found, 'next_po_qty'),
        po_dt: attribute(found, 'po_dt'),
      })),
    })),
  }));
  if (json) {
    terminal.out(JSON.stringify(types, null, 2));
  } else {
    const rows = types.flatMap(({ type, items }) =>
      items.flatMap((item) =>
        item.locations.map((found) => [
          type,
          item.item_id.trimEnd(),
          item.maximum_available,
          found.at,
          found.name,
          found.distance,
          found.distance_unit,
          found.available_qty,
          found.satisfied_request,
          found.next_po_qty,
          found.po_dt,
        ]),
      ),
    );
    if (rows.length > 0) {
      terminal.out(
        formatTable(
          ['type', 'item', 'maximum', 'location', 'name', 'distance', 'unit', 'available', 'enough', 'next po', 'on'],
          rows,
        ),
      );
    }
  }
  const missing = types.filter((type) => type.response_cd !== '0');
  if (types.length === 0) throw new ClientError('the broker answered without fulfillment types');
  if (missing.length > 0)
    throw new ClientError(
      missing.map((type) => `${type.type}: ${type.response_description} (code ${type.response_cd})`).join('\n'),
    );
}

const placeOf = (element: XmlElement): string =>
  `${attribute(element, 'system_cd')}/${attribute(element, 'location_cd')}`;
