import { Command, InvalidArgumentError } from 'commander';
import { loadOffline } from '../composition.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

const JSON_OPTION = ['--json', 'print the result as JSON'] as const;

interface JsonOption {
  readonly json?: boolean;
}

interface CreateOptions extends JsonOption {
  readonly system: readonly string[];
  readonly location: readonly Place[];
  readonly group: readonly string[];
  readonly days: number;
}

interface Place {
  readonly system_cd: string;
  readonly location_cd: string;
}

/** `keys`: manages the API keys of partners. Works on the database, not through a server. */
export function keysCommand(terminal: Terminal): Command {
  return new Command('keys')
    .summary('manage the API keys of partners')
    .description(
      'Manages the API keys that partners call their services with. Works directly on DATABASE_URL, even while servers are running on it; a change takes effect at once.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker keys create acme --system 6 --group requests\n  order-broker keys create acme-east --location STC/1234 --group outbound --days 90\n  order-broker keys revoke acme',
    )
    .addCommand(createCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(extendCommand(terminal))
    .addCommand(revokeCommand(terminal));
}

function createCommand(terminal: Terminal): Command {
  return new Command('create')
    .argument('<name>', 'owner or purpose of the key')
    .option('--system <code...>', 'systems that the key speaks for', [])
    .option('--location <system/location...>', 'single locations that it speaks for', addPlace, [])
    .requiredOption(
      '--group <name...>',
      'service groups that it opens: direct-fulfillment, threepl, requests, outbound',
    )
    .option('--days <n>', 'days until it expires', days, 365)
    .option(...JSON_OPTION)
    .summary('create a key and print it once')
    .description('Creates a key of the organization. It is printed once and cannot be shown again.')
    .action(async (name: string, { system, location, group, days: validDays, json }: CreateOptions) => {
      const { withAccess } = await loadOffline();
      const { view, key } = await withAccess(terminal.env, (access) =>
        access.addKey({ name, systems: system, locations: location, groups: group, validDays }),
      );
      if (json === true) {
        terminal.out(JSON.stringify({ ...view, key }, null, 2));
        return;
      }
      terminal.err(`Key for ${name}, valid until ${view.expires_at}, shown only once:`);
      terminal.out(key ?? '');
    });
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .option(...JSON_OPTION)
    .summary('list the keys')
    .description('Lists the keys with what they open, including revoked and expired ones. The secrets are not stored.')
    .action(async (options: JsonOption) => {
      const { withAccess } = await loadOffline();
      const keys = await withAccess(terminal.env, (access) => access.listKeys());
      if (options.json === true) terminal.out(JSON.stringify(keys, null, 2));
      else if (keys.length === 0) terminal.out('There are no keys.');
      else
        terminal.out(
          formatTable(
            ['key', 'id', 'systems', 'locations', 'groups', 'expires', 'last used', ''],
            keys.map((key) => [
              key.name,
              key.id,
              key.systems.join(', '),
              key.locations.map((one) => `${one.system_cd}/${one.location_cd}`).join(', '),
              key.groups.join(', '),
              key.expires_at,
              key.last_used_at ?? 'never',
              key.state === 'valid' ? '' : key.state,
            ]),
          ),
        );
    });
}

function extendCommand(terminal: Terminal): Command {
  return new Command('extend')
    .argument('<name>', 'name of the key')
    .requiredOption('--days <n>', 'days from now until it expires', days)
    .option(...JSON_OPTION)
    .summary('extend a key')
    .description('Sets when a key expires, also of one that has expired. The key itself stays the same.')
    .action(async (name: string, options: JsonOption & { readonly days: number }) => {
      const { withAccess } = await loadOffline();
      const key = await withAccess(terminal.env, (access) => access.extendKey(name, options.days));
      terminal.out(options.json === true ? JSON.stringify(key, null, 2) : `${name} is valid until ${key.expires_at}.`);
    });
}

function revokeCommand(terminal: Terminal): Command {
  return new Command('revoke')
    .argument('<name>', 'name of the key')
    .option(...JSON_OPTION)
    .summary('revoke a key')
    .description('Revokes a key, at once and for good. Its name cannot be used again.')
    .action(async (name: string, options: JsonOption) => {
      const { withAccess } = await loadOffline();
      const key = await withAccess(terminal.env, (access) => access.revokeKey(name));
      terminal.out(options.json === true ? JSON.stringify(key, null, 2) : `${name} is revoked.`);
    });
}

function days(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of days.');
  return Number(text);
}

/** The system's code ends at the first slash: location codes may contain one. */
function addPlace(text: string, before: readonly Place[]): readonly Place[] {
  const [, systemCd, locationCd] = /^([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (systemCd === undefined || locationCd === undefined)
    throw new InvalidArgumentError('Expected a system and a location, e.g. STC/1234.');
  return [...before, { system_cd: systemCd, location_cd: locationCd }];
}
