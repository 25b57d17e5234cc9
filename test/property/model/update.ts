import { isStore, LOCATIONS, reservedAt, systemOf, UNFULFILLABLE } from '../support/house-rules.js';
import type { HouseRules } from '../support/house-rules.js';
import { done, rejected } from './messages.js';
import type { ExpectedResponse, Update } from './messages.js';
import { rejectionOf, REJECTIONS } from './status-changes.js';
import type { Party, RejectionReason } from './status-changes.js';
import { FINAL, IN_PROCESS, waits, pickupDay } from './order.js';
import type { Line, Order, Status } from './order.js';
import { assignTo, makeUnfulfillable, route } from './routing.js';
import { reservedUnits, stockKey } from './world.js';
import type { Observation, World } from './world.js';

interface Made {
  readonly line: Line;
  /** The line's status before the message; for a part, that of the line it was split from. */
  readonly origin: Line;
  readonly from: Status;
  readonly to: Status;
  readonly partial: boolean;
  /** Rejected only because another line of a ship-complete order is. */
  readonly along?: boolean;
}

const WORDS: readonly Status[] = [
  'new_order',
  'polled',
  'posted',
  'accepted',
  'picked',
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
  'rejected',
  'unfulfillable',
  'canceled',
];
/** Spellings of a status: upper or lower case, with a blank or a hyphen, and `in transit` as two words. */
const wordOf = (text: string): Status | undefined =>
  WORDS.find((word) => word === text.trim().toLowerCase().replace(/[ -]/g, '_').replace('in_transit', 'intransit'));

/** docs/statuses.md, from "Who may move a line" to "One update for the whole order, or for lines". */
export function applyUpdate(world: World, message: Update, observation: Observation): ExpectedResponse {
  const { rules } = world;
  const order = world.orders.get(message.request);
  const sender = message.from === '' ? '/' : message.from;
  const byLine = message.items.filter((item) => item.line !== 0);
  const whole = byLine.length === 0 || !rules.splitOrder;
  const expected = { line: whole || byLine.length !== 1 ? 0 : (byLine[0]?.line ?? 0) };
  const isRepeatedReject = (line: Line): boolean => line.rejectedBy === sender && line.polls === 0;
  const wantsReject = [message.status, ...message.items.map((item) => item.status)].some(
    (word) => wordOf(word) === 'rejected',
  );
  if (order === undefined || !(takesPart(order, message.from) || (wantsReject && order.lines.some(isRepeatedReject)))) {
    return rejected([REJECTIONS.orderUnknown], { line: 0 });
  }

  const key = JSON.stringify(message);
  const known = order.carriedOut.get(key) ?? new Set<number>();
  const draft = order.lines.map((line) => ({ ...line }));
  const origins = new Map(draft.map((line, index) => [line, order.lines[index] ?? line]));
  const made: Made[] = [];
  const rejections: RejectionReason[] = [];
  const repeats: { readonly line: Line; readonly isThere: boolean }[] = [];
  const settled = new Set<number>();
  for (const [index, item] of (whole ? wholeOrder(message, order, rejections) : byLine).entries()) {
    const line = draft.find(({ no }) => no === item.line);
    const to = wordOf(item.status.trim() || message.status);
    if (line === undefined) rejections.push('lineUnknown');
    if (to === undefined) rejections.push('statusUnknown');
    if (line === undefined || to === undefined) continue;
    const waits = made.some((one) => one.line === line && (one.to === 'rejected' || one.from === 'canceled'));
    const parties = partiesOf(rules, order, line, message.from);
    const refused = waits ? 'notAStep' : rejectionOf(order, line, to, parties, rules);
    const quantity = rules.partialUpdates && item.quantity !== 0 ? item.quantity : line.quantity;
    const mine = refused === 'notYours' && isLost(rules, order, line, message.from) ? 'lost' : refused;
    const left = beside(line, draft).filter((other) => !rejectsWhole(message, other, rules));
    const breaksUp = to === 'rejected' && (left.length > 0 || (isEarly(line) && quantity < line.quantity));
    const isRefused = breaksUp && rules.shipCompleteReject === 'refuse' && isShippedComplete(order);
    const rejection = mine ?? (isRefused ? 'keptTogether' : undefined);
    const isMade =
      to === 'rejected'
        ? order.rejects.has(`${line.family} ${sender}`)
        : rules.repeated !== 'refuse' && origins.get(line)?.made.includes(`${sender} ${to}`) === true;
    const isRepeat =
      rejection === 'already'
        ? rules.repeated === 'accept' || (rules.repeated === 'refuse_cancel' && to !== 'canceled')
        : known.has(whole ? 0 : index) ||
          (to === 'rejected' && isRepeatedReject(line)) ||
          (rejection !== undefined && isMade);
    if (isRepeat) {
      repeats.push({ line, isThere: line.status === to });
    } else if (rejection !== undefined) {
      rejections.push(rejection);
      continue;
    } else if (quantity < 0 || quantity > line.quantity) {
      rejections.push('tooMany');
      continue;
    } else {
      made.push(make(draft, line, origins, quantity, to, parties, sender));
    }
    settled.add(index);
  }

  if (!whole && rules.shipCompleteReject === 'together' && isShippedComplete(order)) {
    for (const { line, from } of made.filter((one) => one.to === 'rejected' && EARLY.has(one.from))) {
      for (const other of beside({ ...line, status: from }, draft)) {
        const parties = partiesOf(rules, order, other, message.from);
        if (rejectionOf(order, other, 'rejected', parties, rules) === undefined)
          made.push({ ...make(draft, other, origins, other.quantity, 'rejected', parties, sender), along: true });
      }
    }
  }

  const passable = new Set<RejectionReason>(whole ? ['already', 'final', 'notYours', 'lost'] : ['already']);
  const grave = rejections.filter((rejection) => !passable.has(rejection));
  const carried = grave.length > 0 && (whole || rules.allOrNothing) ? [] : made;
  const undo = before(world, order);
  for (const { line, isThere } of repeats)
    if (isThere && (line.status === 'polled' || line.status === 'intransit_polled')) leaseless(order, line.no);
  if (carried.length > 0) {
    order.lines = draft;
    if (!carryOut(world, order, carried, sender, observation)) {
      undo();
      return rejected([REJECTIONS.notStocked], expected);
    }
    if (message.sentAt.includes('T')) order.carriedOut.set(key, new Set([...known, ...(whole ? [0] : settled)]));
  }
  const codes = rejections.map((rejection) => REJECTIONS[rejection]);
  if (grave.length > 0) return rejected(carried.length > 0 ? [REJECTIONS.partly] : codes, expected);
  return carried.length > 0 || repeats.length > 0 ? done(expected) : rejected(codes, expected);
}

