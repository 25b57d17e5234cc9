import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parseCatalogDocument } from '../../../formats/catalog/catalog-document.js';
import type { CatalogChanges, LoadCatalogResult } from '../../../domain/network/catalog-changes.js';
import type { CatalogFault } from '../../../domain/network/catalog-fault.js';
import { describeSettings, loadCatalogInto } from '../../composition.js';
import { ClientError } from '../../../client/client-error.js';
import { request, serverOf, ServerUnreachableError, withServer } from '../../server.js';
import type { Server, ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

/**
 * `load`: puts a catalog into the broker.
 *
 * 1. the file goes to the server as it stands, which checks it and answers with what changed or with every fault;
 * 2. when no server was named and none answers, the file is checked here and goes straight into the database.
 */
export function loadCommand(terminal: Terminal): Command {
  return withServer(new Command('load').argument('<catalog>', 'a catalog file, YAML or JSON'))
    .summary('put a catalog into the broker')
    .description(
      'Creates and updates what a catalog file says, all or nothing. Works on DATABASE_URL when no --url is given and no server runs.',
    )
    .addHelpText('after', '\nExample:\n  order-broker load samples/catalogs/demo.yaml')
    .action(async (file: string, options: ServerOptions) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        throw new ClientError(`${file} cannot be read: ${(error as Error).message}`);
      });
      const server = serverOf(options, terminal);
      const format = /\.json$/i.test(file) ? 'json' : 'yaml';
      const loaded = await loadThroughServer(server, text, format).catch((error: unknown) => {
        if (!(error instanceof ServerUnreachableError) || options.url !== undefined) throw error;
        return loadIntoDatabase(server, text, format, terminal);
      });
      report(loaded, file, options.json === true, terminal);
    });
}

async function loadThroughServer(server: Server, text: string, format: 'yaml' | 'json'): Promise<LoadCatalogResult> {
  const response = await request(server, '/admin/v1/catalog', {
    method: 'PUT',
    headers: { 'content-type': `application/${format}`, accept: 'application/json' },
    body: text,
  });
  const body = await response.text();
  const answer = readJson(body);
  if (response.ok && answer.changes !== undefined) return { changes: answer.changes };
  if (answer.faults !== undefined) return { faults: answer.faults };
  throw new ClientError(
    `the broker at ${server.url} answered ${response.status} ${response.statusText}: ${body.slice(0, 300).trim()}`,
  );
}

/** What is not JSON counts as an empty answer: the HTTP status says more of it than where the JSON breaks off. */
function readJson(body: string): Partial<{ changes: CatalogChanges; faults: readonly CatalogFault[] }> {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch {
    return {};
  }
}

async function loadIntoDatabase(
  server: Server,
  text: string,
  format: 'yaml' | 'json',
  terminal: Terminal,
): Promise<LoadCatalogResult> {
  const parsed = parseCatalogDocument(text, format);
  if ('faults' in parsed) return parsed;
  const setting = describeSettings(terminal.env).find(({ name }) => name === 'DATABASE_URL');
  terminal.err(`No server answers at ${server.url}; loading straight into ${setting?.value ?? 'the database'}.`);
  // The described value hides a password; the connection needs it.
  return loadCatalogInto(terminal.env.DATABASE_URL || (setting?.default ?? ''), parsed.document);
}

function report(loaded: LoadCatalogResult, file: string, json: boolean, terminal: Terminal): void {
  if (json) terminal.out(JSON.stringify(loaded, null, 2));
  if ('faults' in loaded) {
    if (!json)
      terminal.out(
        formatTable(
          ['where', 'what is wrong'],
          loaded.faults.map((fault) => [fault.path || '(document)', fault.reason]),
        ),
      );
    const count = loaded.faults.length;
    throw new ClientError(`${file} has ${count} ${count === 1 ? 'fault' : 'faults'}; nothing was changed`);
  }
  if (!json) {
    terminal.out(
      formatTable(
        ['', 'created', 'updated'],
        Object.entries(loaded.changes).map(([name, { created, updated }]) => [
          name.replaceAll('_', ' '),
          created,
          updated,
        ]),
      ),
    );
  }
}
