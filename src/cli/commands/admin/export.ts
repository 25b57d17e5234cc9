import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { downloadCatalog } from '../../../client/admin/catalog.js';
import { ClientError } from '../../../client/client-error.js';
import { ServerUnreachableError } from '../../../client/connection-error.js';
import { loadOffline } from '../../composition.js';
import { databaseSetting } from '../../database-setting.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';

type Options = ServerOptions & { readonly inventory?: boolean };

/** `export`: prints the stored catalog as a file that `load` takes, or writes it. */
export function exportCommand(terminal: Terminal): Command {
  return withServer(new Command('export').argument('[catalog.json]', 'file to write; it must not exist yet'))
    .summary('export the catalog to a file that load takes')
    .description(
      'Writes the stored catalog as a document in JSON: to a file, or to standard output. Loaded again, it makes the same catalog. Works directly on DATABASE_URL when --url is not given and no server is running.',
    )
    .option('--inventory', 'with the stock: available quantities and related attributes')
    .addHelpText('after', '\nExample:\n  order-broker export my-catalog.json')
    .action(async (file: string | undefined, options: Options) => {
      const text = await catalogText(options, terminal);
      if (file === undefined) {
        terminal.out(text.trimEnd());
        return;
      }
      // What somebody wrote by hand is not replaced by what the database has.
      await writeFile(file, text, { flag: 'wx' }).catch((error: unknown) => {
        throw new ClientError(
          `cannot write ${file}: ${(error as Error).message}`,
          'name a file that does not exist yet',
        );
      });
      terminal.err(`The catalog is in ${file}.`);
    });
}

async function catalogText(options: Options, terminal: Terminal): Promise<string> {
  const inventory = options.inventory === true;
  try {
    return `${JSON.stringify(await downloadCatalog(serverOf(options, terminal), inventory), null, 2)}\n`;
  } catch (error) {
    if (!(error instanceof ServerUnreachableError) || options.url !== undefined) throw error;
    const offline = await loadOffline();
    return offline.exportCatalogOf(databaseSetting(terminal.env).url, inventory);
  }
}
