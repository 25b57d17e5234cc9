import type { Random } from '../../support/random.js';

/** A valid request, before it is mutated. */
export interface ValidRequest {
  /** Which answers it may get. */
  readonly edge: 'locate' | 'soap' | 'json';
  /** Its operation, by its name or as `METHOD /path/{id}`. */
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly type: string;
  /** `''` for none. */
  readonly body: string;
}

/** Makes a request of an operation, for different ids and units each time. */
export type Make = (random: Random) => ValidRequest;

/** Numbers of orders and fulfillment requests: the server gives them from 1 on, and a run makes some hundreds. */
export const someId = (random: Random): number => 1 + random.below(random.chance(0.5) ? 40 : 400);

export const someUnits = (random: Random): number => 1 + random.below(3);

/** A subset of the fields, in their order, each with the given chance. */
export const someOf = <T>(fields: Readonly<Record<string, T>>, random: Random, chance = 0.4): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).filter(() => random.chance(chance)));
