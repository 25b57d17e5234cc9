import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import type { AccountOptions, LocationRef } from '../../../client/locate/messages.js';
import { Store } from '../../../simulator/store/store.js';
import type { Step } from '../../../simulator/store/store.js';
import { locationOption, withAccount } from '../../locate-options.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { duration, percent, wholeNumber } from './oms-file-option.js';

interface StoreCommandOptions extends ServerOptions, AccountOptions {
  readonly rejects: number;
  readonly seed: number;
  readonly every: number;
  readonly for?: number;
}

/** `store`: a simulated store. */
export function storeCommand(terminal: Terminal): Command {
  return withAccount(
    terminal,
    withServer(new Command('store').argument('<system/location>', 'the store, e.g. STC/317', locationOption)),
  )
    .addOption(new Option('--rejects <percent>', 'lines that it rejects').argParser(percent).default(0))
    .addOption(new Option('--seed <n>', 'decides which lines these are').argParser(wholeNumber).default(1))
    .addOption(new Option('--every <time>', 'time between two steps').argParser(duration).default(1000, '1s'))
    .addOption(
      new Option('--for <time>', 'stop after this time, e.g. 10m (default: when nothing is left)').argParser(duration),
    )
    .summary('simulate a store that polls, accepts, picks, ships and hands over')
    .description(
      'A simulated store: it polls for lines and for goods in transit to it, and reports one step of every line at a time, up to the shipment or the hand-over. Without --for it stops when a poll brings nothing and all its lines are done.',
    )
    .addHelpText('after', '\nExample:\n  order-broker store STC/317 --rejects 10 --for 10m')
    .action(async (at: LocationRef, options: StoreCommandOptions) => {
      const store = new Store({
        server: serverOf(options, terminal),
        account: options.account,
        at,
        rejectPercent: options.rejects,
        seed: options.seed,
      });
      const steps = await work(store, options, terminal);
      if (options.json === true) terminal.out(JSON.stringify(steps, null, 2));
      else if (steps.length === 0) terminal.err(`Nothing to do for ${at.system}/${at.location}.`);
      else
        terminal.out(
          formatTable(
            ['request', 'line', 'item', 'status', 'code', 'answer'],
            steps.map(({ requestId, line, item, status, code, text }) => [
              requestId,
              line,
              item.trimEnd(),
              status,
              code,
              text,
            ]),
          ),
        );
      const refused = steps.filter(({ code, isPutOff }) => code !== 0 && !isPutOff).length;
      if (refused > 0) throw new ClientError(`the broker refused ${String(refused)} of ${String(steps.length)} steps`);
    });
}

/** The most steps that are kept to be printed. */
const KEPT = 10_000;

async function work(store: Store, options: StoreCommandOptions, terminal: Terminal): Promise<Step[]> {
  const steps: Step[] = [];
  const end = options.for === undefined ? undefined : Date.now() + options.for;
  for (;;) {
    const done = await turn(store, steps, end !== undefined, terminal);
    steps.splice(0, Math.max(0, steps.length - KEPT));
    terminal.live?.(`${String(steps.length)} steps, ${String(store.open)} lines open`);
    const isOver = end === undefined ? done === 0 : Date.now() >= end;
    if (isOver) return steps;
    await sleep(options.every);
  }
}

/** A store that works for a time outlives a broker that does not answer; nothing is lost, as every step is sent again. @returns the number of steps that brought a line on */
async function turn(store: Store, steps: Step[], isPatient: boolean, terminal: Terminal): Promise<number> {
  let done = 0;
  try {
    for await (const step of store.turn()) {
      steps.push(step);
      if (!step.isPutOff) done += 1;
    }
  } catch (error) {
    if (!isPatient || !(error instanceof ClientError)) throw error;
    terminal.err(error.message);
  }
  return done;
}
