import { Argument, Command } from 'commander';
import { callLocate } from '../../../client/locate/locate-client.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { outcomeOf } from '../../../client/locate/orders.js';
import { orderUpdateMessage } from '../../../client/locate/update-messages.js';
import { requireSuccess, withSender } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';

/** `review`: puts an order under review, or releases it. */
export function reviewCommand(terminal: Terminal): Command {
  return withSender(
    terminal,
    withServer(
      new Command('review')
        .argument('<request_id>', 'request id of the order')
        .addArgument(new Argument('<switch>', 'on: under review; off: released').choices(['on', 'off'])),
    ),
  )
    .summary('put an order under review, or release it')
    .description(
      'Puts an order under review, or releases it. Items under review may be prepared, but not shipped or handed over. Only the originating system may do this, so --as must name one of its locations.',
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
      requireSuccess(outcome);
      if (options.json !== true)
        terminal.out(state === 'on' ? `Request ${id} is under review.` : `Request ${id} is not under review.`);
    });
}
