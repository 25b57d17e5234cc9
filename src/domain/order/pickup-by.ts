import type { Weekday } from '../values/weekday.js';
import type { Flow } from '../values/order-type.js';
import { WEEKDAYS } from '../values/weekday.js';
import type { Status } from '../values/status.js';

const DAY = 86_400_000;

/**
 * The last day on which a customer may collect: the Nth open day after the day the goods were ready. Days on which the
 * pickup location is closed do not count. All days are UTC. docs/reference/routing-engine.md 6.5.
 *
 * Ready on Saturday the 5th, 2 days, closed on Sundays: Tuesday the 8th.
 *
 * @param readyAt ISO 8601, UTC
 * @param days open days, 1 or more
 * @param open the days the location is open; a location that never opens is taken to be always open
 * @returns `YYYY-MM-DD`
 */
export function pickupBy(readyAt: string, days: number, open: ReadonlySet<Weekday>): string {
  let day = Date.parse(readyAt.slice(0, 10));
  for (let counted = 0; counted < days;) {
    day += DAY;
    const weekday = WEEKDAYS[new Date(day).getUTCDay()];
    if (open.size === 0 || (weekday !== undefined && open.has(weekday))) counted += 1;
  }
  return new Date(day).toISOString().slice(0, 10);
}

/**
 * Whether a line waits for its customer: it lies ready (`received` where the goods were sent to the pickup location, `picked`
 * where they are collected at the location that has them), or only some of it was collected.
 * @param atSource whether the location that fulfills the line is the one where it is collected
 */
export function waitsForCustomer(line: {
  readonly flow: Flow;
  readonly atSource: boolean;
  readonly status: Status;
}): boolean {
  if (line.flow === 'delivery') return false;
  if (line.status === 'partial_fulfilled') return true;
  if (line.status === 'received') return line.flow === 'ship-for-pickup';
  return line.status === 'picked' && (line.flow === 'pickup' || line.atSource);
}
