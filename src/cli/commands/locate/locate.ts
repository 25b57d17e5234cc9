import { Command } from 'commander';
import { locatedItems } from '../../../client/locate/availability.js';
import type { LocatedItem } from '../../../client/locate/availability.js';
import { locateItemsMessage } from '../../../client/locate/availability-messages.js';
import type { SearchAddress } from '../../../client/locate/availability-messages.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { parseItem } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { ClientError } from '../../../client/client-error.js';
import { withSearchAddress, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface LocateOptions extends ServerOptions, SenderOptions, SearchAddress {
  readonly radius: string;
  readonly unit: string;
  readonly type: string;
}

/** `locate`: lists the locations that have some items, nearest first. Reserves nothing. */
export function locateCommand(terminal: Terminal): Command {
  const command = withSender(
    terminal,
    withServer(new Command('locate').argument('<item[:qty]...>', 'items, each with an optional quantity')),
  )
    .summary('find locations that have items')
    .description(
      'Finds the locations around an address that have all the items in the requested quantities. Nothing is ordered or reserved.',
    );
  return withSearchAddress(command)
    .option('--radius <distance>', 'search radius', '100')
    .option('--unit <unit>', 'MI or KM', 'MI')
    .option('--type <type>', 'PICKUP, DELIVERY or SHIPFORPICKUP', 'PICKUP')
    .addHelpText('after', '\nExample:\n  order-broker locate PENCIL:2 --postal 01602 --radius 50 --unit MI')
    .action(async (texts: string[], options: LocateOptions) => {
      const message = locateItemsMessage(
        texts.map((text) => parseItem(text)),
        options,
        options,
      );
      const items = locatedItems(await callLocate(serverOf(options, terminal), 'LocateItems', message));
      if (options.json === true) terminal.out(JSON.stringify(items, null, 2));
      else printTable(items, terminal);
      if (items.length === 0) throw new ClientError('the response has no items');
      const missing = items.filter((item) => item.response_cd !== '0');
      if (missing.length > 0)
        throw new ClientError(
          missing.map((item) => `${item.item_id}: ${item.response_description} (code ${item.response_cd})`).join('\n'),
        );
    });
}

function printTable(items: readonly LocatedItem[], terminal: Terminal): void {
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
    terminal.out(
      formatTable(['item', 'location', 'name', 'distance', 'unit', 'available', 'next PO', 'PO date'], rows),
    );
}
