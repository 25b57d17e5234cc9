import { setImmediate } from 'node:timers';

/**
 * Cooperative scheduling: long work runs in short slices, so that the event loop can read, answer and run health checks
 * in between.
 *
 * 1. Work that may be long checks `shouldYield` wherever it can be interrupted (between two lines of an order, two
 *    orders of a response, two statements on SQLite) and awaits `yieldToEventLoop` when the slice is used up. A
 *    generator marks these points with `yield` instead; `atOnce` and `yielding` turn it into a synchronous and an
 *    asynchronous function.
 * 2. The slice belongs to the turn of the event loop, not to the work: several stages of one message, or several
 *    messages, share it.
 * 3. Each turn resumes one waiting piece of work, first come, first served. Resuming all of them, as bare setImmediate
 *    would, lets thirty long messages block the loop for thirty slices.
 *
 * Short work never waits, and a check costs less than a microsecond. Work that cannot be interrupted is either short or
 * runs in a worker thread (background-thread.ts).
 */

/**
 * Length of a slice in milliseconds. The loop may be blocked for 50 ms at most; a fifth of that leaves room for distant
 * interruption points and a busy machine.
 */
const SLICE_MS = 10;

/** When work first checked the clock in this turn; undefined when none has. */
let sliceStart: number | undefined;
const waiting: (() => void)[] = [];

/** Work that can be interrupted: each `yield` marks a point where the event loop may run. It returns the result. */
export type Interruptible<Result> = Generator<undefined, Result, undefined>;

/** The synchronous form of interruptible work: runs it to the end without an interruption. */
export function atOnce<Args extends unknown[], Result>(
  work: (...args: Args) => Interruptible<Result>,
): (...args: Args) => Result {
  return (...args) => {
    const steps = work(...args);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  };
}

/** The asynchronous form of interruptible work: at each `yield`, lets the event loop run if the slice is used up. */
export function yielding<Args extends unknown[], Result>(
  work: (...args: Args) => Interruptible<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const steps = work(...args);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (shouldYield()) await yieldToEventLoop();
    }
  };
}

/** A function in both forms: called, it runs at once; `yielding` lets the event loop run in between. */
export interface InterruptibleFunction<Args extends unknown[], Result> {
  (...args: Args): Result;
  yielding(...args: Args): Promise<Result>;
  /** For `yield*` within other interruptible work. */
  steps(...args: Args): Interruptible<Result>;
}

/** Both forms of interruptible work in one function, for work that is compiled and passed around. */
export function bothForms<Args extends unknown[], Result>(
  work: (...args: Args) => Interruptible<Result>,
): InterruptibleFunction<Args, Result> {
  return Object.assign(atOnce(work), { yielding: yielding(work), steps: work });
}

/** Whether work in this turn of the event loop has used up its slice and should yield. */
export function shouldYield(): boolean {
  const now = performance.now();
  if (sliceStart === undefined) startSlice(now);
  return now - (sliceStart ?? now) > SLICE_MS;
}

/** Resolves in a later turn of the event loop, after all work that started waiting earlier has resumed. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(resume);
  });
}

/** `items.map(map)` that yields to the event loop between items when the slice is used up. */
export const mapYielding = yielding(function* <Item, Mapped>(
  items: readonly Item[],
  map: (item: Item, index: number) => Mapped,
): Interruptible<Mapped[]> {
  const mapped: Mapped[] = [];
  for (const item of items) {
    yield;
    mapped.push(map(item, mapped.length));
  }
  return mapped;
});

function startSlice(now: number): void {
  sliceStart = now;
  setImmediate(() => {
    sliceStart = undefined;
  });
}

function resume(): void {
  startSlice(performance.now());
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resume);
}