/** Remembers an order and the figures. @returns a function that restores them */
function before(world: World, order: Order): () => void {
  const [kept, available] = [structuredClone(order), new Map(world.available)];
  return () => {
    Object.assign(order, kept);
    world.available.clear();
    for (const [key, units] of available) world.available.set(key, units);
  };
}

const EARLY: ReadonlySet<Status> = new Set(['new_order', 'polled', 'posted', 'accepted', 'picked']);
const isEarly = ({ status }: Line): boolean => EARLY.has(status);

/** docs/configuring/preferences.md, ship_complete_reject. */
const isShippedComplete = ({ together, type }: Order): boolean => together && type !== 'PICKUP';

/** The other lines that the location of a line has and did not ship; none if the line itself has left it. */
const beside = (line: Line, lines: readonly Line[]): Line[] =>
  isEarly(line) ? lines.filter((other) => other.no !== line.no && other.at === line.at && isEarly(other)) : [];

function rejectsWhole(message: Update, line: Line, rules: HouseRules): boolean {
  return message.items.some(
    (item) =>
      item.line === line.no &&
      wordOf(item.status.trim() || message.status) === 'rejected' &&
      (!rules.partialUpdates || item.quantity === 0 || item.quantity === line.quantity),
  );
}

/** The change that an update of the whole order requests for each of its lines. */
function wholeOrder(message: Update, order: Order, rejections: RejectionReason[]): Update['items'] {
  const status = message.status.trim() || (message.items[0]?.status ?? '');
  if (wordOf(status) !== undefined) return order.lines.map((line) => ({ line: line.no, quantity: 0, status }));
  rejections.push('statusUnknown');
  return [];
}

