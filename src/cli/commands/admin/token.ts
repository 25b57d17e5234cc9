import { Command } from 'commander';
import { withAccess } from '../../composition.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;

/** `token`: who may administer the broker. Works on the database, not through a server. */
export function tokenCommand(terminal: Terminal): Command {
  const command = new Command('token')
    .summary('manage the tokens of the admin interface')
    .description(
      "Manages who may use the admin interface: read looks, operate does the day's work (stock, imports, jobs, messages), administer changes the catalog.\nWorks straight on DATABASE_URL, also while servers run on it.",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker token add nightly-import --role operate\n  order-broker token revoke nightly-import',
    );
  command.addCommand(
    new Command('add')
      .argument('<name>', 'whose it is, or what for')
      .requiredOption('--role <role>', 'read, operate or administer')
      .option(...JSON_OPTION)
      .summary('make a token, and show it once')
      .description('Makes a token. It is shown once and never again.')
      .action(async (name: string, options: { role: string; json?: boolean }) => {
        const token = await withAccess(terminal.env, (access) => access.addToken(name, options.role));
        if (options.json === true) {
          terminal.out(JSON.stringify({ name, role: options.role, token }, null, 2));
          return;
        }
        terminal.err(`The token of ${name}, shown this once:`);
        terminal.out(token);
      }),
  );
  command.addCommand(
    new Command('list')
      .option(...JSON_OPTION)
      .summary('list the tokens')
      .description(
        'Lists the tokens with their roles, revoked ones too. The tokens themselves are not kept and cannot be shown.',
      )
      .action(async (options: { json?: boolean }) => {
        const tokens = await withAccess(terminal.env, (access) => access.listTokens());
        if (options.json === true) terminal.out(JSON.stringify(tokens, null, 2));
        else if (tokens.length === 0) terminal.out('There is no token.');
        else
          terminal.out(
            formatTable(
              ['token', 'role', 'made', 'revoked'],
              tokens.map((one) => [one.name, one.role, one.created_at, one.revoked_at ?? '']),
            ),
          );
      }),
  );
  command.addCommand(
    new Command('revoke')
      .argument('<name>')
      .option(...JSON_OPTION)
      .summary('take a token no more')
      .description('Takes a token no more, from now on.')
      .action(async (name: string, options: { json?: boolean }) => {
        await withAccess(terminal.env, (access) => access.revokeToken(name));
        terminal.out(options.json === true ? JSON.stringify({ name, revoked: true }, null, 2) : `${name} is revoked.`);
      }),
  );
  return command;
}
