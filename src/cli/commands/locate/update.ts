import { Command } from 'commander';
import { callLocate } from '../../../client/locate/locate-client.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { outcomeOf } from '../../../client/locate/orders.js';
import { statusUpdateMessage } from '../../../client/locate/update-messages.js';
import { requireSuccess, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';

interface UpdateOptions extends ServerOptions, SenderOptions {
  readonly line?: string;
  readonly reason: string;
  readonly note: string;
  readonly shipVia: string;
  readonly tracking: string;
}

/** `update`: changes the status of an order or of one of its lines. */
export function updateCommand(terminal: Terminal): Command {
  return withSender(
    terminal,
    withServer(
      new Command('update')
        .argument('<request_id>', 'request id of the order')
        .argument('<status>', 'accepted, rejected, picked, intransit, received, fulfilled, canceled'),
    ),
  )
    .summary('update the status of an order or line')
    .description('Updates the status of a line, or without --line of the whole order, as the location in --as.')
    .option('--line <n>', "the broker's number of the line")
    .option('--reason <code>', 'reason code', '')
    .option('--note <text>', 'reason as text', '')
    .option('--ship-via <code>', 'shipping agent', '')
    .option('--tracking <number>', 'tracking number', '')
    .addHelpText(
      'after',
      '\nExample:\n  order-broker update 12 fulfilled --line 1 --ship-via UPS --tracking 1Z999 --as STC/317',
    )
    .action(async (id: string, status: string, options: UpdateOptions) => {
      const change = { ...options, status };
      const message = statusUpdateMessage(
        id,
        options.line === undefined ? change : [{ ...change, line: options.line, quantity: 0 }],
        options,
      );
      const outcome = outcomeOf(await callLocate(serverOf(options, terminal), 'StatusUpdate', message));
      if (options.json === true) terminal.out(JSON.stringify(outcome, null, 2));
      requireSuccess(outcome);
      if (options.json !== true) terminal.out(outcome.response_description);
    });
}
