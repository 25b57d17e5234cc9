import type { Setting } from '../src/config.js';
import type { ResponseCode } from '../src/domain/response-code.js';
import type { Status } from '../src/domain/status.js';
import type { Transition } from '../src/domain/transition.js';
import type { FaultEntry } from '../src/soap/fault-catalogue.js';

/** What the generated pages are made from. */
export interface Tables {
  readonly settings: readonly Setting[];
  readonly responseCodes: Readonly<Record<string, ResponseCode>>;
  readonly faults: readonly FaultEntry[];
  readonly statuses: readonly Status[];
  readonly aliases: ReadonlyMap<string, Status>;
  readonly progress: readonly Status[];
  readonly isFinal: (status: Status) => boolean;
  readonly reserving: readonly Status[];
  readonly transitions: readonly Transition[];
  readonly heldBack: ReadonlySet<Status>;
}

export function generatedPages(tables: Tables): Readonly<Record<string, string>>;
