import { Command } from 'commander';
import { describeSettings, readConfig } from '../composition.js';
import type { Terminal } from '../terminal/terminal.js';

/** `config`: prints every setting with its current value. */
export function configCommand(terminal: Terminal): Command {
  return new Command('config')
    .summary('print all settings')
    .description(
      'Prints every setting with its current value, default and meaning. Settings are environment variables; a .env file is read too.',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite::memory: order-broker config')
    .action((options: { json?: boolean }) => {
      const settings = describeSettings(terminal.env);
      terminal.out(options.json === true ? JSON.stringify(settings, null, 2) : settings.map(formatSetting).join('\n'));
      // A value that keeps the broker from starting must not look as if it were in force.
      readConfig(terminal.env);
    });
}

/** Two lines per setting, because values and meanings are too long for columns. */
function formatSetting(setting: ReturnType<typeof describeSettings>[number]): string {
  const changed = setting.value === setting.default ? '' : `   (default: ${setting.default || 'empty'})`;
  return `${setting.name}=${setting.value}${changed}\n    ${setting.meaning}`;
}
