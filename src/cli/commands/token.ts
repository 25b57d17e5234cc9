import { Command } from 'commander';
import { loadOffline } from '../composition.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;

interface JsonOption {
  readonly json?: boolean;
}

/** `token`: manages the tokens of the admin interface. Works on the database, not through a server. */
export function tokenCommand(terminal: Terminal): Command {
  return new Command('token')
    .summary('manage the tokens of the admin interface')
    .description(
      'Manages the tokens of the admin interface. Roles: read (view), operate (also stock, imports, jobs and messages), administer (also the catalog).\nWorks directly on DATABASE_URL, even while servers are running on it.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker token add nightly-import --role operate\n  order-broker token revoke nightly-import',
    )
    .addCommand(addCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(revokeCommand(terminal));
}

function addCommand(terminal: Terminal): Command {
  return new Command('add')
    .argument('<name>', 'owner or purpose of the token')
    .requiredOption('--role <role>', 'read, operate or administer')
    .option(...JSON_OPTION)
    .summary('create a token and print it once')
    .description('Creates a token. It is printed once and cannot be shown again.')
    .action(async (name: string, options: JsonOption & { readonly role: string }) => {
      const { withAccess } = await loadOffline();
      const token = await withAccess(terminal.env, (access) => access.addToken(name, options.role));
      if (options.json === true) {
        terminal.out(JSON.stringify({ name, role: options.role, token }, null, 2));
        return;
      }
      terminal.err(`Token for ${name}, shown only once:`);
      terminal.out(token);
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .option(...JSON_OPTION)
    .summary('list the tokens')
    .description('Lists the tokens with their roles, including revoked ones. The secrets are not stored.')
    .action(async (options: JsonOption) => {
      const { withAccess } = await loadOffline();
      const tokens = await withAccess(terminal.env, (access) => access.listTokens());
      if (options.json === true) terminal.out(JSON.stringify(tokens, null, 2));
      else if (tokens.length === 0) terminal.out('There are no tokens.');
      else
        terminal.out(
          formatTable(
            ['token', 'role', 'created', 'revoked'],
            tokens.map((token) => [token.name, token.role, token.created_at, token.revoked_at ?? '']),
          ),
        );
    });
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .argument('<name>', 'name of the token')
    .option(...JSON_OPTION)
    .summary('revoke a token')
    .description('Revokes a token. Its name cannot be used again.')
    .action(async (name: string, options: JsonOption) => {
      const { withAccess } = await loadOffline();
      await withAccess(terminal.env, (access) => access.revokeToken(name));
      terminal.out(options.json === true ? JSON.stringify({ name, revoked: true }, null, 2) : `${name} is revoked.`);
    });
}
