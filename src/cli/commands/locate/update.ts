import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { withSender } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { outcomeOf } from '../../../client/locate/orders.js';
import { statusUpdateMessage } from '../../../client/locate/update-messages.js';
import type { Terminal } from '../../terminal.js';

interface UpdateOptions extends ServerOptions, SenderOptions {
  readonly line?: string;
  readonly reason: string;
  readonly note: string;
  readonly shipVia: string;
  readonly tracking: string;
}

/** `update`: reports what a location did with an order, or with one line of it. */
export function updateCommand(terminal: Terminal): Command {
  return withSender(
    withServer(
      new Command('update')
        .argument('<request_id>')
        .argument('<status>', 'accepted, rejected, picked, intransit, received, fulfilled, canceled'),
    ),
  )
    .summary('report a new status')
    .description('Changes the status of a line, or without --line of the whole order. Reports as the location in --as.')
    .option('--line <n>', "the line to change, by the broker's number")
    .option('--reason <code>', 'reason code', '')
    .option('--note <text>', 'reason in words', '')
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
      const payload = await callLocate(serverOf(options, terminal), 'StatusUpdate', message);
      const outcome = outcomeOf(payload);
      if (options.json === true) terminal.out(JSON.stringify(outcome, null, 2));
      if (outcome.response_code !== 0)
        throw new ClientError(`refused with code ${outcome.response_code}: ${outcome.response_description}`);
      if (options.json !== true) terminal.out(outcome.response_description);
    });
}
