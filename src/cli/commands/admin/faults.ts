import { Argument, Command, InvalidArgumentError } from 'commander';
import { addFault, listFaults, removeFault, removeFaults } from '../../../client/admin/faults.js';
import type { ListedFault, NewFault } from '../../../client/admin/faults.js';
import { FAULT_ACTIONS, FAULT_PARAMETERS } from '../../../domain/fault/injected-fault.js';
import type { FaultAction } from '../../../domain/fault/injected-fault.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';

const EXAMPLES = `
Examples:
  order-broker faults add cut-after --operation SubmitOrder --hits 1
  order-broker faults add delay --milliseconds 20000 --operation Fulfillments --system STC --location 317
  order-broker faults add soap-fault --soap-fault unavailable --probability 0.1 --seed 7 --minutes 10
  order-broker faults clear`;

/** `faults`: makes a broker misbehave on purpose, so that testers see how their systems cope. */
export function faultsCommand(terminal: Terminal): Command {
  const print = (options: ServerOptions, value: unknown, text: string): void => {
    terminal.out(options.json === true ? JSON.stringify(value, null, 2) : text);
  };
  const server = (options: ServerOptions) => serverOf(options, terminal);
  return new Command('faults')
    .summary('make the broker misbehave on purpose')
    .description(
      'Makes the broker misbehave on purpose, so that testers see how their systems cope: late, lost, cut, slow and damaged answers, faults, refusals, messages that are handled twice (docs/faults.md).',
    )
    .addHelpText('after', EXAMPLES)
    .addCommand(
      withServer(new Command('list'))
        .summary('list the faults')
        .description('Lists the faults that have not ended, in the order in which messages are compared with them.')
        .action(async (options: ServerOptions) => {
          const faults = await listFaults(server(options));
          print(options, faults, faults.length === 0 ? 'There are no faults.' : faultTable(faults));
        }),
    )
    .addCommand(
      withServer(addOptions(new Command('add')))
        .summary('add a fault')
        .description(
          'Adds a fault, for all processes of the broker. It ends by itself. Without conditions it hits every message of every service; in patterns * stands for any characters.',
        )
        .addHelpText('after', EXAMPLES)
        .action(async (action: FaultAction, options: ServerOptions & AddOptions) => {
          const fault = await addFault(server(options), faultOf(action, options));
          print(options, fault, `fault ${fault.name} until ${toSeconds(fault.ends_at)}`);
        }),
    )
    .addCommand(
      withServer(new Command('remove').argument('<name>', 'name of the fault'))
        .summary('remove a fault')
        .action(async (name: string, options: ServerOptions) => {
          await removeFault(server(options), name);
          print(options, { removed: name }, `fault ${name} removed`);
        }),
    )
    .addCommand(
      withServer(new Command('clear'))
        .summary('remove all faults')
        .action(async (options: ServerOptions) => {
          const { removed } = await removeFaults(server(options));
          print(options, { removed }, `${String(removed)} removed`);
        }),
    );
}

interface AddOptions {
  readonly name?: string;
  readonly milliseconds?: number;
  readonly soapFault?: string;
  readonly responseCode?: number;
  readonly status?: number;
  readonly bytesPerSecond?: number;
  readonly operation?: string;
  readonly user?: string;
  readonly system?: string;
  readonly location?: string;
  readonly order?: string;
  readonly item?: string;
  readonly first?: number;
  readonly each?: number;
  readonly probability?: number;
  readonly seed?: number;
  readonly hits?: number;
  readonly minutes?: number;
}

function addOptions(command: Command): Command {
  return command
    .addArgument(new Argument('<action>', 'what is done to a message').choices(FAULT_ACTIONS))
    .option('--name <name>', 'name of the fault (default: one is generated)')
    .option('--milliseconds <n>', 'of delay: how late the answer is sent', number)
    .option('--soap-fault <key>', 'of soap-fault: key of the fault, e.g. unavailable (docs/response-codes.md)')
    .option('--response-code <n>', 'of response-code: the code', number)
    .option('--status <n>', 'of http-status: the status', number)
    .option('--bytes-per-second <n>', 'of slow: how fast the answer is sent', number)
    .option('--operation <pattern>', 'only messages of this operation')
    .option('--user <pattern>', 'only messages of this user or API key')
    .option('--system <pattern>', 'only messages that name this system')
    .option('--location <pattern>', 'only messages that name this location')
    .option('--order <pattern>', 'only messages that name this order number or request id')
    .option('--item <pattern>', 'only messages that name this item')
    .option('--first <n>', 'hit the first n messages only', number)
    .option('--each <n>', 'hit each nth message only', number)
    .option('--probability <p>', 'hit some messages only, from 0 to 1', number)
    .option('--seed <n>', 'which messages the probability selects', number)
    .option('--hits <n>', 'end after n hits', number)
    .option('--minutes <n>', 'end after n minutes (default: 60)', number);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** Options whose names are those of the request as well. */
const SAME_NAMES = [
  'name',
  'milliseconds',
  'status',
  'operation',
  'user',
  'system',
  'location',
  'order',
  'item',
  'first',
  'each',
  'probability',
  'seed',
  'hits',
  'minutes',
] as const;

function faultOf(action: FaultAction, options: AddOptions): NewFault {
  const { soapFault, responseCode, bytesPerSecond } = options;
  return {
    action,
    ...(Object.fromEntries(
      SAME_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
    ) as Partial<NewFault>),
    ...(soapFault === undefined ? {} : { soap_fault: soapFault }),
    ...(responseCode === undefined ? {} : { response_code: responseCode }),
    ...(bytesPerSecond === undefined ? {} : { bytes_per_second: bytesPerSecond }),
  };
}

const faultTable = (faults: readonly ListedFault[]): string =>
  formatTable(
    ['fault', 'action', 'messages', 'when', 'matched', 'hit', 'until'],
    faults.map((fault) => [
      fault.name,
      actionOf(fault),
      criteriaOf(fault),
      occasionOf(fault),
      fault.matched,
      fault.hits === undefined ? fault.hit : `${String(fault.hit)} of ${String(fault.hits)}`,
      toSeconds(fault.ends_at),
    ]),
  );

function actionOf(fault: ListedFault): string {
  const parameter = FAULT_PARAMETERS[fault.action];
  return parameter === undefined ? fault.action : `${fault.action} ${String(fault[parameter])}`;
}

function criteriaOf(fault: ListedFault): string {
  const given = (['operation', 'user', 'system', 'location', 'order', 'item'] as const).flatMap((key) =>
    fault[key] === undefined ? [] : [`${key} ${fault[key]}`],
  );
  return given.length === 0 ? 'all' : given.join(', ');
}

function occasionOf({ first, each, probability, seed = 0 }: ListedFault): string {
  if (first !== undefined) return `first ${String(first)}`;
  if (each !== undefined) return `each ${String(each)}`;
  return probability === undefined ? 'always' : `probability ${String(probability)}, seed ${String(seed)}`;
}