/** docs/statuses.md, "Whom a message speaks for". */
function partiesOf(rules: HouseRules, order: Order, line: Line, from: string): ReadonlySet<Party> {
  const ofSystem = partiesOfSystem(order, line, from);
  if (!isLocation(from) || rules.locationsSpeakForSystem) return ofSystem;
  const isParty =
    [...order.holders.values()].some((at) => at.has(from)) || order.lines.some((one) => one.pickup === from);
  if (!isParty && !isStore(from)) return ofSystem;
  const parties = new Set<Party>();
  if (line.at === from || (line.status === 'unfulfillable' && ofSystem.has('sourced'))) parties.add('sourced');
  if (line.pickup === from) parties.add('pickup');
  if (ofSystem.has('placed') && (!isParty || order.origin === from || parties.size > 0)) parties.add('placed');
  return parties;
}

const isLocation = (from: string): boolean => [...LOCATIONS, UNFULFILLABLE].includes(from);

/** Whether the caller had the line, or another location of the system that it speaks for, and has it no more. */
function isLost(rules: HouseRules, order: Order, line: Line, from: string): boolean {
  if (from === '') return false;
  const isParty =
    [...order.holders.values()].some((at) => at.has(from)) || order.lines.some((one) => one.pickup === from);
  const isOne = isLocation(from) && !rules.locationsSpeakForSystem && (isParty || isStore(from));
  const isMine = (at: string): boolean => (isOne ? at === from : systemOf(at) === systemOf(from));
  return !isMine(line.at) && [...(order.holders.get(line.family) ?? [])].some(isMine);
}

function partiesOfSystem(order: Order, line: Line, from: string): Set<Party> {
  const system = systemOf(from);
  const parties = new Set<Party>();
  if (from === '' || order.system === system) parties.add('placed');
  if (line.at !== IN_PROCESS && (from === '' || systemOf(line.at) === system)) parties.add('sourced');
  if (from === '' || (line.pickup !== undefined && systemOf(line.pickup) === system)) parties.add('pickup');
  return parties;
}

/** Whether a system has or had a role in an order. */
export const takesPart = (order: Order, from: string): boolean =>
  order.lines.some((line) => partiesOfSystem(order, line, from).size > 0) ||
  [...order.holders.values()].some((at) => [...at].some((one) => systemOf(one) === systemOf(from)));

const leaseless = (order: Order, no: number): void => {
  for (const line of order.lines) if (line.no === no) line.lease = undefined;
};

/** Changes the status of a line in a draft, or splits the given number of units off as a new line. */
function make(
  draft: Line[],
  line: Line,
  origins: Map<Line, Line>,
  quantity: number,
  to: Status,
  parties: ReadonlySet<Party>,
  sender: string,
): Made {
  const origin = origins.get(line) ?? line;
  const from = line.status;
  const partial = quantity < line.quantity;
  let moved = line;
  if (partial) {
    const isAssigned = !FINAL.has(from) && line.at !== IN_PROCESS;
    moved = { ...line, no: Math.max(...draft.map(({ no }) => no)) + 1, quantity, attempts: isAssigned ? 1 : 0 };
    Object.assign(line, { quantity: line.quantity - quantity, rejectedBy: undefined });
    // The location that polled the line has received the rest of it too; another party has not.
    if (parties.has(line.lease?.kind === 'intransit' ? 'pickup' : 'sourced')) line.lease = undefined;
    draft.push(moved);
    origins.set(moved, origin);
  }
  Object.assign(moved, {
    status: to,
    lease: undefined,
    rejectedBy: undefined,
    made: to === 'new_order' ? [] : [...moved.made, `${sender} ${to}`],
  });
  if (to === 'canceled') moved.polls = 0;
  return { line: moved, origin, from, to, partial };
}

