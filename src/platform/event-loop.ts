import { setImmediate } from 'node:timers';

/**
 * Long work in short pieces, so that the event loop turns in between and everybody else is read, answered and probed.
 *
 * 1. Work that may be long asks `isLong` wherever it could stop (between two lines of an order, two orders of an answer, two
 *    statements on SQLite) and awaits `nextTurn` when it is.
 * 2. The time is that of the turn, not of the work: several stages of one message, or several messages, share it.
 * 3. In each turn one of those who wait goes on, in the order they came. All at once, as setImmediate would have it, thirty long
 *    messages would hold the loop for thirty pieces.
 *
 * Short work never gets as far as to wait, and asking costs less than a microsecond. What cannot be cut is either short
 * or done in a thread (platform/xml/validation/validation-thread.ts).
 */

/** How long a piece is, in milliseconds. Five of them are what nobody may hold the loop for: a place to stop may be far, the machine busy. */
const LONG_MS = 10;

/** When the first work of this turn asked; undefined when nobody has. */
let began: number | undefined;
const waiting: (() => void)[] = [];

/** Whether the work of this turn of the event loop has gone on for so long that it should make a pause. */
export function shouldYield(): boolean {
  const now = performance.now();
  if (began === undefined) begin(now);
  return now - (began ?? now) > LONG_MS;
}

/** Resolves in a later turn of the event loop, when it is this one's turn. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(resume);
  });
}

/** What `map` makes of each item, a pause made whenever it is time for one. */
export async function mapYielding<Item, Made>(
  items: readonly Item[],
  map: (item: Item, index: number) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const item of items) {
    if (shouldYield()) await yieldToEventLoop();
    made.push(map(item, made.length));
  }
  return made;
}

function begin(now: number): void {
  began = now;
  setImmediate(() => {
    began = undefined;
  });
}

function resume(): void {
  begin(performance.now());
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resume);
}
