import { Command, InvalidArgumentError } from 'commander';
import { locationText } from '../../../client/admin/location-code.js';
import type { AdminLocation } from '../../../client/admin/location-code.js';
import { listSuppliers, removeSupplier, reportSupplies, setSupplier } from '../../../client/admin/suppliers.js';
import type { SupplyResult } from '../../../client/admin/suppliers.js';
import type { LocationRef } from '../../../client/locate/messages.js';
import { locationOption } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { lockCommands } from './locks.js';

/** `suppliers`: direct fulfillment suppliers, their credentials, what they send to the merchant, and locks. */
export function suppliersCommand(terminal: Terminal): Command {
  const suppliers = new Command('suppliers')
    .summary('manage direct fulfillment suppliers')
    .description(
      'Direct fulfillment suppliers: locations with the channel direct_fulfillment. To call their service one needs a supplier number and a secret (docs/direct-fulfillment.md).',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker suppliers set SUP/PINE --number MGS\n  order-broker suppliers arrive SUP/PINE OAK-01 20\n  order-broker suppliers lock --customer C-100',
    );
  suppliers.addCommand(listCommand(terminal), { isDefault: true });
  for (const command of [
    setCommand(terminal),
    removeCommand(terminal),
    supplyCommand(
      terminal,
      'deliver',
      'deliveries',
      'mark the oldest lines as ordered, as their supplier reported a delivery',
    ),
    supplyCommand(
      terminal,
      'arrive',
      'arrivals',
      'give the oldest lines that wait for goods to the merchant, who has them now',
    ),
    ...lockCommands(terminal),
  ])
    suppliers.addCommand(command);
  return suppliers;
}

const wire = ({ system, location }: LocationRef): AdminLocation => ({ system_cd: system, location_cd: location });

const ofSupplier = (name: string): Command =>
  withServer(new Command(name).argument('<system/location>', 'the supplier', locationOption));

function listCommand(terminal: Terminal): Command {
  return withServer(new Command('list'))
    .summary('list them')
    .action(async (options: ServerOptions) => {
      const items = await listSuppliers(serverOf(options, terminal));
      if (options.json === true) terminal.out(JSON.stringify({ items }, null, 2));
      else if (items.length === 0)
        terminal.out('There are none: a location of the catalog needs channel: direct_fulfillment.');
      else
        terminal.out(
          formatTable(
            ['location', 'name', 'number', 'changed'],
            items.map((one) => [
              locationText(one),
              one.name,
              one.number ?? 'none: it cannot call',
              one.changed_at ?? '',
            ]),
          ),
        );
    });
}

function setCommand(terminal: Terminal): Command {
  return ofSupplier('set')
    .requiredOption('--number <text>', 'supplier number, at most 4 characters')
    .option(
      '--secret <text>',
      'customer number of the merchant at the supplier, at most 20 characters; default: a random one',
    )
    .summary('give one a number and a secret, or new ones')
    .action(async (place: LocationRef, options: ServerOptions & { number: string; secret?: string }) => {
      const { number, secret } = options;
      const body = { number, ...(secret === undefined ? {} : { secret }) };
      const set = await setSupplier(serverOf(options, terminal), wire(place), body);
      if (options.json === true) terminal.out(JSON.stringify(set, null, 2));
      else {
        terminal.err(`Secret of supplier ${set.number ?? ''} (${locationText(set)}), shown only once:`);
        terminal.out(set.secret);
      }
    });
}

function removeCommand(terminal: Terminal): Command {
  return ofSupplier('remove')
    .summary('take number and secret from one: its next call is refused')
    .action(async (place: LocationRef, options: ServerOptions) => {
      await removeSupplier(serverOf(options, terminal), wire(place));
    });
}

function supplyCommand(terminal: Terminal, name: string, what: 'deliveries' | 'arrivals', summary: string): Command {
  return ofSupplier(name)
    .argument('<item>', 'item code of the system of the supplier')
    .argument('<units>', 'how many', units)
    .summary(summary)
    .action(async (place: LocationRef, item: string, quantity: number, options: ServerOptions) => {
      const server = serverOf(options, terminal);
      const result = await reportSupplies(server, wire(place), what, { item_id: item, quantity });
      terminal.out(options.json === true ? JSON.stringify(result, null, 2) : supplyText(result));
    });
}

function supplyText({ lines, rest }: SupplyResult): string {
  if (lines.length === 0) return 'No line waits for them.';
  const table = formatTable(
    ['request', 'order', 'line', 'units'],
    lines.map((line) => [line.request_id, line.order_id, line.line_no, line.quantity]),
  );
  return rest === 0 ? table : `${table}\n${String(rest)} more: no line waits for them.`;
}

function units(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(text);
}
