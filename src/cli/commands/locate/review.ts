import { Argument, Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server.js';
import type { ServerOptions } from '../../server.js';
import { callLocate } from '../../../client/locate/locate-client.js';
import { withSender } from '../../../client/locate/messages.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { outcomeOf } from '../../../client/locate/orders.js';
import { orderUpdateMessage } from '../../../client/locate/update-messages.js';
import type { Terminal } from '../../terminal.js';

/** `review`: puts an order under review, or releases it. */
export function reviewCommand(terminal: Terminal): Command {
  return withSender(
    withServer(
      new Command('review').argument('<request_id>').addArgument(new Argument('<switch>').choices(['on', 'off'])),
    ),
  )
    .summary('put an order under review, or release it')
    .description(
      'Goods of an order under review are prepared, but not shipped or handed over. Only the system that placed the order may switch it, so --as must be of that one.',
    )
    .addHelpText('after', '\nExample:\n  order-broker review 12 on')
    .action(async (id: string, state: 'on' | 'off', options: ServerOptions & SenderOptions) => {
      const payload = await callLocate(
        serverOf(options, terminal),
        'OrderUpdate',
        orderUpdateMessage(id, state === 'on', options),
      );
      const outcome = outcomeOf(payload);
      if (options.json === true) terminal.out(JSON.stringify(outcome, null, 2));
      if (outcome.response_code !== 0)
        throw new ClientError(`refused with code ${outcome.response_code}: ${outcome.response_description}`);
      if (options.json !== true)
        terminal.out(state === 'on' ? `Request ${id} is under review.` : `Request ${id} is not under review.`);
    });
}
