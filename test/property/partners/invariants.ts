import { hasEnded, isGone, isPromised } from './model.js';
import type { Model } from './model.js';
import type { SeenAttempt, SeenLine, Snapshot } from './tables.js';

/** What must be true after every step. @returns what is not, in sentences */
export function broken(model: Model, tables: Snapshot): string[] {
  return [...requestsAgree(model, tables), ...linesAgree(tables), ...ordersAgree(model, tables)];
}

/** Each request has the units and the state that the model predicts. */
function requestsAgree(model: Model, tables: Snapshot): string[] {
  const faults: string[] = [];
  const attempts = grouped(tables.attempts, ({ request }) => request);
  const parcels = grouped(tables.parcels, ({ request }) => request);
  const lines = new Map(tables.lines.map((line) => [`${line.order} ${line.no}`, line]));
  for (const asked of model.requests.values()) {
    const found = tables.requests.get(asked.id);
    const own = attempts.get(asked.id) ?? [];
    const statusOf = ({ order, line }: SeenAttempt): string => lines.get(`${order} ${line}`)?.status ?? '';
    const sum = (keep: (attempt: SeenAttempt) => boolean): number =>
      own.filter(keep).reduce((total, { quantity }) => total + quantity, 0);
    const isShipped = (one: SeenAttempt): boolean =>
      one.outcome === 'fulfilled' || (one.outcome === '' && isGone(statusOf(one)));
    const units = `${sum(() => true)} = ${sum(isShipped)} + ${sum(({ outcome }) => !['', 'fulfilled'].includes(outcome))} + ${sum((one) => one.outcome === '' && !isShipped(one))}`;
    const expected = `${asked.asked} = ${asked.shipped} + ${asked.canceled} + ${asked.open}`;
    if (units !== expected)
      faults.push(`request ${asked.id}: asked = shipped + canceled + open is ${units}, expected ${expected}`);
    if (found?.state !== asked.state)
      faults.push(`request ${asked.id} is ${found?.state ?? 'missing'}, expected ${asked.state}`);
    if (found !== undefined && found.isAskedBack !== asked.isAskedBack)
      faults.push(`request ${asked.id} is ${asked.isAskedBack ? 'not ' : ''}asked back`);
    const live = own.filter(({ outcome }) => outcome === '' || outcome === 'fulfilled');
    if (hasEnded(asked) !== (live.length === 0)) faults.push(`request ${asked.id} is ${asked.state} with live lines`);
    const isFresh = asked.state === 'unprocessed' || asked.state === 'processing';
    if (isFresh && !asked.wasTaken && live.some((one) => statusOf(one) !== 'new_order'))
      faults.push(`request ${asked.id} is ${asked.state}, but its partner has lines`);
    if (asked.state !== 'acknowledged' && live.some((one) => isPromised(statusOf(one))))
      faults.push(`request ${asked.id} is ${asked.state}, but lines are acknowledged`);
    const shipped = (parcels.get(asked.id) ?? []).reduce((total, { quantity }) => total + quantity, 0);
    if (shipped !== asked.parcels)
      faults.push(`request ${asked.id}: its shipments have ${shipped} units, expected ${asked.parcels}`);
  }
  for (const { request, order, line, quantity, shipment } of tables.parcels)
    if (
      !(attempts.get(request) ?? []).some((one) => one.order === order && one.line === line && one.quantity >= quantity)
    )
      faults.push(`shipment ${shipment} has ${quantity} of line ${line}, which request ${request} does not have`);
  if (new Set(tables.parcels.map(({ shipment }) => shipment)).size !== tables.shipments)
    faults.push('a shipment has no line');
  return faults;
}

/** Each line is at one place at most, and with a partner only by a request. */
function linesAgree(tables: Snapshot): string[] {
  const faults: string[] = [];
  const open = grouped(
    tables.attempts.filter(({ outcome }) => outcome === ''),
    ({ order, line }) => `${order} ${line}`,
  );
  for (const line of tables.lines) {
    const name = `line ${line.no} of order ${line.order}`;
    const attempts = open.get(`${line.order} ${line.no}`) ?? [];
    if (attempts.length > 1) faults.push(`${name} is at ${attempts.map(({ place }) => place).join(' and ')}`);
    const [attempt] = attempts;
    if (attempt !== undefined && (attempt.place !== line.place || attempt.quantity !== line.quantity))
      faults.push(`${name} is ${line.quantity} at ${line.place}, its attempt ${attempt.quantity} at ${attempt.place}`);
    if (attempt === undefined && isActive(line)) faults.push(`${name} is ${line.status} without an attempt`);
  }
  for (const { order, line, place, request } of [...open.values()].flat()) {
    const isPartner = place.startsWith('SUP/');
    const asks = tables.requests.get(request);
    if (isPartner !== (asks !== undefined) || (asks !== undefined && (asks.order !== order || asks.place !== place)))
      faults.push(`line ${line} of order ${order} is open at ${place} with request ${request}`);
  }
  return faults;
}

const isActive = ({ place, status }: SeenLine): boolean =>
  place.startsWith('SUP/') && !['fulfilled', 'canceled', 'unfulfillable'].includes(status);

/** Orders have the units that were submitted, and the status that follows from their lines. */
function ordersAgree({ submitted }: Model, tables: Snapshot): string[] {
  const faults: string[] = [];
  const lines = grouped(tables.lines, ({ order }) => order);
  for (const [order, { status }] of tables.orders) {
    const own = lines.get(order) ?? [];
    const units = new Map<string, number>();
    for (const { product, quantity } of own) units.set(product, (units.get(product) ?? 0) + quantity);
    const [is, expected] = [inWords(units), inWords(submitted.get(order) ?? new Map())];
    if (is !== expected) faults.push(`order ${order} has ${is}, expected ${expected}`);
    const derived = orderStatus(own.map((line) => line.status));
    if (status !== derived) faults.push(`order ${order} is ${status}, expected ${derived}`);
    if (own.some(({ no }, index) => no !== index + 1))
      faults.push(`the lines of order ${order} are not numbered 1, 2, ...`);
  }
  if (tables.orders.size !== submitted.size) faults.push('an order was lost');
  return faults;
}

const inWords = (units: ReadonlyMap<string, number>): string =>
  [...units]
    .map(([product, quantity]) => `${quantity} ${product}`)
    .sort()
    .join(', ');

const LADDER =
  'rejected new_order polled posted accepted verified processed picked intransit intransit_polled received fulfilled'.split(
    ' ',
  );

function orderStatus(statuses: readonly string[]): string {
  const live = statuses.filter((status) => status !== 'canceled');
  const working = live.filter((status) => status !== 'unfulfillable');
  if (live.length === 0) return 'canceled';
  if (working.length === 0) return 'unfulfillable';
  const done = working.filter((status) => status === 'fulfilled').length;
  if (working.includes('partial_fulfilled') || (done > 0 && done < working.length)) return 'partial_fulfilled';
  return LADDER[Math.min(...working.map((status) => LADDER.indexOf(status)))] ?? '';
}

function grouped<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
