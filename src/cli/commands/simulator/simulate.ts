import { Command, InvalidArgumentError, Option } from 'commander';
import { downloadCatalog } from '../../../client/admin/catalog.js';
import { ClientError } from '../../../client/client-error.js';
import type { Server } from '../../../client/http.js';
import { directFulfillment } from '../../../simulator/partner/direct-fulfillment.js';
import { FULFILLMENT_REQUESTS } from '../../../simulator/partner/fulfillment-requests.js';
import { OUTBOUND } from '../../../simulator/partner/outbound.js';
import type { Dialect } from '../../../simulator/partner/partner.js';
import { THIRD_PARTY_LOGISTICS } from '../../../simulator/partner/third-party-logistics.js';
import { openRetailerFiles } from '../../../simulator/retailer/file/open-files.js';
import type { RetailerFiles } from '../../../simulator/retailer/file/open-files.js';
import { addRun, lastRun } from '../../../simulator/retailer/file/run-file.js';
import type { Run } from '../../../simulator/retailer/file/run-file.js';
import { networkOf } from '../../../simulator/retailer/network.js';
import type { Network } from '../../../simulator/retailer/network.js';
import { Retailer } from '../../../simulator/retailer/retailer.js';
import type { Progress } from '../../../simulator/retailer/retailer.js';
import { summaryOf } from '../../../simulator/retailer/summary.js';
import type { Summary } from '../../../simulator/retailer/summary.js';
import { loadOffline } from '../../composition.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';
import { verificationFaults } from '../verify.js';
import { duration, percent, wholeNumber } from './oms-file-option.js';
import { findingText, summaryText } from './simulate-text.js';

interface SimulateOptions extends ServerOptions {
  readonly minutes: number;
  readonly ordersPerMinute: number;
  readonly seed: number;
  readonly rejects: number;
  readonly pace: number;
  readonly drain: number;
  readonly folder: string;
  readonly database?: string;
}

/** Findings that the error message names; all of them are in the JSON. */
const NAMED = 20;

function aboveZero(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100_000)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

/** `simulate`: a whole retailer, and a proof at the end. */
export function simulateCommand(terminal: Terminal): Command {
  return withServer(new Command('simulate'))
    .addOption(new Option('--minutes <n>', 'how long orders are entered').argParser(aboveZero).default(10))
    .addOption(new Option('--orders-per-minute <n>', 'how many orders').argParser(aboveZero).default(60))
    .addOption(new Option('--seed <n>', 'decides what happens').argParser(wholeNumber).default(1))
    .addOption(new Option('--rejects <percent>', 'lines that stores reject').argParser(percent).default(8))
    .addOption(new Option('--pace <time>', 'time between two steps of a store').argParser(duration).default(2000, '2s'))
    .addOption(
      new Option('--drain <time>', 'time for everything to come to an end').argParser(duration).default(180_000, '3m'),
    )
    .option('--folder <path>', 'where its files are, oms.db and retailer.db', 'data/simulation')
    .option('--database <url>', "the broker's database: it is verified at the end")
    .summary('run a whole retailer against a broker, and prove that both agree')
    .description(
      "Runs an order management system, all stores and the partners of the broker's catalog against a broker: orders are entered, accepted, rejected, shipped, canceled and held. At the end everything is let come to an end, and every letter of the order management system is compared with what the broker says of the line. A run that was killed goes on when it is started again; Ctrl-C ends it early, with the proof.",
    )
    .addHelpText(
      'after',
      '\nExample:\n  order-broker simulate --minutes 2 --orders-per-minute 120 --database sqlite:data/broker.db\n\nThe supplier of direct fulfillment that is played comes from SUPPLIER_LOCATION, SUPPLIER_NUMBER, SUPPLIER_SECRET and SUPPLIER_PATH (default: the one of the demo).',
    )
    .action(async (options: SimulateOptions) => {
      const server = serverOf(options, terminal);
      const files = await openRetailerFiles(options.folder);
      try {
        await simulate(options, server, files, terminal);
      } finally {
        files.close();
      }
    });
}

