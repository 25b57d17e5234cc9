import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { Argument, Command, Option } from 'commander';
import { IMPORT_KINDS } from '../../../formats/import/columns.js';
import type { ImportKind } from '../../../formats/import/columns.js';
import type { Encoding } from '../../../formats/import/lines.js';
import { RETRY_IMPORT, uploadImport } from '../../../client/admin/imports.js';
import type { ImportEvent, ImportSummary } from '../../../client/admin/imports.js';
import { ClientError } from '../../../client/client-error.js';
import { ServerUnreachableError } from '../../../client/connection-error.js';
import { request } from '../../../client/http.js';
import { loadOffline } from '../../composition.js';
import { databaseSetting } from '../../database-setting.js';
import { ErrorFile } from '../../error-file.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Options extends ServerOptions {
  readonly errors?: string;
  readonly encoding: Encoding;
}

/** The interval of progress lines that are not replaced, e.g. in the log of a scheduled job. */
const PROGRESS_SECONDS = 5;

/**
 * `import`: imports a file of rows.
 *
 * 1. the rows are streamed to the server, or written directly to the database if --url is not given and no server
 *    is running;
 * 2. good rows are written, bad ones collected in a file;
 * 3. the exit code is 0 only if no row was bad.
 */
export function importCommand(terminal: Terminal): Command {
  return withServer(new Command('import'))
    .addArgument(new Argument('<kind>', 'what the rows are').choices(IMPORT_KINDS))
    .argument('<file>', 'file of rows separated by |; the first row names the columns')
    .option('--errors <file>', 'file for the bad rows (default: <file>.errors)')
    .addOption(new Option('--encoding <name>', 'encoding of the file').choices(['utf8', 'latin1']).default('utf8'))
    .summary('import a file of products, stock, barcodes or locations')
    .description(
      'Imports a pipe-delimited file. Good rows are written; bad rows are collected in a file that can be corrected and imported again.\n' +
        'The exit code is 0 only if no row was bad. Works directly on DATABASE_URL when --url is not given and no server is running.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  order-broker import product-location stock.txt\n\nColumns: docs/configuring/imports.md',
    )
    .action(async (kind: ImportKind, file: string, options: Options) => {
      await access(file, constants.R_OK).catch((error: unknown) => {
        throw new ClientError(`cannot read ${file}: ${(error as Error).message}`);
      });
      const events = await startImport(kind, file, options, terminal);
      const errors = await ErrorFile.at(options.errors ?? `${file}.errors`, file, options.encoding);
      const summary = await follow(events, errors, terminal);
      report(summary, errors.path, options.json === true, terminal);
    });
}

async function startImport(
  kind: ImportKind,
  file: string,
  options: Options,
  terminal: Terminal,
): Promise<AsyncGenerator<ImportEvent>> {
  const server = serverOf(options, terminal);
  try {
    // Checked first, because the file's stream cannot be read a second time.
    await (await request(server, '/healthz', {})).body?.cancel();
  } catch (error) {
    if (!(error instanceof ServerUnreachableError) || options.url !== undefined) throw error;
    const { url, label } = databaseSetting(terminal.env);
    terminal.err(`No server is running at ${server.url}; importing directly into ${label}.`);
    const offline = await loadOffline();
    return offline.importInto(url, kind, createReadStream(file), options.encoding);
  }
  return uploadImport(server, kind, file, options.encoding);
}

async function follow(
  events: AsyncGenerator<ImportEvent>,
  errors: ErrorFile,
  terminal: Terminal,
): Promise<ImportSummary> {
  let reportedAt = 0;
  let summary: ImportSummary | undefined;
  try {
    for await (const event of events) {
      if ('header' in event) {
        errors.header(event.header);
      } else if ('error' in event) {
        await errors.add(event.error);
      } else if ('notice' in event) {
        terminal.err(`line ${String(event.notice.line)}: ${event.notice.reason}`);
      } else if ('summary' in event) {
        summary = event.summary;
      } else {
        const { rows, bad, seconds } = event.progress;
        const line = `${String(rows)} rows, ${String(Math.round(rows / seconds))} rows/s, ${String(bad)} bad`;
        if (terminal.live !== undefined) {
          terminal.live(line);
        } else if (seconds - reportedAt >= PROGRESS_SECONDS) {
          reportedAt = seconds;
          terminal.err(line);
        }
      }
    }
  } finally {
    terminal.live?.('');
    await errors.close();
  }
  if (summary === undefined) throw new ClientError('the import ended without a summary', RETRY_IMPORT);
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
      `see ${errors} for the rows and the reasons; correct them there and import that file`,
    );
}
