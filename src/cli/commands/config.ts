import { Command } from 'commander';
import { describeSettings } from '../composition.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';

/** `config`: every setting with its value in force. */
export function configCommand(terminal: Terminal): Command {
  return new Command('config')
    .summary('print every setting')
    .description('Prints every setting with its value in force, its default and its meaning. Settings are environment variables; a .env file is read.')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite::memory: order-broker config')
    .action((options: { json?: boolean }) => {
      const settings = describeSettings(terminal.env);
      terminal.out(options.json === true
        ? JSON.stringify(settings, null, 2)
        : formatTable(['setting', 'value', 'default', 'meaning'], settings.map((setting) => [
          setting.name, setting.value, setting.value === setting.default ? '' : setting.default, setting.meaning,
        ])));
    });
}
