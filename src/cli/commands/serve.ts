import { Command } from 'commander';
import { loadServer } from '../composition.js';

/** `serve`: starts the broker and runs until a signal stops it. */
export function serveCommand(): Command {
  return new Command('serve')
    .summary('start the broker')
    .description(
      'Starts the broker with the settings of the environment (see `order-broker config`). SIGTERM or Ctrl-C stops it.',
    )
    .option('--workers <number>', 'number of server processes (setting WORKERS)')
    .addHelpText('after', '\nExamples:\n  PORT=8081 order-broker serve\n  order-broker serve --workers 4')
    .action(async ({ workers }: { readonly workers?: string }) => {
      // Worker processes inherit the environment and read their settings from it.
      if (workers !== undefined) process.env.WORKERS = workers;
      const server = await loadServer();
      await server.serve();
    });
}
