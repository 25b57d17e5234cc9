import type { Order, OrderLine } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { parseRequestId, responseRequestId } from '../../domain/values/request-id.js';
import { readChanges } from '../../store/orders/order-history.js';
import { lockOrder } from '../../store/orders/orders.js';
import { endLeases } from '../../store/polling/poll-leases.js';
import { reassign, reshop } from '../brokering/reshop.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { AppliedItems } from './update/applied-items.js';
import { applyChanges, recordCorrections } from './update/apply-changes.js';
import { checkRecall, RecallRejectedError } from './update/check-recall.js';
import { leavesUnassigned } from './update/line-change.js';
import { planStatusUpdate } from './update/plan-status-update.js';
import type { StatusUpdatePlan } from './update/plan-status-update.js';
import { readNamedLines } from './update/named-lines.js';
import { PastUpdates } from './update/past-updates.js';
import { readRepeatedRejects } from './update/repeated-rejects.js';
import { hasRole } from './roles.js';
import { rolesFor, speakerOf } from './speaker.js';
import type { Speaker } from './speaker.js';
import { storeProgress } from './store-progress.js';
import { trackPickups } from './update/track-pickups.js';
import type { UpdateStatusCommand } from './update-status-command.js';

export type UpdateStatusResult =
  | {
      readonly updated: true;
      readonly requestId: number;
      /** 0 for the whole order or several lines. */ readonly lineNo: number;
    }
  | {
      readonly updated: false;
      readonly requestId: number;
      readonly lineNo: number;
      readonly rejections: readonly Rejection[];
    };

/**
 * Changes the status of lines: everything that the message requests, or nothing (plan-status-update.ts says what it
 * requests, and when a part of it is applied). A repeat changes nothing.
 *
 * One transaction:
 * 1. the order is locked; the caller must have a role in it;
 * 2. the changes are planned and checked; canceled lines are called back on the same terms as new ones are submitted;
 * 3. they are applied: reservations, assignments, history;
 * 4. rejected lines are re-sourced or become unfulfillable; canceled lines that are reassigned get a location;
 * 5. leases of polled lines end, and applied items are recorded, so that a repeat is recognized.
 */
export async function updateStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  try {
    return await changeStatus(context, command);
  } catch (error) {
    if (error instanceof RecallRejectedError) return { updated: false, ...error.refused };
    throw error;
  }
}

function changeStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  return inUnit(context, { retryOnConflict: true }, async (unit): Promise<UpdateStatusResult> => {
    const { session, network } = unit;
    const requestId = parseRequestId(command.requestId);
    const order = requestId === undefined ? undefined : await lockOrder(session, requestId);
    if (order === undefined) return unknownOrder(command);
    const past = new PastUpdates(order, command.caller, await readChanges(session, order.requestId));
    if (!isConcerned(unit, command, order, past)) return unknownOrder(command);

    const speaker = speakerOf(command.caller, order, network, (locationId) => past.hadLine(locationId));
    const isRepeatedReject = await readRepeatedRejects(unit, command, order);
    const applied = await AppliedItems.read(unit, command, order.requestId);
    const facts = { network, now: unit.timestamp, speaker, past, isRepeatedReject };
    const items = await readNamedLines(unit, command, order, speaker);
    if ('rejections' in items) return { updated: false, requestId: order.requestId, lineNo: 0, ...items };
    const plan = planStatusUpdate({ ...command, items }, order, facts, (item) => applied.has(item));
    if (plan.changes.length > 0 || plan.corrected.length > 0) await applyPlan(unit, command, order, plan);
    const fetched = fetchedLines(unit, order, speaker, plan).map((line) => line.lineNo);
    if (fetched.length > 0) await endLeases(session, order.requestId, fetched);
    if (plan.changes.length > 0) await applied.record(unit, plan.settled);
    return resultOf(order, plan);
  });
}

/**
 * Whether the caller may know of the order: its system has a role in it, or had one. After its reject a store may have no
 * role any more; it must still be told that the line is gone.
 */
function isConcerned({ network }: Unit, { caller }: UpdateStatusCommand, order: Order, past: PastUpdates): boolean {
  if (caller === undefined || hasRole(caller.systemCd, order, network)) return true;
  return order.lines.some((line) =>
    [...past.holdersOf(line)].some((id) => network.locationById(id).system.systemCd === caller.systemCd),
  );
}

function unknownOrder(command: UpdateStatusCommand): UpdateStatusResult {
  const system = command.caller?.systemCd ?? '';
  return {
    updated: false,
    requestId: responseRequestId(parseRequestId(command.requestId)),
    lineNo: 0,
    rejections: [new Rejection('order_unknown', { request: command.requestId, system })],
  };
}

async function applyPlan(
  unit: Unit,
  command: UpdateStatusCommand,
  order: Order,
  { changes, corrected, lineNo }: StatusUpdatePlan,
): Promise<void> {
  const { systemCd = '', locationCd = '' } = command.caller ?? {};
  const actor = { systemCd, locationCd, employeeId: command.employeeId };
  const changed = await applyChanges(unit, order, changes, actor);
  await recordCorrections(unit, order, corrected, changes, actor);
  const unassigned = changes.filter(leavesUnassigned).map((change) => change.after);
  const rejected = unassigned.filter((line) => line.status === 'rejected');
  const resourced = merge(changed, await reshop(unit, { ...order, lines: changed }, rejected));
  const canceled = unassigned.filter((line) => line.status === 'new_order');
  await checkRecall(unit, { ...order, lines: resourced }, canceled, lineNo);
  const lines = merge(resourced, await reassign(unit, { ...order, lines: resourced }, canceled));
  const stored = merge(
    corrected,
    lines.filter((line) => !order.lines.includes(line)),
  );
  await storeProgress(unit, order, stored);
  const splitFrom = new Map(
    changes.flatMap(({ rest, after }) => (rest === undefined ? [] : [[after.lineNo, rest.lineNo] as const])),
  );
  await trackPickups(unit, order, lines, splitFrom);
}

/**
 * The polled lines that the caller is known to have received, which need not be offered again: the message says that they
 * were polled, or the party that polled them changes some of their units.
 */
function fetchedLines({ network }: Unit, order: Order, speaker: Speaker, plan: StatusUpdatePlan): OrderLine[] {
  const isPolledByCaller = (line: OrderLine): boolean => {
    const roles = rolesFor(speaker, order, line, network);
    return (
      (line.status === 'polled' && roles.has('fulfilling')) ||
      (line.status === 'intransit_polled' && roles.has('pickup'))
    );
  };
  const repeated = plan.repeated.filter((line) => line.status === 'polled' || line.status === 'intransit_polled');
  const split = plan.changes.flatMap(({ rest }) => (rest !== undefined && isPolledByCaller(rest) ? [rest] : []));
  return [...repeated, ...split];
}

function merge(lines: readonly OrderLine[], changed: readonly OrderLine[]): OrderLine[] {
  return [...new Map([...lines, ...changed].map((line) => [line.lineNo, line])).values()];
}

/** The result; for a partially applied update first the lines that changed, then why the others did not. */
function resultOf({ requestId }: Order, { changes, rejections, lineNo }: StatusUpdatePlan): UpdateStatusResult {
  if (rejections.length === 0) return { updated: true, requestId, lineNo };
  const changed = [...new Set(changes.map((change) => (change.rest ?? change.after).lineNo))];
  const partly = changed.length === 0 ? [] : [new Rejection('partly_updated', { lines: changed.join(', ') })];
  return { updated: false, requestId, lineNo, rejections: [...partly, ...rejections] };
}
