import { Command, Option } from 'commander';
import { generatePickSlips } from '../../../simulator/oms/actions/pick.js';
import type { Target } from '../../../simulator/oms/actions/require-order.js';
import {
  failReauthorization,
  findEligible,
  holdOrder,
  releaseOrder,
} from '../../../simulator/oms/actions/review-order.js';
import {
  cancelOrder,
  confirmShipment,
  correctOrder,
  rejectBatch,
  sellOut,
  voidPickSlip,
} from '../../../simulator/oms/actions/work-on-order.js';
import { openOrders } from '../../../simulator/oms/file/orders.js';
import type { Oms } from '../../../simulator/oms/oms.js';
import type { Terminal } from '../../terminal/terminal.js';
import { companyOf, targetOf, wholeNumber, withCompany, withOpenOms } from './oms-file-option.js';
import type { CompanyOptions } from './oms-file-option.js';
import { shownOrder, showText } from './oms-view.js';

type LineOptions = CompanyOptions & { readonly line?: number };

const withTarget = (command: Command): Command =>
  withCompany(command.argument('<order>', 'order number', wholeNumber)).addOption(
    new Option('--line <n>', 'only this order line').argParser(wholeNumber),
  );

/** Does something to an order, and shows the order afterwards. */
async function onOrder(
  terminal: Terminal,
  options: LineOptions,
  number: number,
  work: (oms: Oms, target: Target) => void | Promise<void>,
): Promise<void> {
  await withOpenOms(options, terminal, async (oms) => {
    const target = targetOf(oms, options, number);
    await work(oms, target);
    const shown = shownOrder(oms, target.company, number);
    terminal.out(options.json === true ? JSON.stringify(shown, null, 2) : showText(shown));
  });
}

/** What `maintain` does, by its word. */
const MAINTENANCE: Readonly<
  Record<string, readonly [meaning: string, work: (oms: Oms, target: Target) => void | Promise<void>]>
> = {
  hold: ['put it on hold', (oms, target) => holdOrder(oms, target, 'MH')],
  release: ['release it', releaseOrder],
  'sold-out': ['sell lines of a fulfilling order out', sellOut],
  correct: ['correct a fulfilling order in error', correctOrder],
  reject: ['reject a fulfilling order in error', rejectBatch],
  void: ['void its pick slips', voidPickSlip],
};

/** The commands that work on orders. */
export function workCommands(terminal: Terminal): Command[] {
  return [
    pickCommand(terminal),
    confirmCommand(terminal),
    withTarget(new Command('cancel'))
      .option('--reason <code>', 'cancel reason', 'CC')
      .summary('cancel an order or a line')
      .description('Cancels an order or a line; the next run tells the broker, and its answer ends the record.')
      .action((number: number, options: LineOptions & { readonly reason: string }) =>
        onOrder(terminal, options, number, (oms, target) => cancelOrder(oms, target, options.reason)),
      ),
    maintainCommand(terminal),
    withTarget(new Command('reauthorize'))
      .summary('let the authorization of an order expire')
      .description(
        'The authorization of an order expires and cannot be renewed: its requests go under review, and what fulfills them is held. `maintain <order> release` ends it.',
      )
      .action((number: number, options: LineOptions) => onOrder(terminal, options, number, failReauthorization)),
    eligibleCommand(terminal),
  ];
}

function pickCommand(terminal: Terminal): Command {
  return withCompany(new Command('pick'))
    .addOption(new Option('--order <n>', 'only this order').argParser(wholeNumber))
    .option('--drop-ship', 'select the vendors of drop ship items instead')
    .summary('generate pick slips')
    .description(
      'Generates pick slips for what the OMS polled, after it has asked the broker what was canceled (M05), and for ship-for-pickup orders, which the broker is told of now.',
    )
    .action((options: CompanyOptions & { readonly order?: number; readonly dropShip?: boolean }) =>
      withOpenOms(options, terminal, async (oms) => {
        const printed = await generatePickSlips(oms, companyOf(oms, options), {
          orderNumber: options.order,
          isDropShip: options.dropShip,
        });
        terminal.out(
          options.json === true ? JSON.stringify({ printed }, null, 2) : `${String(printed)} lines are on pick slips.`,
        );
      }),
    );
}

function confirmCommand(terminal: Terminal): Command {
  return withTarget(new Command('confirm'))
    .option('--via <name>', 'ship via', 'UPS')
    .option('--tracking <number>', 'tracking number', '')
    .summary('confirm the shipment of what is on pick slips')
    .action((number: number, options: LineOptions & { readonly via: string; readonly tracking: string }) =>
      onOrder(terminal, options, number, (oms, target) => confirmShipment(oms, target, options)),
    );
}

function maintainCommand(terminal: Terminal): Command {
  const words = Object.entries(MAINTENANCE).map(([word, [meaning]]) => `${word}: ${meaning}`);
  return withTarget(new Command('maintain'))
    .addOption(new Option('--do <action>', words.join('; ')).choices(Object.keys(MAINTENANCE)).makeOptionMandatory())
    .summary('hold, release, sell out, correct, reject or void')
    .addHelpText('after', '\nExample:\n  order-broker oms maintain 1001 --do release')
    .action((number: number, options: LineOptions & { readonly do: string }) =>
      onOrder(terminal, options, number, (oms, target) => MAINTENANCE[options.do]?.[1](oms, target)),
    );
}

function eligibleCommand(terminal: Terminal): Command {
  return withCompany(new Command('eligible'))
    .summary('find lines that have become eligible for the broker')
    .description('The periodic function of BROKER: makes ready what no run submitted before with U or E.')
    .action((options: CompanyOptions) =>
      withOpenOms(options, terminal, (oms) => {
        const ready = findEligible(oms, openOrders(oms.file, companyOf(oms, options)));
        terminal.out(options.json === true ? JSON.stringify({ ready }, null, 2) : `${String(ready)} lines are ready.`);
      }),
    );
}
