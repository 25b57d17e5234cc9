import { Command } from 'commander';
import { withAccess } from '../composition.js';
import { readSecret } from '../read-secret.js';
import { formatTable } from '../table.js';
import type { Terminal } from '../terminal.js';

interface AddOptions {
  readonly system: readonly string[];
  readonly group: readonly string[];
  readonly digest?: boolean;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;
const STDIN = 'read the password from standard input, e.g. of a password manager, instead of making one';

/** `user`: who may send messages. Works on the database, not through a server. */
export function userCommand(terminal: Terminal): Command {
  const command = new Command('user')
    .summary('manage the users of the web service')
    .description(
      'Manages who may send messages, and for which systems. Works straight on DATABASE_URL, also while servers run on it; they go by it within seconds.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker user add oms --system 6 --group Locate Admin\n  order-broker user add store --system STC --group Locate --digest\n  order-broker user rotate oms',
    );
  command.addCommand(
    new Command('add')
      .argument('<name>', 'what the caller signs in as')
      .requiredOption('--system <code...>', 'the systems the user speaks for')
      .option(
        '--group <name...>',
        'the service groups the user may call: Locate, Admin, Discovery, Private Data, Purchasing',
        ['Locate'],
      )
      .option('--digest', 'the user may sign in by WS-Security PasswordDigest too; needs DIGEST_KEY')
      .option('--password-stdin', STDIN)
      .option(...JSON_OPTION)
      .summary('make a user, and show its password once')
      .description('Makes a user of the organization. The password is shown once and never again.')
      .action(async (name: string, options: AddOptions) => {
        const chosen = await readSecret(options.passwordStdin === true);
        const password = await withAccess(terminal.env, (access) =>
          access.addUser({
            name,
            systems: options.system,
            groups: options.group,
            password: chosen,
            digest: options.digest === true,
          }),
        );
        tell(name, chosen, password, options, terminal);
      }),
  );
  command.addCommand(
    new Command('list')
      .option(...JSON_OPTION)
      .summary('list the users')
      .description('Lists the users with their systems and service groups. Passwords are not kept and cannot be shown.')
      .action(async (options: { json?: boolean }) => {
        const users = await withAccess(terminal.env, (access) => access.listUsers());
        if (options.json === true) terminal.out(JSON.stringify(users, null, 2));
        else if (users.length === 0) terminal.out('There is no user.');
        else {
          terminal.out(
            formatTable(
              ['user', 'organization', 'systems', 'groups', 'digest', 'changed', ''],
              users.map((one) => [
                one.name,
                one.organization,
                one.systems.join(', '),
                one.groups.join(', '),
                one.digest ? 'yes' : '',
                one.changed_at,
                one.enabled ? '' : 'disabled',
              ]),
            ),
          );
        }
      }),
  );
  command.addCommand(
    new Command('disable')
      .argument('<name>')
      .option(...JSON_OPTION)
      .summary('let a user in no more')
      .description('Lets a user in no more. What it did stays, and its name is not free again.')
      .action(async (name: string, options: { json?: boolean }) => {
        await withAccess(terminal.env, (access) => access.enableUser(name, false));
        terminal.out(
          options.json === true ? JSON.stringify({ name, enabled: false }, null, 2) : `${name} is disabled.`,
        );
      }),
  );
  command.addCommand(
    new Command('enable')
      .argument('<name>')
      .option(...JSON_OPTION)
      .summary('let a disabled user in again')
      .description('Lets a disabled user in again, with the password it had.')
      .action(async (name: string, options: { json?: boolean }) => {
        await withAccess(terminal.env, (access) => access.enableUser(name, true));
        terminal.out(options.json === true ? JSON.stringify({ name, enabled: true }, null, 2) : `${name} is enabled.`);
      }),
  );
  command.addCommand(
    new Command('rotate')
      .argument('<name>')
      .option('--password-stdin', STDIN)
      .option(...JSON_OPTION)
      .summary('give a user another password')
      .description('Gives a user another password, shown once. The one before is no longer taken.')
      .action(async (name: string, options: Pick<AddOptions, 'passwordStdin' | 'json'>) => {
        const chosen = await readSecret(options.passwordStdin === true);
        tell(
          name,
          chosen,
          await withAccess(terminal.env, (access) => access.rotatePassword(name, chosen)),
          options,
          terminal,
        );
      }),
  );
  return command;
}

/** The password goes to standard output alone, so that it can be piped on; one that was given is not repeated. */
function tell(
  name: string,
  chosen: string | undefined,
  password: string,
  { json = false }: { json?: boolean },
  terminal: Terminal,
): void {
  if (json) {
    terminal.out(JSON.stringify({ name, password: chosen === undefined ? password : null }, null, 2));
    return;
  }
  terminal.err(
    chosen === undefined ? `The password of ${name}, shown this once:` : `${name} has the password that was given.`,
  );
  if (chosen === undefined) terminal.out(password);
}
