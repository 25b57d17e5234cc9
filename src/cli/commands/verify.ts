import { Command } from 'commander';
import { describeSettings, verifyDatabase } from '../composition.js';
import { ClientError } from '../../client/client-error.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';

/** `verify`: proves that reserved stock is what the order lines add up to. Talks to the database, not to a server. */
export function verifyCommand(terminal: Terminal): Command {
  return new Command('verify')
    .summary('compare reserved stock with order lines')
    .description(
      'Compares what is reserved at every location with the order lines that hold stock there. Works straight on DATABASE_URL, also while a server runs on it; changes no stock and no order.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite:data/broker.db order-broker verify')
    .action(async (options: { json?: boolean }) => {
      // The described value hides a password; the connection needs it.
      const setting = describeSettings(terminal.env).find(({ name }) => name === 'DATABASE_URL');
      const disagreements = await verifyDatabase(terminal.env.DATABASE_URL || (setting?.default ?? ''));
      if (options.json === true) {
        terminal.out(JSON.stringify({ agree: disagreements.length === 0, disagreements }, null, 2));
      } else if (disagreements.length === 0) {
        terminal.out('reserved stock and order lines agree');
      } else {
        terminal.out(
          formatTable(
            ['location', 'item', 'product', 'reserved', 'held by lines'],
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
