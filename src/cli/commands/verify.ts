import { Command } from 'commander';
import { loadOffline } from '../composition.js';
import { databaseSetting } from '../database-setting.js';
import { ClientError } from '../../client/client-error.js';
import { ownCall } from '../../platform/program-call.js';
import { formatTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';

interface Options {
  readonly json?: boolean;
  readonly repair?: boolean;
  readonly dryRun?: boolean;
}

/** `verify`: proves that stored figures agree with what they follow from. Works on the database, not through a server. */
export function verifyCommand(terminal: Terminal): Command {
  return new Command('verify')
    .summary('compare reserved stock, orders, what partners have and the change feed with order lines')
    .description(
      'Compares the reserved quantity of every product location with the order lines that reserve stock there, and the status of every order with its lines, the state and units of fulfillment requests with their lines, the shipments, leases, marks, invoices, outbounds and returns of partners with lines and history, and the marks and snapshots of the change feed with the orders. Works directly on DATABASE_URL, even while a server is running; without --repair changes neither stock nor orders.',
    )
    .option('--repair', 'write what follows from the order lines, and record it')
    .option('--dry-run', 'with --repair: only show what would be written')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=sqlite:data/broker.db order-broker verify')
    .action(async ({ json = false, repair = false, dryRun = false }: Options) => {
      if (dryRun && !repair) throw new ClientError('found --dry-run without --repair, expected both or none of them');
      const offline = await loadOffline();
      const writes = repair && !dryRun;
      const found = await offline.verifyDatabase(databaseSetting(terminal.env).url, { repair: writes });
      const { stock, orders, feed, requests, services } = found;
      const sections = sectionsOf(found).filter(({ rows }) => rows.length > 0);
      const agree = sections.length === 0;
      if (json) {
        const repaired = writes && stock.length + orders.length > 0;
        const all = { agree, repaired, disagreements: stock, orders, feed, requests, services };
        terminal.out(JSON.stringify(all, null, 2));
      } else if (agree) terminal.out('reserved stock and order lines agree');
      else for (const { head, rows } of sections) terminal.out(formatTable(head, rows));
      if (agree) return;
      const isWritten = ({ repairable }: Section): boolean => writes && repairable;
      const repaired = sections.filter(isWritten).map(({ fault }) => `repaired: ${fault}`);
      if (repaired.length > 0) terminal.err(repaired.join('\n'));
      const left = sections.filter((section) => !isWritten(section));
      if (left.length > 0) throw new ClientError(left.map(({ fault }) => fault).join('\n'), nextStep(left, repair));
    });
}

/** What does not agree, as sentences. */
export const verificationFaults = (found: Found): string[] =>
  sectionsOf(found)
    .filter(({ rows }) => rows.length > 0)
    .map(({ fault }) => fault);

type Found = Awaited<ReturnType<Awaited<ReturnType<typeof loadOffline>>['verifyDatabase']>>;

/** One kind of disagreement, as a table and as a sentence. */
interface Section {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly fault: string;
  /** Whether `--repair` can write what is right. */
  readonly repairable: boolean;
}

function sectionsOf({ stock, orders, feed, requests, services }: Found): Section[] {
  return [
    {
      head: ['location', 'item', 'product', 'reserved', 'order lines'],
      rows: stock.map((one) => [
        `${one.systemCd}/${one.locationCd}`,
        one.itemId,
        one.productId,
        one.recorded,
        one.held,
      ]),
      fault: `reserved stock and order lines disagree at ${counted(stock.length, 'product location')}`,
      repairable: true,
    },
    {
      head: ['request', 'order status', 'by its lines'],
      rows: orders.map((one) => [one.requestId, one.recorded, one.derived]),
      fault: `the status and the lines of ${counted(orders.length, 'order')} disagree`,
      repairable: true,
    },
    {
      head: ['consumer', 'request id', 'change feed'],
      rows: feed.map((one) => [one.consumer, one.requestId, one.fault]),
      fault: `the change feed has ${counted(feed.length, 'fault')}`,
      repairable: false,
    },
    {
      head: ['request id', 'fulfillment requests'],
      rows: requests.map((one) => [one.requestId, one.fault]),
      fault: `the fulfillment requests have ${counted(requests.length, 'fault')}`,
      repairable: false,
    },
    {
      head: ['request id', 'about', 'services of partners'],
      rows: services.map((one) => [one.requestId, one.subject, one.fault]),
      fault: `what the services of partners keep has ${counted(services.length, 'fault')}`,
      repairable: false,
    },
  ];
}

const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

function nextStep(left: readonly Section[], isDryRun: boolean): string | undefined {
  if (!left.some(({ repairable }) => repairable)) return undefined;
  return isDryRun ? 'nothing was written' : `${ownCall()} verify --repair writes what follows from the lines`;
}
