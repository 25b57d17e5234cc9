import type { Setting } from '../src/app/config.js';
import type { OmsOrderType } from '../src/domain/order/oms-letter.js';
import type { PreferenceDescription } from '../src/domain/network/preferences.js';
import type { ResponseCode } from '../src/domain/response-codes/response-code.js';
import type { Status } from '../src/domain/values/status.js';
import type { TransitionTable } from '../src/domain/order/transition-table.js';
import type { Variable } from '../src/routing/probability/variables.js';
import type { ExpressionFunction } from '../src/routing/probability/functions.js';
import type { FaultEntry } from '../src/platform/soap/fault-catalog.js';

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
  readonly transitions: Readonly<Record<string, TransitionTable>>;
  readonly heldBack: ReadonlySet<Status>;
  readonly omsOrderTypes: readonly OmsOrderType[];
  readonly omsLetter: (type: OmsOrderType, status: Status) => string;
  /** The OMS's word for each letter. */
  readonly omsWords: Readonly<Record<string, string>>;
  readonly preferences: Readonly<Record<string, PreferenceDescription>>;
  readonly figures: readonly Variable[];
  readonly functions: readonly ExpressionFunction[];
  /** Separated by blanks. */
  readonly operators: string;
}

export function generatedPages(tables: Tables): Readonly<Record<string, string>>;
