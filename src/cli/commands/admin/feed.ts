import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Command, Option } from 'commander';
import {
  acknowledgeFeed,
  createFeedConsumer,
  exportFeed,
  getFeedConsumer,
  listFeedConsumers,
  refreshFeed,
  removeFeedConsumer,
} from '../../../client/admin/feed.js';
import type { FeedConsumer } from '../../../client/admin/feed.js';
import { ClientError } from '../../../client/client-error.js';
import type { Server } from '../../../client/http.js';
import { DEFAULT_CONSUMER } from '../../../domain/feed/consumer-name.js';
import { START_DATE_FORMS } from '../../../domain/feed/start-date.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';

interface ConsumerOptions extends ServerOptions {
  readonly consumer: string;
}

/** How often a refresh in progress is checked, in milliseconds. */
const POLL_MS = 1000;

/** `feed`: the change feed, for partners that fetch what changed. */
export function feedCommand(terminal: Terminal): Command {
  return new Command('feed')
    .summary('take, read and acknowledge snapshots of what changed')
    .description(
      'The change feed: a consumer refreshes, reads the snapshot of what changed since its last one as often as it likes, and acknowledges it.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker feed consumers add default\n  order-broker feed refresh\n  order-broker feed refresh --since 1/1/2017\n  order-broker feed show orders --format csv\n  order-broker feed ack 3\n\nTables and columns: docs/change-feed.md',
    )
    .addCommand(consumersCommand(terminal))
    .addCommand(refreshCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(acknowledgeCommand(terminal));
}

const ofConsumer = (command: Command): Command =>
  withServer(command).option('--consumer <name>', 'consumer of the change feed', DEFAULT_CONSUMER);

function consumersCommand(terminal: Terminal): Command {
  return withServer(new Command('consumers'))
    .addArgument(
      new Argument('[action]', 'what to do; without it, the consumers are listed').choices(['add', 'remove']),
    )
    .argument('[name]', 'consumer')
    .summary('list, add or remove consumers')
    .action(async (action: string | undefined, name: string | undefined, options: ServerOptions) => {
      const server = serverOf(options, terminal);
      if (action !== undefined && name === undefined)
        throw new ClientError(`found ${action} without a name, expected the name of a consumer`);
      if (action === 'add' && name !== undefined) await createFeedConsumer(server, name);
      if (action === 'remove' && name !== undefined) await removeFeedConsumer(server, name);
      print(await listFeedConsumers(server), options, terminal);
    });
}

function refreshCommand(terminal: Terminal): Command {
  return ofConsumer(new Command('refresh'))
    .option('--since <date>', `take everything that changed since: ${START_DATE_FORMS}`)
    .summary('take the next snapshot, and wait until it is complete')
    .action(async (options: ConsumerOptions & { readonly since?: string }) => {
      const server = serverOf(options, terminal);
      const started = await refreshFeed(server, options.consumer, options.since);
      print([await ended(server, started, terminal)], options, terminal);
    });
}

/** Waits for a refresh. @throws {ClientError} when it ended without a snapshot */
async function ended(server: Server, started: FeedConsumer, terminal: Terminal): Promise<FeedConsumer> {
  let consumer = started;
  while (consumer.refresh !== null) {
    terminal.live?.(`${consumer.refresh.phase}: ${String(consumer.refresh.orders)} orders`);
    await sleep(POLL_MS);
    consumer = await getFeedConsumer(server, consumer.name);
  }
  terminal.live?.('');
  if (started.refresh !== null && consumer.snapshot?.taken_at === started.snapshot?.taken_at)
    throw new ClientError(
      `the refresh of ${consumer.name} ended early; the snapshot before it is unchanged`,
      'refresh again; the log of the server has the reason',
    );
  return consumer;
}

function showCommand(terminal: Terminal): Command {
  return ofConsumer(new Command('show'))
    .argument('[table]', 'customers, orders, order_details, payments, customer_accounts or customer_sites', 'orders')
    .addOption(new Option('--format <name>', 'form of the rows').choices(['ndjson', 'csv']).default('ndjson'))
    .option('--snapshot <number>', 'refuse any other snapshot than this')
    .summary('print a table of the last snapshot')
    .action(
      async (
        table: string,
        options: ConsumerOptions & { readonly format: 'ndjson' | 'csv'; readonly snapshot?: string },
      ) => {
        const { format, snapshot } = options;
        let line = '';
        for await (const part of exportFeed(serverOf(options, terminal), options.consumer, table, {
          format,
          snapshot,
        })) {
          const lines = (line + part).split(/\r?\n/);
          line = lines.pop() ?? '';
          if (lines.length > 0) terminal.out(lines.join('\n'));
        }
        if (line !== '') terminal.out(line);
      },
    );
}

function acknowledgeCommand(terminal: Terminal): Command {
  return ofConsumer(new Command('ack'))
    .argument('<number>', 'number of the snapshot that was processed')
    .summary('acknowledge a snapshot: its rows are deleted')
    .action(async (text: string, options: ConsumerOptions) => {
      if (!/^\d{1,9}$/.test(text))
        throw new ClientError(`found ${JSON.stringify(text)}, expected the number of a snapshot`);
      print([await acknowledgeFeed(serverOf(options, terminal), options.consumer, Number(text))], options, terminal);
    });
}

function print(consumers: readonly FeedConsumer[], options: ServerOptions, terminal: Terminal): void {
  if (options.json === true) terminal.out(JSON.stringify(consumers, null, 2));
  else if (consumers.length === 0) terminal.out('there is no consumer yet; order-broker feed consumers add default');
  else terminal.out(consumersTable(consumers));
}

const consumersTable = (consumers: readonly FeedConsumer[]): string =>
  formatTable(
    ['consumer', 'waiting', 'snapshot', 'taken', 'since', 'orders', 'acknowledged', 'refresh'],
    consumers.map(({ name, orders_waiting: waiting, snapshot, refresh }) => [
      name,
      waiting,
      snapshot?.number ?? '',
      toSeconds(snapshot?.taken_at),
      toSeconds(snapshot?.since),
      snapshot?.orders ?? '',
      toSeconds(snapshot?.acknowledged_at),
      refresh === null ? '' : `${refresh.phase} ${String(refresh.orders)}`,
    ]),
  );
