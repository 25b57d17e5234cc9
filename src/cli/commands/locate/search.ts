import { Command, InvalidArgumentError, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { locatedItems } from '../../../client/locate/availability.js';
import { locateItemsMessage } from '../../../client/locate/availability-messages.js';
import { orderSearchMessage, SEARCH_CRITERIA } from '../../../client/locate/inquiry-messages.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import type { Server } from '../../../client/http.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { foundOrders, transactionResult } from '../../../client/locate/orders.js';
import { withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

/** Every search criterion is an option of its name, with hyphens. */
const optionOf = (criterion: string): string => criterion.replaceAll('_', '-');

type SearchOptions = ServerOptions & SenderOptions & { readonly ref: string; readonly max?: string };

/** `search`: finds orders by number, date or customer. */
export function searchCommand(terminal: Terminal): Command {
  const command = withSender(terminal, withServer(new Command('search')))
    .summary('find orders by number, date or customer')
    .description(
      'Finds the orders that match all criteria, newest first, among those that involve the system in --as. Case does not matter; ' +
        'names and companies may end with * to match a prefix. A date is a day (2030-01-31) or a time.',
    )
    .option('--ref <text>', 'ref_transaction_no', '')
    .addOption(new Option('--max <n>', 'maximum number of orders').argParser(parseMax));
  for (const criterion of SEARCH_CRITERIA)
    command.addOption(new Option(`--${optionOf(criterion)} <text>`, criterion).default('', ''));
  return command
    .addHelpText('after', '\nExample:\n  order-broker search --sold-to-last-name "exam*" --ship-to-postal 01602')
    .action(async (options: SearchOptions) => {
      const search = { criteria: criteriaOf(options), refTransactionNo: options.ref, maxResponses: options.max };
      const server = serverOf(options, terminal);
      const payload = await callLocate(server, 'OrderSearch', orderSearchMessage(search, options));
      const result = transactionResult(payload);
      if (result !== 'OK')
        throw new ClientError(
          'the broker rejected the search',
          'give at least one criterion; --order-date expects a day such as 2030-01-31, or a time',
        );
      const orders = foundOrders(payload);
      if (orders.length === 0) await requireKnownSender(server, options);
      if (options.json === true) terminal.out(JSON.stringify(orders, null, 2));
      else if (orders.length === 0) terminal.out('No matching orders.');
      else
        terminal.out(
          formatTable(
            ['request', 'order', 'ordered', 'status', 'under review', 'sold to', 'lines'],
            orders.map((order) => [
              order.request_id,
              order.order_id,
              order.order_date,
              order.order_status,
              order.under_review,
              order.sold_to,
              order.lines,
            ]),
          ),
        );
    });
}

/** The code for a requesting location that the catalog does not have. */
const UNKNOWN_LOCATION = '7003';

/**
 * A search in the name of an unknown location finds nothing, as one without a match does. LocateItems, which changes
 * nothing, tells them apart.
 * @throws {ClientError} when the broker does not know the location
 */
async function requireKnownSender(server: Server, options: SearchOptions): Promise<void> {
  const search = { postal: '', city: '', province: '', country: 'US', type: 'PICKUP', radius: '1', unit: 'MI' };
  const message = locateItemsMessage([{ item: '-', quantity: '1', price: '' }], search, options);
  let items;
  try {
    items = locatedItems(await callLocate(server, 'LocateItems', message));
  } catch (error) {
    // A user may be allowed to search, and not to locate.
    if (error instanceof ClientError) return;
    throw error;
  }
  if (items.some((item) => item.response_cd === UNKNOWN_LOCATION))
    throw new ClientError(
      `the broker has no location ${options.as.system}/${options.as.location}`,
      'check the codes of the system and the location in --as',
    );
}

function criteriaOf(options: SearchOptions): Readonly<Record<string, string>> {
  const values = new Map<string, unknown>(Object.entries(options));
  return Object.fromEntries(
    SEARCH_CRITERIA.map((criterion) => [criterion, values.get(camelCase(criterion))]).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );
}

const camelCase = (criterion: string): string =>
  criterion.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function parseMax(text: string): string {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 to 999999999.');
  return text;
}