/** Applies the consequences of status changes. @returns whether called lines find stock; otherwise all is to be undone */
function carryOut(
  world: World,
  order: Order,
  made: readonly Made[],
  sender: string,
  observation: Observation,
): boolean {
  const { rules } = world;
  const called = made.filter((one) => one.from === 'canceled').map(({ line }) => line);
  const rejects = made.filter((one) => one.to === 'rejected');
  for (const { line } of rejects) {
    line.rejectedBy = sender;
    order.rejects.add(`${line.family} ${sender}`);
    order.rejecters.set(line.family, new Set([...(order.rejecters.get(line.family) ?? []), line.at]));
  }
  lowerShipped(world, made);
  lowerFigures(
    world,
    order,
    rejects.filter(({ along }) => along !== true),
    [...called, ...rejects.map(({ line }) => line)],
  );

  const rejected = rejects.map(({ line }) => line);
  const again = order.type === 'PICKUP' ? [] : rejected.filter((line) => line.retries < rules.searchRetries);
  for (const line of again) line.retries += 1;
  if (again.length > 0) route(world, order, again, observation);
  makeUnfulfillable(
    world,
    order,
    rejected.filter((line) => !again.includes(line)),
    observation,
  );
  // The requested location gets the line back unless it rejected it: the customer of a pickup still chose that store.
  const home = (line: Line): boolean =>
    line.named !== undefined &&
    line.retries === 0 &&
    (order.type === 'PICKUP' || order.rejecters.get(line.family)?.has(line.named) !== true);
  if (!areStocked(world, called.filter(home), called)) return false;
  for (const line of called.filter(home)) assignTo(order, line, line.named ?? '');
  const open = called.filter((line) => !home(line));
  if (open.length > 0) route(world, order, open, observation);
  order.lines.sort((a, b) => a.no - b.no);
  trackPickups(world, order, made);
  return true;
}

/** Whether the locations that called lines named would take them from a new order. @param unassigned all called lines */
function areStocked(world: World, lines: readonly Line[], unassigned: readonly Line[]): boolean {
  const demand = new Map<string, number>();
  const orders = [...world.orders].map(
    ([id, order]) => [id, { ...order, lines: order.lines.filter((line) => !unassigned.includes(line)) }] as const,
  );
  const reserved = reservedUnits({ ...world, orders: new Map(orders) });
  return lines.every(({ named = '', item, quantity }) => {
    const key = stockKey(named, item);
    demand.set(key, (demand.get(key) ?? 0) + quantity);
    const available = world.available.get(key);
    const free = (available ?? 0) - (reserved.get(key) ?? 0);
    return available !== undefined && (!world.rules.namedChecksQuantity || free >= (demand.get(key) ?? 0));
  });
}

/** docs/configuring/preferences.md, shipped_units_lower_stock. */
function lowerShipped(world: World, made: readonly Made[]): void {
  if (!world.rules.shippedLowers) return;
  for (const { line, from, to } of made) {
    const reserving = reservedAt(world.rules, line.at);
    const isGone = (status: Status): boolean =>
      HAS_LEFT.has(status) && !reserving.includes(status) && !reserving.includes('fulfilled');
    const key = stockKey(line.at, line.item);
    const available = world.available.get(key);
    if (available !== undefined && isGone(to) && !isGone(from))
      world.available.set(key, Math.max(0, available - line.quantity));
  }
}

const HAS_LEFT: ReadonlySet<Status> = new Set([
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
]);

/**
 * A location that has shipped goods is not affected by their rejection. docs/configuring/preferences.md,
 * reject_stock_effect.
 */
function lowerFigures(world: World, order: Order, rejects: readonly Made[], leaving: readonly Line[]): void {
  if (world.rules.rejectEffect === 'none') return;
  const others = { ...order, lines: order.lines.filter((line) => !leaving.includes(line)) };
  const reserved = reservedUnits({ ...world, orders: new Map([...world.orders, [order.id, others]]) });
  for (const { line, from } of rejects) {
    const key = stockKey(line.at, line.item);
    const available = world.available.get(key);
    const kept = reserved.get(key) ?? 0;
    if (available === undefined || available <= kept || ['intransit', 'intransit_polled', 'received'].includes(from))
      continue;
    world.available.set(
      key,
      world.rules.rejectEffect === 'set_to_found' ? kept : Math.max(kept, available - line.quantity),
    );
  }
}

/** docs/operations.md, unclaimed pickups. A partially collected line keeps its date, even if its number changes. */
function trackPickups(world: World, order: Order, made: readonly Made[]): void {
  const { closedOnSundays } = world.rules;
  const autoCancelDays = world.rules.splitOrder ? world.rules.autoCancelDays : null;
  for (const line of order.lines) {
    const origin = made.find((one) => one.line === line)?.origin;
    if (origin === undefined) continue;
    if (!waits(order.type, line)) line.pickupBy = undefined;
    else if (!waits(order.type, origin) && autoCancelDays !== null)
      line.pickupBy = pickupDay(world.now, autoCancelDays, closedOnSundays);
  }
  for (const line of order.lines) if (FINAL.has(line.status) || line.status === 'new_order') line.pickupBy = undefined;
}
