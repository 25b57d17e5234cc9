import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { askAdmin } from '../../message-log.js';
import type { LoggedMessage, MessagePage, ResentMessage, WholeMessage } from '../../message-log.js';
import { serverOf, withServer } from '../../server.js';
import type { Server, ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

interface ListOptions extends ServerOptions {
  readonly limit: number;
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly request?: string;
  readonly order?: string;
  readonly user?: string;
  readonly correlation?: string;
}

/** How often `--follow` asks, and how far it looks back: an exchange is listed by its beginning and written after its end. */
const FOLLOW_MS = 1_000;
const LATE_MS = 120_000;
/** Columns cannot wait for their widest cell where lines come one by one. */
const FOLLOW_WIDTHS = [24, 19, 21, 7, 8, 16, 10];

/** `messages`: what was asked and answered, from the message log; `messages show` and `messages resend` take one of them. */
export function messagesCommand(terminal: Terminal): Command {
  const command = withServer(new Command('messages'))
    .summary('show what was asked and answered')
    .description(
      'Lists the messages of the message log, newest first. Which ones are kept, and how, is said by the settings MESSAGE_LOG...',
    )
    .addOption(new Option('--limit <number>', 'at most so many').argParser(wholeNumber).default(20))
    .option('--since <time>', 'from this time on: 2030-01-31T08:00:00Z, or 15m, 2h, 3d ago')
    .option('--until <time>', 'before this time')
    .option('--operation <name>', 'e.g. SubmitOrder')
    .option('--outcome <name>', 'answered, the key of a fault, or caller-gone')
    .option('--request <request_id>', 'about this order, by its request id')
    .option('--order <order_id>', "about this order, by its caller's number")
    .option('--user <name>', 'asked by this user')
    .option('--correlation <id>', 'with this correlation id')
    .option('--follow', 'go on showing new ones, oldest first, until stopped')
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker messages --outcome schema-invalid --since 1h\n  order-broker messages show 0193f2a4-8c1e-7d53-9a41-2f6b8e0c7d15',
    )
    .action(async (options: ListOptions) => {
      const server = serverOf(options, terminal);
      if (options.follow === true) {
        await follow(server, options, terminal);
        return;
      }
      const { items, next } = await askAdmin<MessagePage>(server, 'GET', `/messages?${queryOf(options, new Date())}`);
      if (options.json === true) terminal.out(JSON.stringify(items, null, 2));
      else if (items.length === 0) terminal.out('The message log has none of these.');
      else terminal.out(tableOf(items));
      if (options.json !== true && next !== undefined)
        terminal.out(`There are more: --limit shows them, or --until ${items.at(-1)?.at ?? ''}`);
    });
  command.addCommand(
    partOf(new Command('show').argument('<id>'))
      .summary('show one message whole')
      .description('Shows a message of the message log with the texts of its request and response.')
      .action(async (id: string, _: unknown, self: Command) => {
        const options = self.optsWithGlobals<ServerOptions>();
        const message = await askAdmin<WholeMessage>(
          serverOf(options, terminal),
          'GET',
          `/messages/${encodeURIComponent(id)}`,
        );
        if (options.json === true) terminal.out(JSON.stringify(message, null, 2));
        else show(message, terminal);
      }),
  );
  command.addCommand(
    partOf(new Command('resend').argument('<id>'))
      .summary('send one message again')
      .description(
        'Lets the broker take a message of the message log once more, with all its effects. Only messages that were kept plain can be sent again.',
      )
      .action(async (id: string, _: unknown, self: Command) => {
        const options = self.optsWithGlobals<ServerOptions>();
        const resent = await askAdmin<ResentMessage>(
          serverOf(options, terminal),
          'POST',
          `/messages/${encodeURIComponent(id)}/resend`,
        );
        if (options.json === true) terminal.out(JSON.stringify(resent, null, 2));
        else
          terminal.out(
            `${outcomeOf(resent)}${resent.request_id === null ? '' : `, request ${resent.request_id}`}; correlation id ${resent.correlation_id}\n\n${resent.response}`,
          );
        if (resent.outcome !== 'answered')
          throw new ClientError(`the message was answered with the fault ${resent.outcome}`);
      }),
  );
  return command;
}

/** The options of `messages` hold for its parts, and their help says so. */
function partOf(command: Command): Command {
  return command.configureHelp({ showGlobalOptions: true });
}

/** Asks again and again, and shows what was not shown before. Ends only with the process. */
async function follow(server: Server, options: ListOptions, terminal: Terminal): Promise<never> {
  let shown = new Set<string>();
  for (let first = true; ; first = false) {
    const since = options.since ?? new Date(Date.now() - LATE_MS).toISOString();
    const { items } = await askAdmin<MessagePage>(
      server,
      'GET',
      `/messages?${queryOf({ ...options, since, limit: 1000 }, new Date())}`,
    );
    const fresh = (first ? items.slice(0, options.limit) : items).filter((one) => !shown.has(one.id)).reverse();
    for (const one of fresh)
      terminal.out(
        options.json === true
          ? JSON.stringify(one)
          : lineOf(one)
              .map((cell, index) => String(cell).padEnd(FOLLOW_WIDTHS[index] ?? 0))
              .join('  ')
              .trimEnd(),
      );
    shown = new Set(items.map((one) => one.id));
    await sleep(FOLLOW_MS);
  }
}

function queryOf(options: ListOptions, now: Date): string {
  const { since, until, operation, outcome, request, order, user, correlation, limit } = options;
  const asked = {
    since: since === undefined ? undefined : timeOf(since, now),
    until: until === undefined ? undefined : timeOf(until, now),
    operation,
    outcome,
    request_id: request,
    order_id: order,
    user,
    correlation_id: correlation,
    limit: String(limit),
  };
  return new URLSearchParams(
    Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
}

const UNITS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** `15m` is so long ago; anything else is left to the broker to read. */
function timeOf(text: string, now: Date): string {
  const [, number, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return number === undefined ? text : new Date(now.getTime() - Number(number) * (UNITS.get(unit) ?? 0)).toISOString();
}

function tableOf(items: readonly LoggedMessage[]): string {
  return formatTable(['time', 'operation', 'outcome', 'ms', 'request', 'order', 'user', 'id'], items.map(lineOf));
}

function lineOf(one: LoggedMessage): (string | number)[] {
  return [one.at, one.operation, outcomeOf(one), one.duration_ms, one.request_id ?? '', one.order_id, one.user, one.id];
}

function outcomeOf({ outcome, response_code: code }: Pick<LoggedMessage, 'outcome' | 'response_code'>): string {
  return outcome === 'answered' && code !== null && code !== 0 ? `code ${code}` : outcome;
}

function show(message: WholeMessage, terminal: Terminal): void {
  const { request, response, ...facts } = message;
  for (const [name, value] of Object.entries(facts))
    if (value !== null && value !== '') terminal.out(`${name.padEnd(15)} ${String(value)}`);
  terminal.out(`\n${request ?? '(the text of the request was not kept: too long, or no well-formed document)'}`);
  terminal.out(`\n${response ?? '(no text of a response was kept)'}`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('expected a whole number from 1 to 1000');
  return value;
}
