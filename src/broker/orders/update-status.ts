import type { Order, OrderLine } from '../../domain/order/order.js';
import { Rejection } from '../../domain/response-code.js';
import { parseRequestId, responseRequestId } from '../../domain/values/request-id.js';
import { readMaskedAt } from '../../store/orders/masking.js';
import { lockOrder } from '../../store/orders/orders.js';
import { endLeases } from '../../store/polling/poll-leases.js';
import { reassign, reshop } from '../brokering/reshop.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { AppliedItems } from './update/applied-items.js';
import { applyChanges } from './update/apply-changes.js';
import { leavesUnassigned } from './update/line-change.js';
import { planStatusUpdate } from './update/plan-status-update.js';
import type { StatusUpdatePlan } from './update/plan-status-update.js';
import { readRepeatedRejects } from './update/repeated-rejects.js';
import { hasRole } from './roles.js';
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
 * 2. the changes are planned and checked. Nothing is reassigned of an order whose customer is masked;
 * 3. they are applied: reservations, assignments, history;
 * 4. rejected lines are re-sourced or become unfulfillable; canceled lines that are reassigned get a location;
 * 5. leases of polled lines end, and applied items are recorded, so that a repeat is recognized.
 */
export function updateStatus(context: BrokerContext, command: UpdateStatusCommand): Promise<UpdateStatusResult> {
  return inUnit(context, { retryOnConflict: true }, async (unit): Promise<UpdateStatusResult> => {
    const { session, network } = unit;
    const requestId = parseRequestId(command.requestId);
    const order = requestId === undefined ? undefined : await lockOrder(session, requestId);
    if (order === undefined) return unknownOrder(command);
    const isRepeatedReject = await readRepeatedRejects(unit, command, order);
    // After its reject, a store may have no role in the order any more. Its repeat must still succeed.
    const isConcerned =
      command.caller === undefined ||
      hasRole(command.caller.systemCd, order, network) ||
      order.lines.some(isRepeatedReject);
    if (!isConcerned) return unknownOrder(command);

    const applied = await AppliedItems.read(unit, command, order.requestId);
    const facts = { network, now: unit.timestamp, isRepeatedReject };
    const plan = planStatusUpdate(command, order, facts, (item) => applied.has(item));
    if (await reassignsMasked(unit, order, plan)) {
      const rejections = [new Rejection('masked', { request: order.requestId })];
      return { updated: false, requestId: order.requestId, lineNo: plan.lineNo, rejections };
    }
    if (plan.changes.length > 0) await applyPlan(unit, command, order, plan);
    const fetched = fetchedLines(unit, command, plan).map((line) => line.lineNo);
    if (fetched.length > 0) await endLeases(session, order.requestId, fetched);
    if (plan.changes.some((change) => change.rest !== undefined)) await applied.record(unit, plan.settled);
    return resultOf(order, plan);
  });
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

/**
 * Whether the plan reassigns a canceled line of an order whose personal data is masked. The masking job locks the order as
 * well: either it came first and is seen here, or the order is open again and stays unmasked.
 */
async function reassignsMasked({ session }: Unit, order: Order, { changes }: StatusUpdatePlan): Promise<boolean> {
  if (!changes.some(({ before }) => before.status === 'canceled')) return false;
  return (await readMaskedAt(session, order.requestId)) !== undefined;
}

async function applyPlan(
  unit: Unit,
  command: UpdateStatusCommand,
  order: Order,
  { changes }: StatusUpdatePlan,
): Promise<void> {
  const { systemCd = '', locationCd = '' } = command.caller ?? {};
  const changed = await applyChanges(unit, order, changes, { systemCd, locationCd, employeeId: command.employeeId });
  const unassigned = changes.filter(leavesUnassigned).map((change) => change.after);
  const rejected = unassigned.filter((line) => line.status === 'rejected');
  const resourced = merge(changed, await reshop(unit, { ...order, lines: changed }, rejected));
  const canceled = unassigned.filter((line) => line.status === 'new_order');
  const lines = merge(resourced, await reassign(unit, { ...order, lines: resourced }, canceled));
  await storeProgress(unit, order, lines);
  const splitFrom = new Map(
    changes.flatMap(({ rest, after }) => (rest === undefined ? [] : [[after.lineNo, rest.lineNo] as const])),
  );
  await trackPickups(unit, order, lines, splitFrom);
}

/**
 * The polled lines that the caller is known to have received, which need not be offered again: the message says that they
 * were polled, or the system that polled them changes some of their units.
 */
function fetchedLines({ network }: Unit, { caller }: UpdateStatusCommand, plan: StatusUpdatePlan): OrderLine[] {
  const polledAt = (line: OrderLine): number | null =>
    line.status === 'polled' ? line.locationId : line.status === 'intransit_polled' ? line.pickupLocationId : null;
  const isCallers = (locationId: number): boolean =>
    caller === undefined || network.locationById(locationId).system.systemCd === caller.systemCd;
  const repeated = plan.repeated.filter((line) => line.status === 'polled' || line.status === 'intransit_polled');
  const split = plan.changes.flatMap(({ rest }) => {
    const locationId = rest === undefined ? null : polledAt(rest);
    return rest !== undefined && locationId !== null && isCallers(locationId) ? [rest] : [];
  });
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
