/** A refresh of the consumer runs already. */
export class FeedBusyError extends Error {
  override readonly name = 'FeedBusyError';
  readonly code = 'feed-busy';

  constructor(consumer: string, phase: string, done: number) {
    super(
      `a refresh of ${consumer} is running already (${phase}, ${String(done)} orders): ask again when it has ended; ` +
        'if its server died, another refresh can begin after a minute',
    );
  }
}

/** A refresh ended early; the snapshot before it stays readable, and nothing is lost. */
export class RefreshEndedError extends Error {
  override readonly name = 'RefreshEndedError';
  readonly code = 'refresh-ended';

  constructor(consumer: string, why: 'stopped' | 'taken over') {
    super(
      why === 'stopped'
        ? `the refresh of ${consumer} ended because the server stops: refresh again; the snapshot before it is unchanged`
        : `another refresh took ${consumer} over, or the consumer was removed`,
    );
  }
}

/** A snapshot that cannot be read or acknowledged, and why. */
export class SnapshotGoneError extends Error {
  override readonly name = 'SnapshotGoneError';
  readonly code = 'snapshot-gone';
}
