import { Command } from 'commander';
import { loadOffline } from '../composition.js';
import { databaseSetting } from '../database-setting.js';
import { ClientError } from '../../client/client-error.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

/** `verify`: proves that reserved stock agrees with the order lines. Works on the database, not through a server. */
export function verifyCommand(terminal: Terminal): Command {
  return new Command('verify')
    .summary('compare reserved stock with order lines')
    .description(
      'Compares the reserved quantity of every product location with the order lines that reserve stock there. Works directly on DATABASE_URL, even while a server is running; changes neither stock nor orders.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite:data/broker.db order-broker verify')
    .action(async (options: { json?: boolean }) => {
      const offline = await loadOffline();
      const disagreements = await offline.verifyDatabase(databaseSetting(terminal.env).url);
      if (options.json === true) {
        terminal.out(JSON.stringify({ agree: disagreements.length === 0, disagreements }, null, 2));
      } else if (disagreements.length === 0) {
        terminal.out('reserved stock and order lines agree');
      } else {
        terminal.out(
          formatTable(
            ['location', 'item', 'product', 'reserved', 'order lines'],
            disagreements.map((one) => [
              `${one.systemCd}/${one.locationCd}`,
              one.itemId,
              one.productId,
              one.recorded,
              one.held,
            ]),
          ),
        );
      }
      const count = disagreements.length;
      if (count > 0)
        throw new ClientError(
          `reserved stock and order lines disagree at ${count} product ${count === 1 ? 'location' : 'locations'}`,
        );
    });
}
