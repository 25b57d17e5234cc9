import { Command } from 'commander';
import { parseCatalogDocument } from '../../../formats/catalog/catalog-document.js';
import { AdminRejectionError } from '../../../client/admin/admin-client.js';
import type { AdminFault } from '../../../client/admin/admin-client.js';
import { uploadCatalog } from '../../../client/admin/catalog.js';
import type { CatalogChanges } from '../../../client/admin/catalog.js';
import { ClientError } from '../../../client/client-error.js';
import { ServerUnreachableError } from '../../../client/connection-error.js';
import type { Server } from '../../../client/http.js';
import { loadOffline } from '../../composition.js';
import { databaseSetting } from '../../database-setting.js';
import { readText } from '../../read-text.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

type LoadResult = { readonly changes: CatalogChanges } | { readonly faults: readonly AdminFault[] };

/**
 * `load`: loads a catalog file.
 *
 * 1. the file is sent to the server unchanged, which validates it and responds with the changes or with every error;
 * 2. if --url is not given and no server is running, the file is validated and written directly to the database here.
 */
export function loadCommand(terminal: Terminal): Command {
  return withServer(new Command('load').argument('<catalog>', 'catalog file, YAML or JSON'))
    .summary('load a catalog file')
    .description(
      'Creates and updates the entries of a catalog file, all or nothing. Works directly on DATABASE_URL when --url is not given and no server is running.',
    )
    .addHelpText('after', '\nExample:\n  order-broker load samples/catalogs/demo.yaml')
    .action(async (file: string, options: ServerOptions) => {
      const text = await readText(file);
      const server = serverOf(options, terminal);
      const format = /\.json$/i.test(file) ? 'json' : 'yaml';
      const result = await loadThroughServer(server, text, format).catch((error: unknown) => {
        if (!(error instanceof ServerUnreachableError) || options.url !== undefined) throw error;
        return loadIntoDatabase(server, text, format, terminal);
      });
      report(result, file, options.json === true, terminal);
    });
}

async function loadThroughServer(server: Server, text: string, format: 'yaml' | 'json'): Promise<LoadResult> {
  try {
    const { changes } = await uploadCatalog(server, text, format);
    return { changes };
  } catch (error) {
    if (!(error instanceof AdminRejectionError) || error.faults === undefined) throw error;
    return { faults: error.faults };
  }
}

async function loadIntoDatabase(
  server: Server,
  text: string,
  format: 'yaml' | 'json',
  terminal: Terminal,
): Promise<LoadResult> {
  const parsed = parseCatalogDocument(text, format);
  if ('faults' in parsed && parsed.readable === undefined) return parsed;
  const { url, label } = databaseSetting(terminal.env);
  terminal.err(`No server is running at ${server.url}; loading directly into ${label}.`);
  const offline = await loadOffline();
  return offline.loadCatalogInto(url, parsed);
}

function report(result: LoadResult, file: string, json: boolean, terminal: Terminal): void {
  if (json) terminal.out(JSON.stringify(result, null, 2));
  if ('faults' in result) {
    if (!json)
      terminal.out(
        formatTable(
          ['path', 'error'],
          result.faults.map((fault) => [fault.path || '(document)', fault.reason]),
        ),
      );
    const count = result.faults.length;
    throw new ClientError(
      `found ${count} ${count === 1 ? 'error' : 'errors'} in ${file}; nothing was changed`,
      'correct the file and load it again; docs/configuring/catalog.md describes the format',
    );
  }
  if (json) return;
  terminal.out(
    formatTable(
      ['', 'created', 'updated'],
      Object.entries(result.changes).map(([name, { created, updated }]) => [
        name.replaceAll('_', ' '),
        created,
        updated,
      ]),
    ),
  );
}
