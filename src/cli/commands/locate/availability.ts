import { Command } from 'commander';
import { availabilityByType } from '../../../client/locate/availability.js';
import type { AvailabilityByType } from '../../../client/locate/availability.js';
import { productAvailabilityMessage } from '../../../client/locate/availability-messages.js';
import type { FulfillmentType, SearchAddress } from '../../../client/locate/availability-messages.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { parseItem } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { ClientError } from '../../../client/client-error.js';
import { withSearchAddress, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface AvailabilityOptions extends ServerOptions, SenderOptions, SearchAddress {
  readonly unit: string;
  readonly type: readonly string[];
}

/** `availability`: shows how much of each item is available by each way of fulfillment. Reserves nothing. */
export function availabilityCommand(terminal: Terminal): Command {
  const command = withSender(
    terminal,
    withServer(new Command('availability').argument('<item[:qty]...>', 'items, each with an optional quantity')),
  )
    .summary('show the availability of items by way of fulfillment')
    .description(
      'Shows for each way of fulfillment how much of each item is available, and at which locations. Nothing is ordered or reserved.',
    )
    .option(
      '--type <types...>',
      'PICKUP, DELIVERY, SHIPFORPICKUP, each with an optional search radius after a colon; default: the radius for orders',
      ['PICKUP', 'DELIVERY'],
    );
  return withSearchAddress(command)
    .option('--unit <unit>', 'MI or KM', 'MI')
    .addHelpText('after', '\nExample:\n  order-broker availability PENCIL:2 --postal 01602 --type PICKUP:50 DELIVERY')
    .action(async (items: string[], options: AvailabilityOptions) => {
      const message = productAvailabilityMessage(
        items.map((text) => parseItem(text)),
        options.type.map(parseType),
        options,
        options,
      );
      const types = availabilityByType(await callLocate(serverOf(options, terminal), 'ProductAvailability', message));
      if (options.json === true) terminal.out(JSON.stringify(types, null, 2));
      else printTable(types, terminal);
      if (types.length === 0) throw new ClientError('the response has no fulfillment types');
      const unavailable = types.filter((type) => type.response_cd !== '0');
      if (unavailable.length > 0)
        throw new ClientError(
          unavailable.map((type) => `${type.type}: ${type.response_description} (code ${type.response_cd})`).join('\n'),
        );
    });
}

function parseType(text: string): FulfillmentType {
  const [type = '', radius = ''] = text.split(':');
  return { type, radius };
}

function printTable(types: readonly AvailabilityByType[], terminal: Terminal): void {
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
  if (rows.length === 0) return;
  terminal.out(
    formatTable(
      // prettier-ignore
      ['type', 'item', 'maximum', 'location', 'name', 'distance', 'unit', 'available', 'sufficient', 'next PO', 'PO date'],
      rows,
    ),
  );
}
