import { createHash } from 'node:crypto';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { parseStatus } from '../../domain/values/status.js';
import { findPartialUpdates, lastRejects, recordPartialUpdate } from '../../store/orders/history.js';
import { readMaskedAt } from '../../store/orders/masking.js';
import { lockOrder } from '../../store/orders/orders.js';
import { endLeases } from '../../store/polling/poll-leases.js';
import type { Session } from '../../platform/db/session.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import type { BrokerContext } from '../context.js';
import { moveLines } from './move-lines.js';
import { isUndecided } from './move-plan.js';
import { takesPart } from './parties.js';
import { requestedMoves } from './requested-moves.js';
import type { RequestedMoves, UpdateStatusCommand } from './requested-moves.js';
import { reassign, reshop, storeProgress } from '../brokering/reshop.js';
import { trackPickups } from './track-pickups.js';

export type UpdateStatusResult =
  | {
      readonly updated: true;
      readonly requestId: number;
      /** 0 when the whole order or several lines were. */ readonly lineNo: number;
    }
  | {
      readonly updated: false;
      readonly requestId: number;
      readonly lineNo: number;
      readonly faults: readonly Rejection[];
    };

/**
 * Moves lines of an order to another status: all that the message asks for, or none of it (requested-moves.ts says what
 * it asks for, and when a part of it is carried out). A repeat changes nothing.
 *
 * One transaction:
 * 1. the order is locked, and must be one the caller takes part in;
 * 2. the moves are worked out and judged; nothing is called back of an order whose customer is not known any more;
 * 3. they are made: stock, assignments, history;
 * 4. rejected lines go on, to another location or unfulfillable, and canceled ones that are called back are assigned.
 */
export async function updateStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  return retryOnConflict(() =>
    context.database.transaction(async (session) => {
      const network = await context.networks.current(session);
      const requestId = readRequestId(command.requestId);
      const order = requestId === 0 ? undefined : await lockOrder(session, requestId);
      const isRepeatedReject = await repeatedRejects(session, command, requestId, order);
      // Whose store rejected the line has no part in the order any more, and still must be told that it did.
      const concerned = (known: Order): boolean =>
        command.caller === undefined ||
        takesPart(command.caller.systemCd, known, network) ||
        known.lines.some(isRepeatedReject);
      if (order === undefined || !concerned(order)) {
        const fault = new Rejection('order_unknown', {
          request: command.requestId,
          system: command.caller?.systemCd ?? '',
        });
        return { updated: false, requestId: requestId > 2 ** 31 - 1 ? 0 : requestId, lineNo: 0, faults: [fault] };
      }
      const now = context.clock();
      const fingerprints = network.preferences.allowPartialUpdates ? fingerprintsOf(command) : [];
      const known = await findPartialUpdates(session, requestId, fingerprints);
      const isCarriedOut = (item: number): boolean => known.has(fingerprints[item] ?? '');
      const asked = requestedMoves(command, order, { network, now: now.toISOString(), isRepeatedReject, isCarriedOut });
      // The job that masks locks the order as well: it is masked before, and then seen here, or it is open again and stays as it is.
      if (
        asked.moves.some(({ before }) => before.status === 'canceled') &&
        (await readMaskedAt(session, requestId)) !== undefined
      ) {
        return {
          updated: false,
          requestId,
          lineNo: asked.lineNo,
          faults: [new Rejection('masked', { request: requestId })],
        };
      }
      if (asked.moves.length > 0) await make(session, context, network, now, command, order, asked);
      // Who says of a line that it was polled has got it, and so has who fetched it and moves some of its units: it need not be offered again.
      const got = [
        ...asked.repeated.filter((line) => line.status === 'polled' || line.status === 'intransit_polled'),
        ...asked.moves.flatMap(({ rest }) => (rest !== undefined && hasFetched(command, rest, network) ? [rest] : [])),
      ];
      if (got.length > 0)
        await endLeases(
          session,
          requestId,
          got.map((line) => line.lineNo),
        );
      if (asked.moves.some((move) => move.rest !== undefined)) {
        await recordPartialUpdate(
          session,
          requestId,
          fingerprints.filter((one, item) => asked.settled.has(item) && !known.has(one)),
          now.toISOString(),
        );
      }
      const { lineNo } = asked;
      return asked.faults.length === 0
        ? { updated: true, requestId, lineNo }
        : { updated: false, requestId, lineNo, faults: named(asked) };
    }),
  );
}

