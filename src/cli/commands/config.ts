import { Command } from 'commander';
import type { Setting } from '../../app/config.js';
import { describeSettings } from '../composition.js';
import type { Terminal } from '../terminal.js';

/** `config`: every setting with its value in force. */
export function configCommand(terminal: Terminal): Command {
  return new Command('config')
    .summary('print every setting')
    .description(
      'Prints every setting with its value in force, its default and its meaning. Settings are environment variables; a .env file is read.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite::memory: order-broker config')
    .action((options: { json?: boolean }) => {
      const settings = describeSettings(terminal.env);
      terminal.out(options.json === true ? JSON.stringify(settings, null, 2) : settings.map(describe).join('\n'));
    });
}

/** Two lines, because values and meanings are too long to stand in columns. */
function describe(setting: Setting): string {
  const changed = setting.value === setting.default ? '' : `   (default: ${setting.default || 'empty'})`;
  return `${setting.name}=${setting.value}${changed}\n    ${setting.meaning}`;
}
