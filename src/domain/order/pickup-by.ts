import type { Weekday } from '../values/weekday.js';
import type { Flow } from '../values/order-type.js';
import { WEEKDAYS } from '../values/weekday.js';
import type { Status } from '../values/status.js';

const MS_PER_DAY = 86_400_000;

/**
 * The last day on which the customer can collect the goods: the Nth open day after the day they were ready. Days on which
 * the pickup location is closed do not count. All days are those of its time zone. docs/reference/routing-engine.md 6.5.
 *
 * Ready on Saturday the 5th, 2 days, closed on Sundays: Tuesday the 8th.
 *
 * @param readyOn the day on which the goods were ready, `YYYY-MM-DD`
 * @param days the number of open days, 1 or more
 * @param open the weekdays on which the location is open; none means that it is always open
 * @returns `YYYY-MM-DD`
 */
export function pickupBy(readyOn: string, days: number, open: ReadonlySet<Weekday>): string {
  let day = Date.parse(readyOn);
  for (let counted = 0; counted < days;) {
    day += MS_PER_DAY;
    const weekday = WEEKDAYS[new Date(day).getUTCDay()];
    if (open.size === 0 || (weekday !== undefined && open.has(weekday))) counted += 1;
  }
  return new Date(day).toISOString().slice(0, 10);
}

/**
 * Whether a line waits for its customer: it is ready (`received` if the goods were shipped to the pickup location, `picked`
 * if the customer collects them at the fulfilling location) or was collected only in part.
 * @param line.atSource whether the fulfilling location is the pickup location
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
