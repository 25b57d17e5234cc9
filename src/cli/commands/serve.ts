import { Command } from 'commander';
import { serve } from '../composition.js';

/** `serve`: starts the broker and stays until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve')
    .summary('start the broker')
    .description('Starts the broker with the settings of the environment (see `order-broker config`); stops on SIGTERM or Ctrl-C.')
    .addHelpText('after', '\nExample:\n  PORT=8081 order-broker serve')
    .action(serve);
}
