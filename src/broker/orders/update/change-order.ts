import type { Order, OrderLine } from '../../../domain/order/order.js';
import { Rejection } from '../../../domain/response-code.js';
import { readChanges } from '../../../store/orders/order-history.js';
import { endLeases } from '../../../store/polling/poll-leases.js';
import { holdLines } from '../../brokering/hold-lines.js';
import { reassign, reshop } from '../../brokering/reshop.js';
import { noteSent } from '../../direct-fulfillment/note-sent.js';
import { followRequests } from '../../partners/follow-requests.js';
import type { Unit } from '../../unit.js';
import { hasRole } from '../roles.js';
import { rolesFor, speakerOf } from '../speaker.js';
import type { Speaker } from '../speaker.js';
import { storeProgress } from '../store-progress.js';
import type { UpdateStatusCommand } from '../update-status-command.js';
import { AppliedItems } from './applied-items.js';
import { applyChanges, recordCorrections } from './apply-changes.js';
import { checkRecall } from './check-recall.js';
import { leavesUnassigned } from './line-change.js';
import { readNamedLines } from './named-lines.js';
import { PastUpdates } from './past-updates.js';
import { planStatusUpdate } from './plan-status-update.js';
import type { StatusUpdatePlan } from './plan-status-update.js';
import { readRepeatedRejects } from './repeated-rejects.js';
import { trackPickups } from './track-pickups.js';

/** Who changes an order, and how, where it is not a caller of the Locate service. */
export interface ChangeOptions {
  /** Absent: whoever the command names as its caller. */
  readonly speaker?: Speaker;
  /** Whether some units of a line may change, whatever the organization allows callers of StatusUpdate. */
  readonly allowsParts?: boolean;
  /** What follows a reject: the lines are routed again, or they wait at no location for somebody to decide. */
  readonly rejected?: 'reshop' | 'hold';
}

/** What a message did to an order, or why nothing was done. */
export type ChangeOutcome =
  /** The caller has no role in the order: for it, the order does not exist. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreadable'; readonly rejections: readonly Rejection[] }
  | { readonly kind: 'planned'; readonly plan: StatusUpdatePlan };

/**
 * Changes lines of an order that is locked: plans the changes, checks them, and applies them with everything that follows.
 * @throws {RecallRejectedError} when canceled lines cannot be called back; what was done is to be undone
 */
export async function changeOrder(
  unit: Unit,
  order: Order,
  command: UpdateStatusCommand,
  options: ChangeOptions = {},
): Promise<ChangeOutcome> {
  const { session, network } = unit;
  const past = new PastUpdates(order, command.caller, await readChanges(session, order.requestId));
  if (!isConcerned(unit, command, order, past)) return { kind: 'unknown' };

  const speaker =
    options.speaker ?? speakerOf(command.caller, order, network, (locationId) => past.hadLine(locationId));
  // Who is named here knows what it repeats: a fulfillment request has a state of its own.
  const isRepeatedReject =
    options.speaker === undefined ? await readRepeatedRejects(unit, command, order) : (): boolean => false;
  const applied = await AppliedItems.read(unit, command, order.requestId);
  const allowsParts = options.allowsParts ?? network.preferences.allowPartialUpdates;
  const facts = { network, now: unit.timestamp, speaker, past, isRepeatedReject, allowsParts };
  const items = await readNamedLines(unit, command, order, speaker);
  if ('rejections' in items) return { kind: 'unreadable', ...items };
  const plan = planStatusUpdate({ ...command, items }, order, facts, (item) => applied.has(item));
  if (plan.changes.length > 0 || plan.corrected.length > 0) await applyPlan(unit, command, order, plan, options);
  const fetched = fetchedLines(unit, order, speaker, plan).map((line) => line.lineNo);
  if (fetched.length > 0) await endLeases(session, order.requestId, fetched);
  if (plan.changes.length > 0) await applied.record(unit, plan.settled);
  return { kind: 'planned', plan };
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

async function applyPlan(
  unit: Unit,
  command: UpdateStatusCommand,
  order: Order,
  { changes, corrected, lineNo }: StatusUpdatePlan,
  options: ChangeOptions,
): Promise<void> {
  const { systemCd = '', locationCd = '' } = command.caller ?? {};
  const actor = { systemCd, locationCd, employeeId: command.employeeId };
  const isHeld = options.rejected === 'hold';
  const changed = await applyChanges(unit, order, changes, actor, isHeld ? 'voided' : 'rejected');
  await recordCorrections(unit, order, corrected, changes, actor);
  const unassigned = changes.filter(leavesUnassigned).map((change) => change.after);
  const rejected = unassigned.filter((line) => line.status === 'rejected');
  const resource = isHeld ? holdLines : reshop;
  const resourced = merge(changed, await resource(unit, { ...order, lines: changed }, rejected));
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
  await noteSent(unit, order.requestId, changes);
  await followRequests(unit, order, changes);
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
