import { LOCATIONS, UNFULFILLABLE, ITEMS, systemOf } from '../support/house-rules.js';
import { done, rejected } from './messages.js';
import type { Submit, ExpectedResponse } from './messages.js';
import { IN_PROCESS } from './order.js';
import type { Line, Order, OrderType, LocationKey } from './order.js';
import { assignTo, route } from './routing.js';
import { reservedUnits, stockKey } from './world.js';
import type { Observation, World } from './world.js';

/** docs/contract.md, SubmitOrder. @param given the request id in the response */
export function applySubmit(world: World, message: Submit, given: number, observation: Observation): ExpectedResponse {
  const system = systemOf(message.from);
  const key = (family: number): string => `${system} ${message.number} ${String(family)}`;
  const living = (family: number): number | undefined => {
    const order = world.orders.get(world.submitted.get(key(family)) ?? 0);
    return order !== undefined && livesOn(order, family) ? order.id : undefined;
  };
  const repeated = message.lines.map(({ family }) => living(family)).find((id) => id !== undefined);
  if (repeated !== undefined) {
    const lines = message.lines.filter(({ family }) => living(family) === undefined);
    if (lines.length === 0) return rejected([2040], { request: repeated });
    return applySubmit(world, { ...message, lines }, given, observation);
  }
  const { locations, faults } = draft(world, message);
  if (faults.length > 0 || message.type === 'MAIL') return rejected(faults, { request: 0 });
  const order = orderOf(message, message.type, given, locations.pickup);
  order.lines = message.lines.map((wanted, index) =>
    lineOf(message, wanted, index + 1, locations.named[index], locations.pickup),
  );
  world.orders.set(given, order);
  for (const { family } of message.lines) world.submitted.set(key(family), given);

  const open = order.lines.filter((line) => line.named === undefined);
  if (world.rules.acknowledgeFirst && order.type === 'DELIVERY' && open.length === order.lines.length) {
    for (const line of open) line.at = IN_PROCESS;
    world.toBroker.push(given);
    return done({ request: given });
  }
  for (const line of order.lines) if (line.named !== undefined) assignTo(order, line, line.named);
  renumbered(order, observation);
  if (open.length > 0) route(world, order, open, observation);
  order.lines.sort((a, b) => a.no - b.no);
  return done({ request: given });
}

/**
 * Split lines shift the numbers of the lines after them, so a line's number depends on how routing split the
 * earlier ones: each family starts after the last line of the previous one.
 */
function renumbered(order: Order, observation: Observation): void {
  const seen = observation.after.orders.get(order.id)?.lines ?? [];
  for (const line of order.lines) {
    const first = seen.find((one) => one.family === line.family);
    if (first !== undefined) line.no = first.no;
  }
}

/** Whether an order still stands for a caller's line: docs/contract.md, SubmitOrder. */
function livesOn({ lines }: Order, family: number): boolean {
  const isCanceled = lines.filter((line) => line.family === family).every(({ status }) => status === 'canceled');
  return !isCanceled && lines.some(({ status }) => status !== 'canceled' && status !== 'unfulfillable');
}

interface Places {
  readonly pickup: LocationKey | undefined;
  readonly named: readonly (LocationKey | undefined)[];
}

function draft(world: World, message: Submit): { readonly locations: Places; readonly faults: number[] } {
  const faults: number[] = [];
  const known = (location: LocationKey): boolean => [...LOCATIONS, UNFULFILLABLE].includes(location);
  if (!known(message.from)) faults.push(7003);
  if (message.number === '') faults.push(7010);
  if (message.type === 'MAIL') faults.push(7011);
  if (new Set(message.lines.map(({ family }) => family)).size < message.lines.length) faults.push(7014);
  for (const { item, quantity, at } of message.lines) {
    if (!ITEMS.some((one) => one === item)) faults.push(7001);
    if (quantity < 1) faults.push(7008);
    if (at === '' ? message.type === 'PICKUP' : !known(at)) faults.push(at === '' ? 7005 : 7004);
  }
  if (message.pickup !== '' && !known(message.pickup) && message.type !== 'DELIVERY' && message.type !== 'PICKUP')
    faults.push(7012);
  const locations = placesOf(message, faults);
  const demand = new Map<string, number>();
  const reserved = reservedUnits(world);
  for (const [index, { item, quantity }] of message.lines.entries()) {
    const location = locations.named[index];
    if (location === undefined) continue;
    if (!ITEMS.some((one) => one === item)) {
      faults.push(7002);
      continue;
    }
    const key = stockKey(location, item);
    demand.set(key, (demand.get(key) ?? 0) + quantity);
    const available = world.available.get(key);
    const free = (available ?? 0) - (reserved.get(key) ?? 0);
    if (available === undefined || (world.rules.namedChecksQuantity && free < (demand.get(key) ?? 0)))
      faults.push(7002);
  }
  return { locations, faults };
}

/** docs/routing.md, "What is routed". */
function placesOf(message: Submit, faults: number[]): Places {
  const named = message.lines.map(({ at }) => (at === '' ? undefined : at));
  const pickup = message.pickup === '' ? undefined : message.pickup;
  switch (message.type) {
    case 'DELIVERY':
    case 'MAIL':
      return { pickup: undefined, named };
    case 'PICKUP':
      return { pickup: named[0], named };
    case 'RETAILPICKUP':
      return { pickup: pickup ?? message.from, named };
    case 'SHIPFORPICKUP':
      if (pickup === undefined) faults.push(7012);
      return { pickup, named };
    case 'SHIPTOSTORE':
      if (pickup !== undefined) return { pickup, named: named.map((location) => location ?? message.from) };
      if (named[0] === undefined || named.some((location) => location !== undefined && location !== named[0]))
        faults.push(7012);
      return { pickup: named[0], named: named.map(() => message.from) };
  }
}

function orderOf(message: Submit, type: OrderType, id: number, pickup: LocationKey | undefined): Order {
  return {
    id,
    number: message.number,
    type,
    system: systemOf(message.from),
    origin: message.from,
    pickup,
    together: message.together,
    review: message.review,
    lines: [],
    rejecters: new Map(),
    holders: new Map(),
    rejects: new Set(),
    carriedOut: new Map(),
  };
}

function lineOf(
  message: Submit,
  wanted: Submit['lines'][number],
  no: number,
  named: LocationKey | undefined,
  pickup: LocationKey | undefined,
): Line {
  return {
    no,
    family: wanted.family,
    item: wanted.item,
    quantity: wanted.quantity,
    status: 'new_order',
    at: named ?? '',
    named,
    chosen: named === undefined,
    pickup: message.type === 'PICKUP' ? named : pickup,
    retries: 0,
    polls: 0,
    attempts: 0,
    rejectedBy: undefined,
    pickupBy: undefined,
    made: [],
    lease: undefined,
  };
}