function readRequestId(text: string): number {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : 0;
}

async function make(
  session: Session,
  context: BrokerContext,
  network: Network,
  now: Date,
  command: UpdateStatusCommand,
  order: Order,
  asked: RequestedMoves,
): Promise<void> {
  const mover = {
    systemCd: command.caller?.systemCd ?? '',
    locationCd: command.caller?.locationCd ?? '',
    employeeId: command.employeeId,
  };
  const lines = await moveLines(session, network, order, asked.moves, mover);
  const undecided = asked.moves.filter(isUndecided).map((move) => move.after);
  const rules = context.networks.ruleBook(network);
  const rejected = await reshop(
    session,
    network,
    rules,
    now,
    { ...order, lines },
    undecided.filter((line) => line.status === 'rejected'),
  );
  const settled = merge(lines, rejected);
  const called = await reassign(
    session,
    network,
    rules,
    now,
    { ...order, lines: settled },
    undecided.filter((line) => line.status === 'new_order'),
  );
  const stand = merge(settled, called);
  await storeProgress(session, order, stand);
  const takenFrom = new Map(
    asked.moves.flatMap(({ rest, after }) => (rest === undefined ? [] : [[after.lineNo, rest.lineNo] as const])),
  );
  await trackPickups(session, network, order, stand, takenFrom, now);
}

/** Whether a caller is the one that a poll gave the line to. */
function hasFetched({ caller }: UpdateStatusCommand, line: OrderLine, network: Network): boolean {
  const fetchedBy =
    line.status === 'polled' ? line.locationId : line.status === 'intransit_polled' ? line.pickupLocationId : null;
  return (
    fetchedBy !== null && (caller === undefined || network.locationById(fetchedBy).system.systemCd === caller.systemCd)
  );
}

function merge(lines: readonly OrderLine[], changed: readonly OrderLine[]): OrderLine[] {
  return [...new Map([...lines, ...changed].map((line) => [line.lineNo, line])).values()];
}

/** What a caller is told of an update of which only a part was made: what was, before what was not. */
function named({ moves, faults }: RequestedMoves): readonly Rejection[] {
  const lines = [...new Set(moves.map((move) => (move.rest ?? move.after).lineNo))];
  return lines.length === 0 ? faults : [new Rejection('partly_updated', { lines: lines.join(', ') }), ...faults];
}

/**
 * What the items of an update of some units are known again by. A line tells by its status that it was moved; that three
 * of its units were moved, it does not tell: a repeat would move three more. So the message itself is remembered, by all
 * it says and the second it was written in; each item by itself, for of a message that was made in part only the rest is
 * still to be made. A header with a date only cannot tell a repeat from the next three units: it is made.
 */
function fingerprintsOf(command: UpdateStatusCommand): string[] {
  if (!/T\d\d:\d\d:\d\d/.test(command.sentAt) || command.items.every((item) => item.quantity === 0)) return [];
  const message = JSON.stringify(command);
  return command.items.map((_, index) => createHash('sha256').update(`${index} ${message}`).digest('hex'));
}

/**
 * Tells a reject that was made before from one of the location that has the line now. A rejected line has gone on: a
 * system whose other store has it now would, by a repeat, reject for that store.
 */
async function repeatedRejects(
  session: Session,
  command: UpdateStatusCommand,
  requestId: number,
  order: Order | undefined,
): Promise<(line: OrderLine) => boolean> {
  const words = [command.status, ...command.items.map((item) => item.status)];
  if (!words.some((word) => parseStatus(word) === 'rejected')) return () => false;
  const rejects = await lastRejects(
    session,
    requestId,
    (lineNo) => order?.lines.find((line) => line.lineNo === lineNo)?.requestingLineNo,
  );
  return (line) => {
    const last = rejects.get(line.lineNo);
    return (
      last !== undefined &&
      line.pollCount === 0 &&
      last.systemCd === (command.caller?.systemCd ?? '') &&
      last.locationCd === (command.caller?.locationCd ?? '')
    );
  };
}
