import type { ShipmentReport } from '../../../src/broker/partners/ship-request.js';
import type { SeenAttempt, SeenLine, Snapshot } from './tables.js';

/** What the model knows of a fulfillment request: how many units are where, and what was said about it. */
export interface Asked {
  readonly id: number;
  readonly order: number;
  readonly place: string;
  readonly asked: number;
  open: number;
  shipped: number;
  canceled: number;
  state: string;
  isAskedBack: boolean;
  /** Whether the partner had it at some time. */
  wasTaken: boolean;
  /** Whether every unit that was canceled so far was taken back, and not rejected. */
  onlyTakenBack: boolean;
  /** Units that the partner reported in shipments. */
  parcels: number;
}

/** A shipment by its reference, as the partner told it. */
export interface ToldShipment {
  readonly request: number;
  readonly report: ShipmentReport;
  readonly units: number;
}

/** The strategy of all partners, as the run chose it. */
export interface Strategy {
  readonly request_number: string;
  readonly request_number_max_length: number;
  readonly request_auto_process: boolean;
  readonly request_delivery: 'fetch' | 'send';
  readonly request_on_failure: 'keep' | 'reroute';
  readonly request_acknowledge_minutes: number | null;
  readonly on_partner_cancel: 'reshop' | 'cancel';
}

/** The model of a run. */
export interface Model {
  now: number;
  strategy: Strategy;
  readonly requests: Map<number, Asked>;
  /** Units of each product of each order, as submitted. */
  readonly submitted: Map<number, ReadonlyMap<string, number>>;
  readonly references: Map<string, ToldShipment>;
  /** Orders that changed since the last snapshot of the feed. */
  readonly changed: Set<number>;
  orders: number;
}

const LEFT = new Set(['intransit', 'intransit_polled', 'received', 'partial_fulfilled', 'fulfilled']);
const FURTHER = new Set([...LEFT, 'accepted', 'verified', 'processed', 'picked']);

/** Whether goods in this status are no longer where they were. */
export const isGone = (status: string): boolean => LEFT.has(status);
/** Whether somebody promised, at least, to fulfill a line in this status. */
export const isPromised = (status: string): boolean => FURTHER.has(status);
export const hasEnded = ({ state }: { readonly state: string }): boolean => state === 'canceled' || state === 'voided';

/** Whether a line is without a location. */
export const isWaiting = ({ status, place }: SeenLine): boolean =>
  status === 'unfulfillable' || (status === 'new_order' && place === '');

const lineOf = ({ lines }: Snapshot, order: number, no: number): SeenLine | undefined =>
  lines.find((line) => line.order === order && line.no === no);

/** The lines that a request has open, and that have not left. */
export function openLines(
  tables: Snapshot,
  request: number,
): { readonly line: SeenLine; readonly attempt: SeenAttempt }[] {
  return tables.attempts.flatMap((attempt) => {
    if (attempt.request !== request || attempt.outcome !== '') return [];
    const line = lineOf(tables, attempt.order, attempt.line);
    return line === undefined || isGone(line.status) ? [] : [{ line, attempt }];
  });
}

/** Takes units from a partner. @param how whether they were taken back, or rejected or canceled */
export function takeUnits(asked: Asked, units: number, how: 'taken back' | 'rejected'): void {
  asked.open -= units;
  asked.canceled += units;
  if (units > 0 && how === 'rejected') asked.onlyTakenBack = false;
  if (asked.open === 0 && asked.shipped === 0 && asked.canceled > 0 && !hasEnded(asked))
    asked.state = asked.onlyTakenBack ? 'voided' : 'canceled';
}

/** Moves units to the customer or the store. */
export function shipUnits(asked: Asked, units: number): void {
  asked.open -= units;
  asked.shipped += units;
  if (units > 0) asked.state = 'acknowledged';
}

/**
 * Lets a request follow what happened to its lines by the Locate service: what the model predicts from the lines of the
 * order alone, whatever the broker stored about the request.
 */
export function followLines(asked: Asked, before: Snapshot, after: Snapshot): void {
  for (const attempt of before.attempts.filter(
    ({ request, outcome }) =>
      request === asked.id && outcome !== 'rejected' && outcome !== 'canceled' && outcome !== 'voided',
  )) {
    const [was, is] = [lineOf(before, attempt.order, attempt.line), lineOf(after, attempt.order, attempt.line)];
    if (was === undefined || is === undefined || (was.status === is.status && was.place === is.place)) continue;
    const [wasGone, isGoneNow] = [isGone(was.status), isGone(is.status)];
    if (is.place !== was.place || is.status === 'canceled' || is.status === 'unfulfillable') {
      if (wasGone) {
        asked.shipped -= attempt.quantity;
        asked.open += attempt.quantity;
      }
      takeUnits(asked, attempt.quantity, 'rejected');
    } else if (isGoneNow && !wasGone) shipUnits(asked, attempt.quantity);
    else if (isPromised(is.status)) asked.state = 'acknowledged';
    else if ((is.status === 'polled' || is.status === 'posted') && !asked.wasTaken) asked.state = 'processed';
  }
}

/** Adds the requests that the broker made, whose locations only the routing knows. */
export function adopt(model: Model, before: Snapshot, after: Snapshot): string[] {
  const faults: string[] = [];
  for (const asked of model.requests.values())
    if (asked.state === 'processed' || asked.state === 'acknowledged') asked.wasTaken = true;
  for (const request of after.requests.values()) {
    if (model.requests.has(request.id)) continue;
    const { id, order, place, state, flags, number } = request;
    const units = after.attempts
      .filter((attempt) => attempt.request === id)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    const { strategy } = model;
    const isTooLong = Array.from(number).length > strategy.request_number_max_length;
    const isKnown = [...after.requests.values()].some(
      (other) =>
        other.id < id &&
        other.place === place &&
        other.number === number &&
        !hasEnded(model.requests.get(other.id) ?? other),
    );
    const due = [...(isTooLong ? ['number_too_long'] : []), ...(isKnown ? ['number_duplicate'] : [])].join(' ');
    if (flags !== due) faults.push(`request ${id} (${number}) is flagged '${flags}', expected '${due}'`);
    const isReleased = strategy.request_auto_process && due === '' && after.orders.get(order)?.underReview === false;
    const expected = isReleased ? 'processing' : 'unprocessed';
    if (state !== expected) faults.push(`new request ${id} is ${state}, expected ${expected}`);
    if (units === 0) faults.push(`request ${id} asks for nothing`);
    model.requests.set(id, {
      id,
      order,
      place,
      state: expected,
      asked: units,
      open: units,
      shipped: 0,
      canceled: 0,
      isAskedBack: false,
      wasTaken: false,
      onlyTakenBack: true,
      parcels: 0,
    });
    if (before.requests.has(id)) faults.push(`request ${id} was there before the model knew it`);
  }
  return faults;
}
