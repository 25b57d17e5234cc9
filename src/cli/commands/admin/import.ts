import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { IMPORT_KINDS } from '../../../formats/import/columns.js';
import type { ImportKind } from '../../../formats/import/columns.js';
import type { Encoding } from '../../../formats/import/lines.js';
import type { ImportEvent, ImportSummary } from '../../../formats/import/run-import.js';
import { describeSettings, importInto } from '../../composition.js';
import { ClientError } from '../../../client/client-error.js';
import { ErrorFile } from '../../import/error-file.js';
import { importThroughServer } from '../../import/upload.js';
import { request, serverOf, ServerUnreachableError, withServer } from '../../server.js';
import type { Server, ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

interface Options extends ServerOptions {
  readonly errors?: string;
  readonly encoding: Encoding;
}

/** Between two lines of progress where they stay, e.g. in the log of a scheduled job. */
const PROGRESS_SECONDS = 5;

/**
 * `import`: puts a file of rows into the broker.
 *
 * 1. the rows go to the server as a stream; when none was named and none answers, straight into the database;
 * 2. bad rows are collected in a file, the others are written;
 * 3. the exit code is 0 only when there was no bad row.
 */
export function importCommand(terminal: Terminal): Command {
  return withServer(new Command('import'))
    .addArgument(new Argument('<kind>', 'what is in the file').choices(IMPORT_KINDS))
    .argument('<file>', 'rows separated by |, the first one names the columns')
    .option('--errors <file>', 'where the bad rows go (default: <file>.errors)')
    .addOption(new Option('--encoding <name>', 'of the file').choices(['utf8', 'latin1']).default('utf8'))
    .summary('import a file of products, stock, barcodes or locations')
    .description(
      'Imports a pipe-delimited file. Good rows are written, bad ones collected in a file that can be corrected and imported again.\n' +
        'Ends with exit code 0 only when there was no bad row. Works on DATABASE_URL when no --url is given and no server runs.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  order-broker import product-location stock.txt\n\nColumns: docs/configuring/imports.md',
    )
    .action(async (kind: ImportKind, file: string, options: Options) => {
      await access(file, constants.R_OK).catch((error: unknown) => {
        throw new ClientError(`${file} cannot be read: ${(error as Error).message}`);
      });
      const server = serverOf(options, terminal);
      const events = await eventsOf(kind, file, server, options, terminal);
      const errors = await ErrorFile.at(options.errors ?? `${file}.errors`, file, options.encoding);
      const summary = await follow(events, errors, terminal);
      report(summary, errors.path, options.json === true, terminal);
    });
}

async function eventsOf(
  kind: ImportKind,
  file: string,
  server: Server,
  options: Options,
  terminal: Terminal,
): Promise<AsyncGenerator<ImportEvent>> {
  try {
    // Asked first: a stream that nobody takes cannot be read a second time.
    await (await request(server, '/healthz', {})).body?.cancel();
  } catch (error) {
    if (!(error instanceof ServerUnreachableError) || options.url !== undefined) throw error;
    const setting = describeSettings(terminal.env).find(({ name }) => name === 'DATABASE_URL');
    terminal.err(`No server answers at ${server.url}; importing straight into ${setting?.value ?? 'the database'}.`);
    // The described value hides a password; the connection needs it.
    return importInto(
      terminal.env.DATABASE_URL || (setting?.default ?? ''),
      kind,
      createReadStream(file),
      options.encoding,
    );
  }
  return importThroughServer(server, kind, file, options.encoding);
}

async function follow(
  events: AsyncGenerator<ImportEvent>,
  errors: ErrorFile,
  terminal: Terminal,
): Promise<ImportSummary> {
  let told = 0;
  let summary: ImportSummary | undefined;
  try {
    for await (const event of events) {
      if ('header' in event) {
        errors.header(event.header);
      } else if ('error' in event) {
        await errors.add(event.error);
      } else if ('summary' in event) {
        summary = event.summary;
      } else {
        const { rows, bad, seconds } = event.progress;
        const line = `${String(rows)} rows, ${String(Math.round(rows / seconds))} rows/s, ${String(bad)} bad`;
        if (terminal.live !== undefined) {
          terminal.live(line);
        } else if (seconds - told >= PROGRESS_SECONDS) {
          told = seconds;
          terminal.err(line);
        }
      }
    }
  } finally {
    terminal.live?.('');
    await errors.close();
  }
  if (summary === undefined)
    throw new ClientError('the import ended without a summary', 'importing the file again is safe');
  return summary;
}

function report(summary: ImportSummary, errors: string, json: boolean, terminal: Terminal): void {
  const { kind, rows, written, bad, seconds } = summary;
  if (json) terminal.out(JSON.stringify({ ...summary, ...(bad === 0 ? {} : { errors }) }, null, 2));
  else
    terminal.out(
      formatTable(
        ['', 'rows', 'written', 'bad', 'seconds', 'rows/s'],
        [[kind, rows, written, bad, seconds, Math.round(rows / Math.max(seconds, 0.001))]],
      ),
    );
  if (bad > 0)
    throw new ClientError(
      `${String(bad)} of ${String(rows)} rows were not imported`,
      `they are in ${errors}, each with the reason; correct them there and import that file`,
    );
}
