import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { availabilityCommand } from './commands/locate/availability.js';
import { configCommand } from './commands/config.js';
import { exportCommand } from './commands/admin/export.js';
import { faultsCommand } from './commands/admin/faults.js';
import { feedCommand } from './commands/admin/feed.js';
import { hooksCommand } from './commands/admin/hooks.js';
import { importCommand } from './commands/admin/import.js';
import { jobCommand } from './commands/admin/job.js';
import { keysCommand } from './commands/keys.js';
import { loadCommand } from './commands/admin/load.js';
import { locateCommand } from './commands/locate/locate.js';
import { messagesCommand } from './commands/admin/messages.js';
import { ordersCommand } from './commands/admin/orders.js';
import { pollCommand } from './commands/locate/poll.js';
import { pollingCommand } from './commands/admin/polling.js';
import { previewCommand } from './commands/admin/preview.js';
import { replayCommand } from './commands/replay.js';
import { commentCommand } from './commands/partners/comment.js';
import { omsCommand } from './commands/simulator/oms.js';
import { simulateCommand } from './commands/simulator/simulate.js';
import { storeCommand } from './commands/simulator/store.js';
import { outboundsCommand } from './commands/partners/outbounds.js';
import { ratesCommand } from './commands/partners/rates.js';
import { requestsCommand } from './commands/partners/requests.js';
import { reviewCommand } from './commands/locate/review.js';
import { searchCommand } from './commands/locate/search.js';
import { serveCommand } from './commands/serve.js';
import { shipmentsCommand } from './commands/partners/shipments.js';
import { statusCommand } from './commands/locate/status.js';
import { invoicesCommand } from './commands/suppliers/invoices.js';
import { suppliersCommand } from './commands/suppliers/suppliers.js';
import { submitCommand } from './commands/locate/submit.js';
import { tokenCommand } from './commands/token.js';
import { updateCommand } from './commands/locate/update.js';
import { userCommand } from './commands/user.js';
import { verifyCommand } from './commands/verify.js';
import { ClientError } from '../client/client-error.js';
import { fitTables } from './terminal/fit-tables.js';
import type { Terminal } from './terminal/terminal.js';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const RELEASE = (JSON.parse(manifest) as { version: string }).version;

function buildProgram(shown: Terminal): Command {
  let isWide = shown.columns === undefined;
  const terminal: Terminal = {
    ...shown,
    out: (text) => {
      shown.out(isWide ? text : fitTables(text, shown.columns ?? 0));
    },
  };
  const program = new Command('order-broker').description(
    'An order broker: assigns orders to the locations that can fulfill them.',
  );
  program.version(RELEASE, '--version', 'print the version');
  const commands = [
    serveCommand(),
    loadCommand(terminal),
    exportCommand(terminal),
    importCommand(terminal),
    replayCommand(terminal),
    submitCommand(terminal),
    statusCommand(terminal),
    searchCommand(terminal),
    pollCommand(terminal),
    pollingCommand(terminal),
    updateCommand(terminal),
    reviewCommand(terminal),
    locateCommand(terminal),
    availabilityCommand(terminal),
    previewCommand(terminal),
    ordersCommand(terminal),
    commentCommand(terminal),
    requestsCommand(terminal),
    outboundsCommand(terminal),
    ratesCommand(terminal),
    shipmentsCommand(terminal),
    suppliersCommand(terminal),
    invoicesCommand(terminal),
    jobCommand(terminal),
    messagesCommand(terminal),
    faultsCommand(terminal),
    feedCommand(terminal),
    hooksCommand(terminal),
    omsCommand(terminal),
    storeCommand(terminal),
    simulateCommand(terminal),
    userCommand(terminal),
    tokenCommand(terminal),
    keysCommand(terminal),
    configCommand(terminal),
    verifyCommand(terminal),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of withSubcommands(program)) {
    if (command.commands.length === 0) command.option('--wide', 'do not cut tables to the width of the terminal');
  }
  program.hook('preAction', (_, command) => {
    isWide ||= command.opts<{ wide?: boolean }>().wide === true;
  });
  for (const command of withSubcommands(program)) {
    command.exitOverride();
    command.showHelpAfterError('(run it with --help for usage)');
    command.configureOutput({
      writeOut: (text) => {
        terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.err(text.trimEnd());
      },
    });
  }
  return program;
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

/**
 * Runs one command.
 * @param words the arguments after the program's name
 * @returns the exit code: 0 only for complete success
 */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await buildProgram(terminal).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    // commander has already reported its own errors; a request for help is none.
    if (error instanceof CommanderError) return error.exitCode;
    const message = error instanceof Error ? error.message : String(error);
    terminal.err(`error: ${message.replaceAll('\n', '\n       ')}`);
    if (error instanceof ClientError && error.next !== undefined) terminal.err(`       ${error.next}`);
    return 1;
  }
}

/** Columns of the help text, whatever the width of the terminal. */
const HELP_WIDTH = 100;

/** The help of every command and subcommand, independent of terminal and environment: the public surface as text. */
export function helpOfAllCommands(): string {
  const lines: string[] = [];
  const program = buildProgram({ env: {}, out: (text) => lines.push(text), err: (text) => lines.push(text) });
  for (const command of withSubcommands(program)) {
    command.configureOutput({ getOutHelpWidth: () => HELP_WIDTH, getOutHasColors: () => false });
    lines.push(`$ ${pathOf(command)} --help`);
    command.outputHelp();
    lines.push('');
  }
  return lines.join('\n');
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
