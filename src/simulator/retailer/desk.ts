import { ClientError } from '../../client/client-error.js';
import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { chanceOf } from '../chance.js';
import { enterOrder } from '../oms/actions/enter-order.js';
import { generatePickSlips } from '../oms/actions/pick.js';
import type { Target } from '../oms/actions/require-order.js';
import { holdOrder, releaseOrder } from '../oms/actions/review-order.js';
import { cancelOrder, confirmShipment, correctOrder, rejectBatch, sellOut } from '../oms/actions/work-on-order.js';
import { openOrders, orderOf } from '../oms/file/orders.js';
import { recordsOfOrder, recordsWithLetter } from '../oms/file/records.js';
import type { Oms } from '../oms/oms.js';
import { addEntered, dueOrders, endEvent, lastEntered } from './file/run-file.js';
import type { Entered, Event, Run, Schedule } from './file/run-file.js';
import type { Network } from './network.js';
import { BROKERED_COMPANY, MAIN_COMPANY, plannedOrder } from './plan.js';
import type { PlannedOrder } from './plan.js';

/**
 * The people at the OMS: they enter orders, print pick slips, confirm shipments, cancel and hold, and look after what the OMS could
 * not do alone.
 *
 * An order has a number before it is entered. So a run that is killed in between enters the same order at its next start, and the
 * broker never gets two orders for one.
 */

/** Hold reasons of polled orders: credit, and canceled where they were placed (L02). */
const CREDIT = 'CR';
const CANCELED_THERE = 'BC';
/** Shares of shipments that turn out to be missing, and of orders in error that are not worth a correction. */
const MISSING = 0.03;
const HOPELESS = 0.25;

export class Desk {
  constructor(
    private readonly oms: Oms,
    private readonly file: OwnFile,
    private readonly network: Network,
  ) {}

  /** Enters the orders that are due. @param due how many orders the run is to have entered */
  async enter(run: Run, due: number): Promise<void> {
    const last = lastEntered(this.file, run.id);
    if (last !== undefined && orderOf(this.oms.file, last.company, last.number) === undefined)
      await this.#enter(plannedOrder(run.seed, last.n, this.network), last);
    for (let n = (last?.n ?? 0) + 1; n <= due; n += 1) {
      const planned = plannedOrder(run.seed, n, this.network);
      const entered = { n, company: planned.company, number: this.#nextNumber(run) };
      addEntered(this.file, run.id, { ...entered, ...scheduleOf(planned, run.ranMs) });
      await this.#enter(planned, entered);
    }
  }

  async #enter(planned: PlannedOrder, { company, number }: Entered): Promise<void> {
    await enterOrder(this.oms, {
      company,
      number,
      kind: planned.kind,
      lines: planned.lines,
      customer: planned.customer,
      pickupAt: planned.pickupAt,
    });
  }

  /** A number that no company has: the broker knows orders by their numbers alone. */
  #nextNumber(run: Run): number {
    const [row] = this.oms.file.all<{ last: number | null }>('SELECT MAX(number) AS last FROM orders');
    return Math.max(run.firstNumber, (row?.last ?? 0) + 1);
  }

  /** Cancels, holds and releases what is due. */
  async maintain(run: Run): Promise<void> {
    const actions: Readonly<Record<Event, (target: Entered) => void | Promise<void>>> = {
      cancel: ({ n, ...target }) => {
        const line = plannedOrder(run.seed, n, this.network).cancel?.line;
        return cancelOrder(this.oms, { ...target, line }, 'CC');
      },
      hold: (target) => {
        holdOrder(this.oms, target, 'MH');
      },
      release: (target) => {
        releaseOrder(this.oms, target);
      },
    };
    for (const event of ['cancel', 'hold', 'release'] as const)
      for (const entered of dueOrders(this.file, run.id, event, run.ranMs)) {
        if (event !== 'hold' || this.#isOpen(entered)) await unlessTooLate(() => actions[event](entered));
        endEvent(this.file, run.id, entered.n, event);
      }
  }

  #isOpen({ company, number }: Target): boolean {
    return orderOf(this.oms.file, company, number)?.status === 'open';
  }

  /** Ships what was printed, looks after orders that wait for people, and prints. */
  async work(seed: number): Promise<void> {
    this.#ship(seed);
    await this.#lookAfter(seed);
    for (const company of [MAIN_COMPANY, BROKERED_COMPANY]) await generatePickSlips(this.oms, company);
  }

  #ship(seed: number): void {
    const printed = recordsWithLetter(this.oms.file, MAIN_COMPANY, 'F');
    for (const number of new Set(printed.map(({ orderNumber }) => orderNumber))) {
      const target = { company: MAIN_COMPANY, number };
      const order = orderOf(this.oms.file, MAIN_COMPANY, number);
      if (order?.status !== 'open') continue;
      const isMissing = order.role === 'fulfilling' && chanceOf(seed, `missing ${String(number)}`) < MISSING;
      if (isMissing) sellOut(this.oms, target);
      else confirmShipment(this.oms, target, { via: 'UPS', tracking: `1Z${String(number)}` });
    }
  }

  /** Polled orders that are on hold, in error, or canceled where they were placed. */
  async #lookAfter(seed: number): Promise<void> {
    for (const { role, number, holds } of openOrders(this.oms.file, MAIN_COMPANY)) {
      if (role !== 'fulfilling') continue;
      const target = { company: MAIN_COMPANY, number };
      if (holds.includes(CANCELED_THERE)) await unlessTooLate(() => cancelOrder(this.oms, target, 'CC'));
      else if (holds.length === 1 && holds.includes(CREDIT))
        await unlessTooLate(() => {
          releaseOrder(this.oms, target);
        });
      if (!recordsOfOrder(this.oms.file, MAIN_COMPANY, number).some(({ letter }) => letter === 'N')) continue;
      if (chanceOf(seed, `hopeless ${String(number)}`) < HOPELESS) rejectBatch(this.oms, target);
      else await unlessTooLate(() => correctOrder(this.oms, target));
    }
  }
}

const scheduleOf = ({ cancel, hold }: PlannedOrder, ranMs: number): Schedule => ({
  cancelDue: cancel === undefined ? null : ranMs + cancel.after * 1000,
  holdDue: hold === undefined ? null : ranMs + hold.after * 1000,
  releaseDue: hold === undefined ? null : ranMs + (hold.after + hold.for) * 1000,
});

/** The order has gone on: nothing of it can be canceled, or it is not held any more. */
async function unlessTooLate(action: () => void | Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
  }
}
