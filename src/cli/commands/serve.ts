import { Command } from 'commander';
import { serve } from '../composition.js';

/** `serve`: starts the broker and stays until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve')
    .summary('start the broker')
    .description(
      'Starts the broker with the settings of the environment (see `order-broker config`); stops on SIGTERM or Ctrl-C.',
    )
    .option('--workers <number>', 'processes that answer at the port (setting WORKERS)')
    .addHelpText('after', '\nExamples:\n  PORT=8081 order-broker serve\n  order-broker serve --workers 4')
    .action(async ({ workers }: { readonly workers?: string }) => {
      // Workers inherit the environment, and read their settings from it.
      if (workers !== undefined) process.env.WORKERS = workers;
      await serve();
    });
}
