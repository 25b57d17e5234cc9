import { Command } from 'commander';
import { loadOffline } from '../composition.js';
import { readSecret } from '../read-secret.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

interface JsonOption {
  readonly json?: boolean;
}

interface PasswordOptions extends JsonOption {
  readonly passwordStdin?: boolean;
}

interface AddOptions extends PasswordOptions {
  readonly system: readonly string[];
  readonly group: readonly string[];
  readonly digest?: boolean;
}

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;
const PASSWORD_OPTION = [
  '--password-stdin',
  'read the password from standard input, e.g. from a password manager, instead of generating one',
] as const;

/** `user`: manages the users of the web service. Works on the database, not through a server. */
export function userCommand(terminal: Terminal): Command {
  return new Command('user')
    .summary('manage the users of the web service')
    .description(
      'Manages the users that may send messages, and the systems that they may send for. Works directly on DATABASE_URL, even while servers are running on it; they apply a change within seconds.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker user add oms --system 6 --group Locate Admin\n  order-broker user add store --system STC --group Locate --digest\n  order-broker user rotate oms',
    )
    .addCommand(addCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(switchCommand(terminal, 'disable'))
    .addCommand(switchCommand(terminal, 'enable'))
    .addCommand(rotateCommand(terminal));
}

function addCommand(terminal: Terminal): Command {
  return new Command('add')
    .argument('<name>', 'user name')
    .requiredOption('--system <code...>', 'systems that the user may send messages for')
    .option(
      '--group <name...>',
      'service groups that the user may call: Locate, Admin, Discovery, Private Data, Purchasing, direct-fulfillment, threepl, requests, outbound',
      ['Locate'],
    )
    .option('--digest', 'also allow WS-Security PasswordDigest; needs DIGEST_KEY')
    .option(...PASSWORD_OPTION)
    .option(...JSON_OPTION)
    .summary('create a user and print the password once')
    .description('Creates a user of the organization. The password is printed once and cannot be shown again.')
    .action(async (name: string, options: AddOptions) => {
      const chosen = await chosenPassword(options);
      const { withAccess } = await loadOffline();
      const password = await withAccess(terminal.env, (access) =>
        access.addUser({
          name,
          systems: options.system,
          groups: options.group,
          password: chosen,
          digest: options.digest === true,
        }),
      );
      report(name, chosen, password, options, terminal);
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .option(...JSON_OPTION)
    .summary('list the users')
    .description('Lists the users with their systems and service groups. Passwords are not stored in readable form.')
    .action(async (options: JsonOption) => {
      const { withAccess } = await loadOffline();
      const users = await withAccess(terminal.env, (access) => access.listUsers());
      if (options.json === true) terminal.out(JSON.stringify(users, null, 2));
      else if (users.length === 0) terminal.out('There are no users.');
      else
        terminal.out(
          formatTable(
            ['user', 'organization', 'systems', 'groups', 'digest', 'changed', ''],
            users.map((user) => [
              user.name,
              user.organization,
              user.systems.join(', '),
              user.groups.join(', '),
              user.digest ? 'yes' : '',
              user.changed_at,
              user.enabled ? '' : 'disabled',
            ]),
          ),
        );
    });
}

const SWITCHES = {
  disable: {
    enabled: false,
    summary: 'disable a user',
    description: 'Disables a user. Its history remains, and its name cannot be used again.',
  },
  enable: {
    enabled: true,
    summary: 'enable a disabled user',
    description: 'Enables a disabled user, with its previous password.',
  },
} as const;

function switchCommand(terminal: Terminal, action: keyof typeof SWITCHES): Command {
  const { enabled, summary, description } = SWITCHES[action];
  return new Command(action)
    .argument('<name>', 'user name')
    .option(...JSON_OPTION)
    .summary(summary)
    .description(description)
    .action(async (name: string, options: JsonOption) => {
      const { withAccess } = await loadOffline();
      await withAccess(terminal.env, (access) => access.enableUser(name, enabled));
      terminal.out(options.json === true ? JSON.stringify({ name, enabled }, null, 2) : `${name} is ${action}d.`);
    });
}

function rotateCommand(terminal: Terminal): Command {
  return new Command('rotate')
    .argument('<name>', 'user name')
    .option(...PASSWORD_OPTION)
    .option(...JSON_OPTION)
    .summary('replace the password of a user')
    .description('Replaces the password of a user. The new one is printed once; the old one is no longer valid.')
    .action(async (name: string, options: PasswordOptions) => {
      const chosen = await chosenPassword(options);
      const { withAccess } = await loadOffline();
      const password = await withAccess(terminal.env, (access) => access.rotatePassword(name, chosen));
      report(name, chosen, password, options, terminal);
    });
}

const chosenPassword = async (options: PasswordOptions): Promise<string | undefined> =>
  options.passwordStdin === true ? readSecret() : undefined;

/** Prints only the password to standard output, so that it can be piped. A password that the user chose is not repeated. */
function report(
  name: string,
  chosen: string | undefined,
  password: string,
  { json = false }: JsonOption,
  terminal: Terminal,
): void {
  if (json) {
    terminal.out(JSON.stringify({ name, password: chosen === undefined ? password : null }, null, 2));
    return;
  }
  if (chosen !== undefined) {
    terminal.err(`The password of ${name} is set.`);
    return;
  }
  terminal.err(`Password of ${name}, shown only once:`);
  terminal.out(password);
}
