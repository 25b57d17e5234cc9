import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { envelopeOfFile } from '../../../client/locate/envelope.js';
import type { PostableEnvelope } from '../../../client/locate/envelope.js';
import { callLocate, postEnvelope } from '../../../client/locate/locate-client.js';
import { parseItem } from '../../../client/locate/messages.js';
import type { LocationRef, SenderOptions } from '../../../client/locate/messages.js';
import { orderMessage } from '../../../client/locate/order-message.js';
import { acknowledgedLines, outcomeOf } from '../../../client/locate/orders.js';
import type { AcknowledgedLine, Outcome } from '../../../client/locate/orders.js';
import { locationOption, nextCall, requireSuccess, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface SubmitOptions extends ServerOptions, SenderOptions {
  readonly type: string;
  readonly item?: readonly string[];
  readonly qty: string;
  readonly orderId?: string;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly from?: LocationRef;
  readonly pickupAt?: LocationRef;
}

/** `submit`: submits an order, from a file or built from options. */
export function submitCommand(terminal: Terminal): Command {
  return withSender(
    terminal,
    withServer(new Command('submit').argument('[order.xml]', 'SubmitOrder message, with or without its envelope')),
  )
    .summary('submit an order')
    .description(
      'Submits an order, either a SubmitOrder message from a file or one built from options, and shows the location that each line is assigned to.',
    )
    .option('--type <type>', 'DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE', 'DELIVERY')
    .option('--item <item...>', 'items to order, as item, item:qty or item:qty:price')
    .option('--qty <n>', 'quantity of items without one', '1')
    .option('--order-id <id>', "order number of the caller's system (default: a new one)")
    .option('--postal <code>', 'postal code to ship to', '01602')
    .option('--city <name>', 'city to ship to', 'WORCESTER')
    .option('--province <code>', 'state or province to ship to', 'MA')
    .option('--country <code>', 'country to ship to: US or CA', 'US')
    .addOption(new Option('--from <system/location>', 'location that must fulfill the order').argParser(locationOption))
    .addOption(
      new Option('--pickup-at <system/location>', 'location where the customer collects it').argParser(locationOption),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker submit samples/locate/10-submit-order-delivery.request.xml\n  order-broker submit --item PENCIL:2 --postal 98101 --city SEATTLE --province WA',
    )
    .action(async (file: string | undefined, options: SubmitOptions, command: Command) => {
      const server = serverOf(options, terminal);
      if ((file === undefined) === (options.item === undefined))
        throw new ClientError(
          `found ${file === undefined ? 'neither a file nor' : 'both a file and'} --item, expected either a file or --item`,
          nextCall('submit --help shows examples', command, []),
        );
      if (file !== undefined) refuseWithFile(command);
      const payload =
        file === undefined
          ? await callLocate(server, 'SubmitOrder', messageOf(options))
          : await postEnvelope(server, await readMessage(file));
      const outcome = outcomeOf(payload);
      const lines = acknowledgedLines(payload);
      if (options.json === true) terminal.out(JSON.stringify({ ...outcome, lines }, null, 2));
      requireSuccess(outcome);
      if (options.json === true) return;
      print(outcome, lines, terminal);
      terminal.out(`Next: ${nextCall(`status ${outcome.request_id}`, command, ['url', 'account', 'as'])}`);
    });
}

/** Options that a message from a file is sent with; all others say what a message that is built contains. */
const OF_EVERY_MESSAGE = ['url', 'timeout', 'json'];

/** @throws {ClientError} when an option would have no effect, because the file has what it says */
function refuseWithFile(command: Command): void {
  const [ignored] = command.options.filter(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' &&
      !OF_EVERY_MESSAGE.includes(option.attributeName()),
  );
  if (ignored !== undefined)
    throw new ClientError(
      `found a file and ${ignored.long ?? ''}, which is for messages that are built from options`,
      'change it in the file, or use --item without a file',
    );
}

function messageOf({ from, ...options }: SubmitOptions): ReturnType<typeof orderMessage> {
  // The pickup location of a PICKUP order also fulfills it.
  const fulfilling = from ?? (options.type === 'PICKUP' ? options.pickupAt : undefined);
  return orderMessage({
    ...options,
    items: (options.item ?? []).map((text) => parseItem(text, options.qty)),
    orderId: options.orderId ?? `CLI-${Date.now().toString(36).toUpperCase()}`,
    ...(fulfilling === undefined ? {} : { from: fulfilling }),
  });
}

async function readMessage(file: string): Promise<PostableEnvelope> {
  try {
    return envelopeOfFile(await readFile(file));
  } catch (error) {
    throw new ClientError(
      `cannot send ${file}: ${(error as Error).message}`,
      'expected a file with a SubmitOrder message in XML',
    );
  }
}

function print(outcome: Outcome, lines: readonly AcknowledgedLine[], terminal: Terminal): void {
  terminal.out(`${outcome.response_description}: order ${outcome.order_id} has request id ${outcome.request_id}.`);
  if (lines.length > 0) {
    terminal.out(
      formatTable(
        ['line', "caller's line", 'item', 'qty', 'location'],
        lines.map((line) => [line.line_no, line.requesting_system_line_no, line.item_id.trimEnd(), line.qty, line.at]),
      ),
    );
  }
}