async function simulate(
  options: SimulateOptions,
  server: Server,
  files: RetailerFiles,
  terminal: Terminal,
): Promise<void> {
  const { dialects, network } = await lookAround(server, terminal.env);
  const run = beginRun(files, options, terminal);
  if (options.json !== true) terminal.err(introduction(run, network, dialects));
  const retailer = new Retailer({
    server,
    files,
    network,
    dialects,
    rejectPercent: options.rejects,
    paceMs: options.pace,
    drainMs: options.drain,
    onProgress: (progress) => terminal.live?.(progressText(progress)),
  });
  const stop = (): void => {
    terminal.err('\nEnds: no order is entered any more. Again to leave open what is open.');
    retailer.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const outcome = await retailer.work();
    terminal.live?.('');
    const faults = options.database === undefined ? undefined : await verify(options.database);
    const summary = summaryOf(files, outcome);
    if (options.json === true)
      terminal.out(JSON.stringify({ ...summary, verify: faults ?? null, findings: outcome.proof.findings }, null, 2));
    else terminal.out(summaryText(summary));
    requireProof(summary, outcome.proof.findings.map(findingText), faults);
    if (options.json !== true) terminal.out(conclusion(summary, faults));
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** The retailer that the catalog shows, and the dialects of partners that the broker answers in. */
async function lookAround(
  server: Server,
  env: Terminal['env'],
): Promise<{ readonly dialects: readonly Dialect[]; readonly network: Network }> {
  const known = [
    FULFILLMENT_REQUESTS,
    THIRD_PARTY_LOGISTICS,
    OUTBOUND,
    directFulfillment({
      at: env.SUPPLIER_LOCATION ?? 'SUP/PINE',
      number: env.SUPPLIER_NUMBER ?? 'MGS',
      secret: env.SUPPLIER_SECRET ?? 'DEMO-4711',
      path: env.SUPPLIER_PATH ?? '/soap/pixiDEMO/',
    }),
  ];
  const catalog = await downloadCatalog(server, true);
  const spoken = await Promise.all(known.map((dialect) => dialect.isSpoken(server)));
  const dialects = known.filter((_, index) => spoken[index]);
  const network = networkOf(catalog, (partner) =>
    dialects.some((dialect) => dialect.channel === partner.channel && dialect.speaksFor(partner)),
  );
  return { dialects, network };
}

/** The run that was killed, or a new one. @throws {ClientError} when the one that was killed is another */
function beginRun({ file }: RetailerFiles, options: SimulateOptions, terminal: Terminal): Run {
  const { minutes, seed } = options;
  const orders = Math.max(1, Math.round(minutes * options.ordersPerMinute));
  const last = lastRun(file);
  if (last?.ended !== 0) return addRun(file, { seed, minutes, orders, firstNumber: firstNumber() });
  if (last.seed !== seed || last.minutes !== minutes)
    throw new ClientError(
      `${options.folder} has a run of ${String(last.minutes)} minutes with seed ${String(last.seed)} that was killed`,
      'start it again with the same options, or name another --folder',
    );
  if (options.json !== true) terminal.err('Goes on with the run that was killed.');
  return last;
}

/**
 * The lowest order number of a run. The broker may know the orders of other files, and knows them by number alone: numbers begin
 * where the clock is, in tenths of a second, so that runs do not meet.
 */
const firstNumber = (): number => 10_000_000 + (Math.floor(Date.now() / 100) % 80_000_000);

function introduction(run: Run, network: Network, dialects: readonly Dialect[]): string {
  const partners = network.partners.map(({ at, channel }) => {
    const name = dialects.find((dialect) => dialect.channel === channel)?.name ?? channel;
    return `${at} (${name})`;
  });
  return [
    `${String(run.orders)} orders in ${String(run.minutes)} minutes, seed ${String(run.seed)}, for ${String(network.items.length)} items.`,
    `OMS: system ${network.system}, warehouses ${network.warehouses.join(', ')}. Stores: ${String(network.stores.length)}.`,
    `Partners: ${partners.join(', ') || 'none'}.`,
  ].join('\n');
}

function progressText({ phase, entered, orders, ranMs, open, rejects, messages, unanswered }: Progress): string {
  const time = new Date(ranMs).toISOString().slice(11, 19);
  return `${time} ${phase}: ${String(entered)} of ${String(orders)} orders, ${String(open)} lines open, ${String(rejects)} rejects, ${String(messages)} messages, ${String(unanswered)} unanswered`;
}

async function verify(url: string): Promise<readonly string[]> {
  const offline = await loadOffline();
  return verificationFaults(await offline.verifyDatabase(url, { repair: false }));
}

/** @throws {ClientError} with what does not agree */
function requireProof(
  { unsent, unfinished }: Summary,
  findings: readonly string[],
  faults: readonly string[] | undefined,
): void {
  const others = [
    ...(unsent === 0 ? [] : [`${String(unsent)} messages of the OMS have no answer`]),
    ...(unfinished === 0 ? [] : [`${String(unfinished)} lines are not finished in their stores`]),
    ...(faults ?? []).map((fault) => `verify: ${fault}`),
  ];
  const named = findings.slice(0, NAMED);
  const more = findings.length - named.length;
  const all = [...others, ...named, ...(more === 0 ? [] : [`${String(more)} more (--json names them all)`])];
  if (all.length > 0) throw new ClientError(['OMS and broker do not agree:', ...all].join('\n'));
}

const conclusion = ({ compared, searched }: Summary, faults: readonly string[] | undefined): string =>
  `OMS and broker agree: ${String(compared)} records of ${String(searched)} orders. ${
    faults === undefined ? 'The database was not verified (--database).' : 'verify is clean.'
  }`;
