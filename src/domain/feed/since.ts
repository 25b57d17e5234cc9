/** The first snapshot of a consumer has the changes of this time before it, in milliseconds. */
export const FIRST_MS = 24 * 3_600_000;

/**
 * How long after a consumer is created a transaction may still commit that does not know it, in milliseconds. A statement
 * ends after 20 seconds, and a transaction has a few.
 */
export const SETTLING_MS = 15 * 60_000;

/** How far the clocks of instances may differ, and a change may lie before its commit, in milliseconds. */
export const SLACK_MS = 3_600_000;

/** What decides which changes a refresh looks for by date, beside those that are marked. */
export interface Lookback {
  /** ISO 8601, UTC: the date that the caller gave. */
  readonly given?: string | undefined;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Whether a snapshot was taken before. */
  readonly hasSnapshot: boolean;
  /** Whether a refresh has looked by date after `SETTLING_MS`. */
  readonly settled: boolean;
}

/** ISO 8601, UTC; `all`: also what an earlier snapshot has shown as it is. */
export interface Since {
  readonly at: string;
  readonly all: boolean;
}

/**
 * From when on a refresh looks for changes by date.
 *
 * A consumer is marked by whoever knows it; a transaction that began before the consumer was created does not, and may commit
 * after it. So every refresh looks by date, until one has done so when no such transaction can be left.
 *
 * @returns undefined when the marks tell everything
 */
export function lookFrom({ given, createdAt, hasSnapshot, settled }: Lookback, now: Date): Since | undefined {
  if (given !== undefined) return { at: given, all: true };
  const beforeCreation = earlier(createdAt, SLACK_MS);
  if (!hasSnapshot) {
    const firstDay = earlier(now.toISOString(), FIRST_MS);
    return { at: firstDay < beforeCreation ? firstDay : beforeCreation, all: true };
  }
  return settled ? undefined : { at: beforeCreation, all: false };
}

/** Whether a refresh that began then leaves no transaction behind that did not know the consumer. */
export function settles(createdAt: string, began: Date): boolean {
  return began.getTime() >= Date.parse(createdAt) + SETTLING_MS;
}

function earlier(at: string, ms: number): string {
  return new Date(Date.parse(at) - ms).toISOString();
}
