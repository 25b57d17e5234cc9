import type { TestBroker } from '../../support/server/broker.js';
import type { Random } from '../../support/random.js';
import type { Model } from './model.js';
import type { Snapshot } from './tables.js';

/** What a step is drawn from. */
export interface Scene {
  readonly random: Random;
  readonly broker: TestBroker;
  readonly model: Model;
  /** The tables before the step. */
  readonly tables: Snapshot;
}

/** One thing that somebody does. */
export interface Step {
  readonly words: string;
  readonly act: () => Promise<unknown>;
  /** Whether it must be refused; undefined where the model does not know. */
  readonly isRefused?: boolean | undefined;
  /** Changes the model as the step should change the broker. */
  readonly predict: (after: Snapshot, result: unknown) => void;
  /** What a refused step leaves behind all the same. */
  readonly predictRefused?: () => void;
}
