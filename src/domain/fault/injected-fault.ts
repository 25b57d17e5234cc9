/**
 * What a fault on purpose does to a message, and with which parameter:
 *
 * * `delay`: the answer is sent late, by `milliseconds`;
 * * `soap-fault`: the message is not handled, and answered with the fault of that key;
 * * `response-code`: the message is not handled, and its operation answers with that code;
 * * `http-status`: the message is not handled, and answered with that status and no document of the service;
 * * `cut-before`: the message is not handled, and its connection ends without an answer;
 * * `cut-after`: the message is handled, and its connection ends without an answer;
 * * `cut-within`: the message is handled, and its connection ends in the middle of the answer;
 * * `slow`: the answer is sent at `bytes_per_second`;
 * * `damage`: some bytes of the answer are others;
 * * `twice`: the message is handled twice, and the second answer is sent, as when a proxy repeats what it lost.
 */
export const FAULT_PARAMETERS = {
  delay: 'milliseconds',
  'soap-fault': 'soap_fault',
  'response-code': 'response_code',
  'http-status': 'status',
  'cut-before': undefined,
  'cut-after': undefined,
  'cut-within': undefined,
  slow: 'bytes_per_second',
  damage: undefined,
  twice: undefined,
} as const;

export type FaultAction = keyof typeof FAULT_PARAMETERS;

export const FAULT_ACTIONS = Object.keys(FAULT_PARAMETERS) as readonly FaultAction[];

/** Bounds of faults: connections are held for a minute at most, and a forgotten fault ends by itself. */
export const FAULT_LIMITS = {
  faults: 100,
  milliseconds: 60_000,
  bytesPerSecond: 1_000_000,
  minutes: 24 * 60,
  defaultMinutes: 60,
  count: 1_000_000,
  patternLength: 100,
  nameLength: 60,
} as const;

/** Which messages a fault is for: each given pattern must match. `*` stands for any characters; case does not matter. */
export interface FaultCriteria {
  readonly operation?: string;
  readonly user?: string;
  /** A system that the message names, as its sender or elsewhere. */
  readonly system?: string;
  /** A location that the message names; with `system`, one of that system. */
  readonly location?: string;
  /** The caller's number of an order that the message names, or its request id. */
  readonly order?: string;
  readonly item?: string;
}

/** Which of its messages a fault hits; with none of them, each one. */
export interface FaultOccasion {
  /** The first so many. */
  readonly first?: number;
  /** Each one of so many: 3 hits the third, the sixth, ... */
  readonly each?: number;
  /** Some of them, from 0 to 1; `seed` selects which. */
  readonly probability?: number;
  readonly seed?: number;
}

/** A fault as people define it. */
export interface FaultDefinition extends FaultCriteria, FaultOccasion {
  readonly action: FaultAction;
  readonly milliseconds?: number;
  readonly soap_fault?: string;
  readonly response_code?: number;
  readonly status?: number;
  readonly bytes_per_second?: number;
  /** After so many messages it ends. */
  readonly hits?: number;
}

/** The first name of a list of its own kind that nobody has: `cut-after-1`. */
export function freeName(action: FaultAction, taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`${action}-${String(number)}`)) number += 1;
  return `${action}-${String(number)}`;
}
