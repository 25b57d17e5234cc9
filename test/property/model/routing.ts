import { LOCATIONS, systemOf, UNFULFILLABLE } from '../support/house-rules.js';
import { IN_PROCESS } from './order.js';
import type { Line, Order, LocationKey } from './order.js';
import { reservedUnits, stockKey } from './world.js';
import type { SeenLine, Observation, World } from './world.js';

/**
 * The model does not route. It takes the locations of lines from the state that the gateway stored, and checks the
 * invariants of every decision: docs/routing.md.
 *
 * @param lines of the order, in the model's state, that have no location
 */
export function route(world: World, order: Order, lines: readonly Line[], observation: Observation): void {
  const locations = eligible(world, order, lines);
  const promised = new Map(
    locations.map((location) => [
      location,
      new Map(lines.map((line) => [line.item, atp(world, lines, location, line.item)])),
    ]),
  );
  const wanted = lines.map((line) => ({ ...line }));
  const parts = lines.map((line) => settle(world, order, line, observation, true));
  const problem = (text: string): void => {
    observation.problems.push(`request ${order.id}: ${text}`);
  };
  const used = new Set(
    parts
      .flat()
      .filter((part) => part.status === 'new_order')
      .map((part) => part.at),
  );
  const mayDivide = world.rules.splitOrder && !order.together;

  for (const [index, line] of wanted.entries()) {
    const mine = parts[index] ?? [];
    for (const part of mine.filter(({ status }) => status === 'new_order')) {
      if (order.rejecters.get(line.family)?.has(part.at) === true)
        problem(`line ${part.no} went to ${part.at}, which had rejected it`);
      if (!locations.includes(part.at)) problem(`line ${part.no} went to ${part.at}, which may not have it`);
      const left = promised.get(part.at);
      const units = (left?.get(part.item) ?? 0) - part.quantity;
      left?.set(part.item, units);
      if (!observation.concurrent && units < 0)
        problem(`line ${part.no} went to ${part.at}, which is short of ${-units} units`);
    }
    const placed = new Set(mine.filter(({ status }) => status === 'new_order').map((part) => part.at));
    if (placed.size > 1 && !(mayDivide && world.rules.splitLine))
      problem(`line ${line.no} was divided over ${[...placed].join(', ')}`);
  }
  if (used.size > 1 && !mayDivide) problem(`lines that stay together went to ${[...used].join(', ')}`);
  const [only] = wanted;
  if (!observation.concurrent && wanted.length === 1 && only !== undefined) {
    const lost = (parts[0] ?? [])
      .filter(({ status }) => status === 'unfulfillable')
      .reduce((sum, part) => sum + part.quantity, 0);
    const offers = locations.map((location) => atp(world, [...lines, ...parts.flat()], location, only.item));
    const most =
      mayDivide && world.rules.splitLine
        ? offers.reduce((sum, units) => sum + Math.max(0, units), 0)
        : Math.max(0, ...offers);
    if (lost > 0 && most >= only.quantity)
      problem(`line ${only.no} is unfulfillable, though ${most} of its ${only.quantity} units could be had`);
  }
}

/** Sends lines for which no location remains to the unfulfillable location. */
export function makeUnfulfillable(world: World, order: Order, lines: readonly Line[], observation: Observation): void {
  for (const line of lines) settle(world, order, line, observation, false);
}

/** Assigns a line to a location, regardless of its stock. */
export function assignTo(order: Order, line: Line, location: LocationKey): void {
  Object.assign(line, { status: 'new_order', at: location, polls: 0, attempts: line.attempts + 1, made: [] });
  order.holders.set(line.family, new Set([...(order.holders.get(line.family) ?? []), location]));
}

/** Splits a line as the gateway did. @returns the line and its parts, which are added to the order */
function settle(world: World, order: Order, line: Line, observation: Observation, routed: boolean): Line[] {
  const seen = observation.after.orders.get(order.id);
  const own = seen?.lines.find(({ no }) => no === line.no);
  const quantity = line.quantity;
  const parts: Line[] = [line];
  const assign = (part: Line, stored: SeenLine | undefined): void => {
    const attempt = seen?.attempts.find((one) => one.line === part.no && one.attempt === part.attempts + 1);
    part.quantity = stored?.quantity ?? part.quantity;
    if (attempt === undefined || !routed) {
      Object.assign(part, {
        status: 'unfulfillable',
        at: world.rules.hasUnfulfillableLocation ? UNFULFILLABLE : order.origin,
        polls: 0,
      });
    } else {
      assignTo(order, part, attempt.at);
      part.chosen = true;
    }
  };
  assign(line, own);
  for (let left = quantity - line.quantity; left > 0;) {
    const next = seen?.lines.find((one) => one.family === line.family && !order.lines.some(({ no }) => no === one.no));
    if (next === undefined) break;
    const part: Line = { ...line, no: next.no, attempts: 0, made: [] };
    order.lines.push(part);
    assign(part, next);
    parts.push(part);
    left -= part.quantity;
  }
  const units = parts.reduce((sum, part) => sum + part.quantity, 0);
  if (units !== quantity)
    observation.problems.push(`request ${order.id}: of the ${quantity} units of line ${line.no} ${units} are left`);
  return parts;
}

function eligible(world: World, order: Order, lines: readonly Line[]): LocationKey[] {
  const { rules } = world;
  const rejecters = new Set(lines.flatMap((line) => [...(order.rejecters.get(line.family) ?? [])]));
  const avoided = new Set(
    [...rejecters].map(systemOf).filter((system) => rules.systems[system]?.rejectMayReshopSameSystem === false),
  );
  return LOCATIONS.filter((location) => {
    const system = systemOf(location);
    if (system === order.system && rules.systems[system]?.shopWithinSystem === false) return false;
    if (avoided.has(system) || (!rules.requesterMayFulfill && location === order.origin)) return false;
    return lines.some(
      (line) =>
        order.rejecters.get(line.family)?.has(location) !== true && world.available.has(stockKey(location, line.item)),
    );
  });
}

/** The units of an item that are available to promise at a location, ignoring the given lines. */
function atp(world: World, without: readonly Line[], location: LocationKey, item: string): number {
  const key = stockKey(location, item);
  const available = world.available.get(key);
  if (available === undefined) return 0;
  const left = new Map(
    [...world.orders].map(([id, order]) => [
      id,
      { ...order, lines: order.lines.filter((line) => !without.includes(line) && line.at !== IN_PROCESS) },
    ]),
  );
  return available - (reservedUnits({ ...world, orders: left }).get(key) ?? 0);
}
