import { Command } from 'commander';
import { commentOrder } from '../../../client/admin/orders.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Options extends ServerOptions {
  readonly line?: string;
}

/** `comment`: writes something about an order for the people who handle it. */
export function commentCommand(terminal: Terminal): Command {
  return withServer(new Command('comment').argument('<request_id>').argument('<text>'))
    .option('--line <n>', 'about this line instead of the order as a whole')
    .summary('comment on an order or a line')
    .description('Comments on an order or one of its lines; order-broker orders <request_id> shows the comments.')
    .addHelpText('after', "\nExample:\n  order-broker comment 14 'The customer called: leave it with a neighbor'")
    .action(async (requestId: string, text: string, options: Options) => {
      const comment = await commentOrder(serverOf(options, terminal), requestId, { text, line: options.line });
      if (options.json === true) terminal.out(JSON.stringify(comment, null, 2));
      else {
        const line = comment.line_no === 0 ? '' : `, line ${String(comment.line_no)}`;
        terminal.out(`comment ${String(comment.id)} on order ${requestId}${line}`);
      }
    });
}
