import { Command, Option } from 'commander';
import type { LocationRef } from '../../../client/locate/messages.js';
import { getRequest, listRequests, makeRequests, previewRequests } from '../../../client/admin/requests.js';
import { locationOption } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { print, printMade } from './print-requests.js';
import { requestActionCommands } from './request-actions.js';
import { previewText, requestTable, requestText } from './request-tables.js';
import { readLine, readUnits, requireId, requireOrder } from './request-words.js';

/** Options that filter the list, with the parameter of the admin interface. */
const FILTERS = [
  ['--request-id <n>', 'of this order', 'request_id'],
  ['--number <number>', 'with this number', 'number'],
  ['--state <states>', 'in this state; several with commas between them', 'state'],
  ['--system <system_cd>', 'at a location of this system', 'system_cd'],
  ['--location <location_cd>', 'at this location; only with --system', 'location_cd'],
  ['--limit <n>', 'maximum number', 'limit'],
  ['--after <id>', 'after this id: the next page', 'after'],
] as const;

/** `requests`: shows what orders ask of partners, makes it, and does everything with it that partners do. */
export function requestsCommand(terminal: Terminal): Command {
  const requests = new Command('requests')
    .summary('show, make, process and ship fulfillment requests')
    .description(
      'Fulfillment requests: what orders ask of partners. One has an id, which these commands take, and a number, which the partner knows (docs/partners.md).',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker requests list --state unprocessed\n  order-broker requests create 14 SUP/A --line 1:2\n  order-broker requests acknowledge 3 --line 1:1:1\n  order-broker requests ship 3 --carrier UPS --tracking 1Z555 1Z556',
    );
  requests.addCommand(listCommand(terminal), { isDefault: true });
  requests.addCommand(
    withServer(new Command('show').argument('<id>', 'fulfillment request'))
      .summary('show one with its lines, shipments and log')
      .action(async (id: string, options: ServerOptions) => {
        const request = await getRequest(serverOf(options, terminal), requireId(id));
        print(terminal, options, request, requestText(request));
      }),
  );
  for (const command of [...makingCommands(terminal), ...requestActionCommands(terminal)]) requests.addCommand(command);
  return requests;
}

function listCommand(terminal: Terminal): Command {
  const list = withServer(new Command('list')).summary('list them, oldest first');
  for (const [flags, description] of FILTERS) list.addOption(new Option(flags, description));
  return list.action(async (options: ServerOptions & Readonly<Record<string, string | undefined>>) => {
    const filter = FILTERS.map(([flags, , name]) => [name, options[new Option(flags).attributeName()]] as const);
    const page = await listRequests(serverOf(options, terminal), Object.fromEntries(filter));
    const none = page.items.length === 0;
    print(terminal, options, page, none ? 'There are no such fulfillment requests.' : requestTable(page.items));
    if (page.next !== undefined && options.json !== true)
      terminal.err(`There are more: continue with --after ${page.next}`);
  });
}

interface WithoutOptions extends ServerOptions {
  readonly without: readonly LocationRef[];
}

const withWithout = (command: Command): Command =>
  withServer(command).addOption(
    new Option('--without <system/location...>', 'locations that are not considered this time')
      .argParser((text: string, before: readonly LocationRef[]) => [...before, locationOption(text)])
      .default([], 'none'),
  );

const bodyOf = ({ without }: WithoutOptions): object => ({ without: without.map(wire) });
const wire = ({ system, location }: LocationRef): object => ({ system_cd: system, location_cd: location });

function makingCommands(terminal: Terminal): Command[] {
  const order = ['<request_id>', 'order, by its request id'] as const;
  return [
    withWithout(new Command('preview').argument(...order))
      .summary('show what generating would do, and what stands in its way')
      .action(async (requestId: string, options: WithoutOptions) => {
        const preview = await previewRequests(serverOf(options, terminal), requireOrder(requestId), bodyOf(options));
        print(terminal, options, preview, previewText(preview));
      }),
    withWithout(new Command('generate').argument(...order))
      .summary('route the lines of an order that wait for a location')
      .action(async (requestId: string, options: WithoutOptions) => {
        const server = serverOf(options, terminal);
        printMade(terminal, options, await makeRequests(server, requireOrder(requestId), 'generate', bodyOf(options)));
      }),
    withServer(new Command('create').argument(...order).argument('<system/location>', 'who is asked', locationOption))
      .summary('give lines that wait to a location, without routing')
      .option('--line <line:units...>', 'lines, such as 1:2 or 1 for all of its units; default: every line that waits')
      .action(async (requestId: string, place: LocationRef, options: ServerOptions & { line?: readonly string[] }) => {
        const lines = options.line?.map((text) => {
          const { line, words } = readLine(text, 'line:units');
          const [units] = words;
          return { line_no: line, ...(units === undefined ? {} : { quantity: readUnits(units, 'line:units') }) };
        });
        const body = { ...wire(place), ...(lines === undefined ? {} : { lines }) };
        const server = serverOf(options, terminal);
        printMade(terminal, options, await makeRequests(server, requireOrder(requestId), 'create', body));
      }),
  ];
}
