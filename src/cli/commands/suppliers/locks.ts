import { Command } from 'commander';
import { changeLock, listLocks } from '../../../client/admin/suppliers.js';
import { ClientError } from '../../../client/client-error.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { requireOrder } from '../partners/request-words.js';

interface LockOptions extends ServerOptions {
  readonly customer?: string;
  readonly order?: string;
}

/** The subcommands of `suppliers` about locks of customers and orders. */
export function lockCommands(terminal: Terminal): Command[] {
  const changing = (['lock', 'unlock'] as const).map((act) =>
    withServer(new Command(act))
      .option('--customer <number>', 'a customer')
      .option('--order <request_id>', 'the shipping of an order')
      .summary(act === 'lock' ? 'withhold orders from suppliers that have not fetched them' : 'remove a lock')
      .action(async (options: LockOptions) => {
        await changeLock(serverOf(options, terminal), act, subjectOf(options));
      }),
  );
  const list = withServer(new Command('locks'))
    .summary('list what is locked')
    .action(async (options: ServerOptions) => {
      const items = await listLocks(serverOf(options, terminal));
      if (options.json === true) terminal.out(JSON.stringify({ items }, null, 2));
      else if (items.length === 0) terminal.out('Nothing is locked.');
      else
        terminal.out(
          formatTable(
            ['locked', 'number', 'since', 'by'],
            items.map((one) => [one.kind, one.subject, one.locked_at, one.locked_by]),
          ),
        );
    });
  return [...changing, list];
}

/** @throws {ClientError} unless one of both is named */
function subjectOf({ customer, order }: LockOptions): { customer: string } | { request_id: number } {
  if (customer !== undefined && order === undefined) return { customer };
  if (order !== undefined && customer === undefined) return { request_id: Number(requireOrder(order)) };
  throw new ClientError('expected either --customer or --order');
}
