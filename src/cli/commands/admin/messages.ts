import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { getMessage, listMessages, resendMessage } from '../../../client/admin/messages.js';
import type { LoggedMessage, LoggedMessageDetail, MessageFilter } from '../../../client/admin/messages.js';
import { ClientError } from '../../../client/client-error.js';
import type { Server } from '../../../client/http.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

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

/** How often `--follow` checks for new messages. */
const FOLLOW_MS = 1_000;
/** How far back `--follow` looks: a message is listed by its start but logged at its end. */
const LOOK_BACK_MS = 120_000;
/** The largest page of the message log. */
const MAX_LIMIT = 1000;
/** `--follow` prints line by line, so columns cannot be as wide as their widest cell. */
const FOLLOW_WIDTHS = [24, 19, 21, 7, 8, 16, 10];

/** `messages`: lists the message log; `messages show` and `messages resend` work on one message. */
export function messagesCommand(terminal: Terminal): Command {
  return withServer(new Command('messages'))
    .summary('list the message log')
    .description(
      'Lists the messages in the message log, newest first. The MESSAGE_LOG... settings control which messages are logged and how.',
    )
    .addOption(new Option('--limit <number>', 'maximum number of messages').argParser(parseLimit).default(20))
    .option('--since <time>', 'from this time on: 2030-01-31T08:00:00Z, or 15m, 2h, 3d ago')
    .option('--until <time>', 'before this time')
    .option('--operation <name>', 'of this operation, e.g. SubmitOrder')
    .option('--outcome <name>', 'with this outcome: answered, the key of a fault, or caller-gone')
    .option('--request <request_id>', 'for the order with this request id')
    .option('--order <order_id>', "for the order with this number of the caller's system")
    .option('--user <name>', 'sent by this user')
    .option('--correlation <id>', 'with this correlation id')
    .option('--follow', 'keep printing new messages, oldest first, until interrupted')
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker messages --outcome schema-invalid --since 1h\n  order-broker messages show 0193f2a4-8c1e-7d53-9a41-2f6b8e0c7d15',
    )
    .action(async (options: ListOptions) => {
      const server = serverOf(options, terminal);
      if (options.follow === true) await follow(server, options, terminal);
      else await list(server, options, terminal);
    })
    .addCommand(showCommand(terminal))
    .addCommand(resendCommand(terminal));
}

function showCommand(terminal: Terminal): Command {
  return withParentOptions(new Command('show').argument('<id>', 'id of the message'))
    .summary('show one message')
    .description('Shows a message of the message log with the texts of its request and response.')
    .action(async (id: string, _: unknown, self: Command) => {
      const options = self.optsWithGlobals<ServerOptions>();
      const message = await getMessage(serverOf(options, terminal), id);
      terminal.out(options.json === true ? JSON.stringify(message, null, 2) : formatMessage(message));
    });
}

function resendCommand(terminal: Terminal): Command {
  return withParentOptions(new Command('resend').argument('<id>', 'id of the message'))
    .summary('process one message again')
    .description(
      'Makes the broker process a logged message again, with all its effects. Only messages that were stored unmasked can be resent.',
    )
    .action(async (id: string, _: unknown, self: Command) => {
      const options = self.optsWithGlobals<ServerOptions>();
      const resent = await resendMessage(serverOf(options, terminal), id);
      const request = resent.request_id === null ? '' : `, request ${resent.request_id}`;
      terminal.out(
        options.json === true
          ? JSON.stringify(resent, null, 2)
          : `${outcomeOf(resent)}${request}; correlation id ${resent.correlation_id}\n\n${resent.response}`,
      );
      if (resent.outcome !== 'answered') throw new ClientError(`the broker returned the fault ${resent.outcome}`);
    });
}

/** The options of `messages` apply to its subcommands, and their help lists them. */
function withParentOptions(command: Command): Command {
  return command.configureHelp({ showGlobalOptions: true });
}

async function list(server: Server, options: ListOptions, terminal: Terminal): Promise<void> {
  const { items, next } = await listMessages(server, filterOf(options, new Date()));
  if (options.json === true) {
    terminal.out(JSON.stringify(items, null, 2));
    return;
  }
  if (items.length === 0) terminal.out('No matching messages.');
  else
    terminal.out(
      formatTable(['time', 'operation', 'outcome', 'ms', 'request', 'order', 'user', 'id'], items.map(cellsOf)),
    );
  if (next !== undefined)
    terminal.out(`There are more: increase --limit, or continue with --until ${items.at(-1)?.at ?? ''}`);
}

/** Polls the message log and prints new entries. Ends with the process. */
async function follow(server: Server, options: ListOptions, terminal: Terminal): Promise<never> {
  let shown = new Set<string>();
  for (let isFirst = true; ; isFirst = false) {
    const since = options.since ?? new Date(Date.now() - LOOK_BACK_MS).toISOString();
    const { items } = await listMessages(server, filterOf({ ...options, since, limit: MAX_LIMIT }, new Date()));
    const fresh = (isFirst ? items.slice(0, options.limit) : items).filter(({ id }) => !shown.has(id)).reverse();
    for (const message of fresh)
      terminal.out(options.json === true ? JSON.stringify(message) : fixedWidthLine(message));
    shown = new Set(items.map(({ id }) => id));
    await sleep(FOLLOW_MS);
  }
}

function filterOf(options: ListOptions, now: Date): MessageFilter {
  const { since, until, operation, outcome, request, order, user, correlation, limit } = options;
  return {
    since: since === undefined ? undefined : absoluteTime(since, now),
    until: until === undefined ? undefined : absoluteTime(until, now),
    operation,
    outcome,
    requestId: request,
    orderId: order,
    user,
    correlationId: correlation,
    limit,
  };
}

const UNIT_MS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Converts an age such as `15m` to a time. Any other text is left for the broker to parse. */
function absoluteTime(text: string, now: Date): string {
  const [, number, unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return number === undefined
    ? text
    : new Date(now.getTime() - Number(number) * (UNIT_MS.get(unit) ?? 0)).toISOString();
}

function cellsOf(message: LoggedMessage): (string | number)[] {
  const { at, operation, duration_ms, request_id, order_id, user, id } = message;
  return [at, operation, outcomeOf(message), duration_ms, request_id ?? '', order_id, user, id];
}

const fixedWidthLine = (message: LoggedMessage): string =>
  cellsOf(message)
    .map((cell, index) => String(cell).padEnd(FOLLOW_WIDTHS[index] ?? 0))
    .join('  ')
    .trimEnd();

function outcomeOf({
  outcome,
  response_code: code,
  injected_fault: fault = null,
}: Pick<LoggedMessage, 'outcome' | 'response_code'> & Partial<Pick<LoggedMessage, 'injected_fault'>>): string {
  const plain = outcome === 'answered' && code !== null && code !== 0 ? `code ${code}` : outcome;
  return fault === null ? plain : `${plain}, fault ${fault}`;
}

function formatMessage({ request, response, ...fields }: LoggedMessageDetail): string {
  return [
    ...Object.entries(fields)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => `${name.padEnd(15)} ${String(value)}`),
    '',
    request ?? '(the request was not stored: it is too long or not well-formed)',
    '',
    response ?? '(no response was stored)',
  ].join('\n');
}

function parseLimit(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_LIMIT)
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_LIMIT}.`);
  return value;
}
