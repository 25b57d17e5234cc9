import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { requireOrder } from '../../../simulator/oms/actions/require-order.js';
import { advanceClock } from '../../../simulator/oms/file/oms-file.js';
import { historyOf } from '../../../simulator/oms/file/orders.js';
import type { HistoryEntry } from '../../../simulator/oms/file/orders.js';
import { countOpenOutgoing } from '../../../simulator/oms/file/outgoing.js';
import { brokerHistoryOf, countLetters, listRecords, recordsOfOrder } from '../../../simulator/oms/file/records.js';
import type { BrokerHistoryEntry } from '../../../simulator/oms/file/records.js';
import type { Oms } from '../../../simulator/oms/oms.js';
import type { OmsOrder } from '../../../simulator/oms/orders/order.js';
import { runDue, runProcess } from '../../../simulator/oms/process/run.js';
import { RECORD_LETTERS } from '../../../simulator/oms/records/letter.js';
import type { BrokerRecord } from '../../../simulator/oms/records/record.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';
import { companyOf, duration, wholeNumber, withCompany, withOms, withOpenOms } from './oms-file-option.js';
import type { CompanyOptions, OmsOptions } from './oms-file-option.js';

/** How long `run` waits before it looks whether a process is due, in milliseconds. */
const LOOK_MS = 250;
/** An order with everything that the OMS shows of it. */
interface ShownOrder {
  readonly order: OmsOrder;
  readonly records: readonly (BrokerRecord & { readonly history: readonly BrokerHistoryEntry[] })[];
  readonly history: readonly HistoryEntry[];
}

export function shownOrder(oms: Oms, company: number, number: number): ShownOrder {
  return {
    order: requireOrder(oms, { company, number }),
    records: recordsOfOrder(oms.file, company, number).map((record) => ({
      ...record,
      history: brokerHistoryOf(oms.file, record.id),
    })),
    history: historyOf(oms.file, company, number),
  };
}

const recordTable = (records: readonly BrokerRecord[]): string =>
  formatTable(
    [
      'order',
      'line',
      'item',
      'qty',
      'type',
      'letter',
      '',
      'request',
      'originating',
      'fulfilling',
      'pickup',
      'via',
      'tracking',
    ],
    records.map((record) => [
      record.orderNumber,
      record.line,
      record.item.trimEnd(),
      record.quantity,
      record.kind,
      record.letter,
      RECORD_LETTERS[record.letter],
      record.requestId,
      record.originating,
      record.fulfilling,
      record.pickup,
      record.via,
      record.tracking,
    ]),
  );

export function showText({ order, records, history }: ShownOrder): string {
  const holds = order.holds.length === 0 ? '' : `, holds: ${order.holds.join(' ')}`;
  return [
    `Order ${String(order.number)} of company ${String(order.company)}, ${order.kind}, ${order.role}, ${order.status}${holds}`,
    ...(records.length === 0 ? ['No broker records.'] : [recordTable(records)]),
    ...(history.length === 0 ? [] : ['', ...history.map(({ at, text }) => `${toSeconds(at)}  ${text}`)]),
  ].join('\n');
}

/** `oms show`: one order with records and history. */
export function showCommand(terminal: Terminal): Command {
  return withCompany(new Command('show').argument('<order>', 'order number', wholeNumber))
    .summary('show an order with its records and history')
    .action((number: number, options: CompanyOptions) =>
      withOpenOms(options, terminal, (oms) => {
        const shown = shownOrder(oms, companyOf(oms, options), number);
        terminal.out(options.json === true ? JSON.stringify(shown, null, 2) : showText(shown));
      }),
    );
}

interface RecordsOptions extends CompanyOptions {
  readonly letter?: string;
  readonly order?: number;
  readonly limit: number;
}

/** `oms records`: the broker records. */
export function recordsCommand(terminal: Terminal): Command {
  return withCompany(new Command('records'))
    .addOption(
      new Option('--letter <letter>', 'with this letter').argParser((text) => {
        if (text.toUpperCase() in RECORD_LETTERS) return text.toUpperCase();
        throw new InvalidArgumentError(`Expected one of ${Object.keys(RECORD_LETTERS).sort().join(' ')}.`);
      }),
    )
    .addOption(new Option('--order <n>', 'of this order').argParser(wholeNumber))
    .addOption(new Option('--limit <n>', 'maximum number').argParser(wholeNumber).default(100))
    .summary('list the broker records with their letters')
    .action((options: RecordsOptions) =>
      withOpenOms(options, terminal, (oms) => {
        const records = listRecords(oms.file, { ...options, orderNumber: options.order });
        if (options.json === true) terminal.out(JSON.stringify(records, null, 2));
        else if (records.length === 0) terminal.err('No matching records.');
        else terminal.out(recordTable(records));
      }),
    );
}

interface RunOptions extends OmsOptions {
  readonly once?: boolean;
  readonly for?: number;
}

/** `oms run`: the processes BROKER and BROKER_ORD. */
export function runCommand(terminal: Terminal): Command {
  return withOms(new Command('run'))
    .option('--once', 'run both processes once, due or not')
    .addOption(
      new Option('--for <time>', 'stop after this time, e.g. 10m (default: run until killed)').argParser(duration),
    )
    .summary('run the processes BROKER and BROKER_ORD')
    .description(
      "Runs the OMS's processes by their outbound delays (BROKER_DELAY, BROKER_ORD_DELAY): cancels, submits, updates, inquiries, polls. It may be killed at any moment: what has no answer is sent again with the same bytes.",
    )
    .action((options: RunOptions) =>
      withOpenOms(options, terminal, async (oms) => {
        if (options.once === true) {
          await runProcess(oms, 'BROKER_ORD');
          await runProcess(oms, 'BROKER');
        } else await runUntil(oms, terminal, options.for === undefined ? Infinity : Date.now() + options.for);
        const letters = countLetters(oms.file);
        const unanswered = countOpenOutgoing(oms.file);
        terminal.out(
          options.json === true
            ? JSON.stringify({ letters, unanswered }, null, 2)
            : `${letterText(letters)}; ${String(unanswered)} messages without an answer`,
        );
      }),
    );
}

async function runUntil(oms: Oms, terminal: Terminal, end: number): Promise<void> {
  while (Date.now() < end) {
    const ran = await runDue(oms);
    if (ran.length > 0) terminal.live?.(`${toSeconds(oms.now().toISOString())}  ${letterText(countLetters(oms.file))}`);
    await sleep(Math.max(0, Math.min(LOOK_MS, end - Date.now())));
  }
}

const letterText = (letters: readonly { readonly letter: string; readonly count: number }[]): string =>
  letters.map(({ letter, count }) => `${letter} ${String(count)}`).join('  ') || 'no records';

/** `oms clock`: shows or moves the OMS's clock. */
export function clockCommand(terminal: Terminal): Command {
  return withOms(new Command('clock'))
    .addOption(new Option('--advance <time>', 'move it forward, e.g. 90s, 5m, 24h, 2d').argParser(duration))
    .summary("show or move the OMS's clock")
    .description(
      'Shows the clock that intervals and daily inquiries go by. Moved forward, the next run asks about what is due then.',
    )
    .action((options: OmsOptions & { readonly advance?: number }) =>
      withOpenOms(options, terminal, (oms) => {
        if (options.advance !== undefined) advanceClock(oms.file, options.advance);
        const now = oms.now().toISOString();
        terminal.out(options.json === true ? JSON.stringify({ now }, null, 2) : now);
      }),
    );
}
