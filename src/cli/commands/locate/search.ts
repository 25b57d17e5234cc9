import { Command, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { attribute, child } from '../../../client/locate/answer.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { messageHeader, place, withSender } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { foundOrders } from '../../../client/locate/orders.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

const PERSON = ['company', 'first_name', 'last_name', 'province', 'postal', 'country', 'phone', 'email'];
/** The attributes of an OrderSearch; each is an option of that name, with hyphens. */
const CRITERIA = [
  'order_id',
  'request_id',
  'order_date',
  ...['sold_to', 'ship_to'].flatMap((who) => PERSON.map((field) => `${who}_${field}`)),
];
const optionOf = (criterion: string): string => criterion.replaceAll('_', '-');

type SearchOptions = ServerOptions & SenderOptions & { readonly ref: string; readonly max?: string };

/** `search`: finds orders by number, date or customer. */
export function searchCommand(terminal: Terminal): Command {
  const command = withSender(withServer(new Command('search')))
    .summary('find orders by number, date or customer')
    .description(
      'Finds the orders that meet all criteria, newest first, among those the system in --as has a part in. Upper and lower case do not matter; ' +
        'names and companies may end with * for a beginning. A date is a day (2030-01-31) or a time.',
    )
    .option('--ref <text>', 'ref_transaction_no', '')
    .option('--max <n>', 'how many orders to show at the most');
  for (const criterion of CRITERIA)
    command.addOption(new Option(`--${optionOf(criterion)} <text>`, criterion).default('', ''));
  return command
    .addHelpText('after', '\nExample:\n  order-broker search --sold-to-last-name "exam*" --ship-to-postal 01602')
    .action(async (options: SearchOptions) => {
      if (options.max !== undefined && !/^[1-9]\d{0,8}$/.test(options.max))
        throw new ClientError(`--max ${options.max}: expected a number from 1 on`);
      const given = new Map<string, unknown>(Object.entries(options));
      const attributes: Record<string, string> = {};
      for (const criterion of CRITERIA) {
        const value = given.get(camelCase(criterion));
        if (typeof value === 'string' && value !== '') attributes[criterion] = value;
      }
      const payload = await callLocate(serverOf(options, terminal), 'OrderSearch', {
        order_search_request_message: {
          message_header: messageHeader('OrderSearch', options),
          message_body: {
            lookup_data: {
              attributes,
              ref_transaction_no: options.ref,
              employee_id: '',
              ...(options.max === undefined ? {} : { max_no_responses: options.max }),
              store_location: place(options.as),
            },
          },
        },
      });
      const header = child(payload.children[0], 'message_header');
      if (header === undefined)
        throw new ClientError(
          'the broker answered without a message',
          'the account (--account) must be the one of its organization',
        );
      if (attribute(header, 'xaction_response') !== 'OK') {
        throw new ClientError(
          'the search was refused',
          'give at least one criterion; --order-date takes a day like 2030-01-31, or a time',
        );
      }
      const orders = foundOrders(payload);
      if (options.json === true) terminal.out(JSON.stringify(orders, null, 2));
      else if (orders.length === 0) terminal.out('No order found.');
      else {
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
      }
    });
}

const camelCase = (criterion: string): string =>
  criterion.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
