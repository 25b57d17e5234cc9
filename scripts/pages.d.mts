import type { Setting } from '../src/app/config.js';
import type { OmsOrderType } from '../src/domain/order/oms-letter.js';
import type { Preference } from '../src/domain/network/preferences.js';
import type { Criterion } from '../src/routing/criteria/criterion.js';
import type { ResponseCode } from '../src/domain/response-codes/response-code.js';
import type { Status } from '../src/domain/values/status.js';
import type { TransitionTable } from '../src/domain/order/transition-table.js';
import type { Variable } from '../src/routing/probability/variables.js';
import type { ExpressionFunction } from '../src/routing/probability/functions.js';
import type { FeedTable } from '../src/store/feed/feed-tables.js';
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
  readonly preferences: Readonly<Record<string, Preference<unknown>>>;
  readonly standardCriteria: Readonly<Record<string, Criterion>>;
  readonly scoreCriteria: Readonly<Record<string, Criterion>>;
  readonly variables: readonly Variable[];
  readonly functions: readonly ExpressionFunction[];
  /** Separated by blanks. */
  readonly operators: string;
  readonly feedTables: readonly FeedTable[];
}

export function generatedPages(tables: Tables): Readonly<Record<string, string>>;

/** The generated regions of pages that people write: content by path and name. */
export function generatedRegions(tables: Tables): Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A page with its generated regions replaced. @throws {Error} when it lacks one */
export function withRegions(text: string, regions: Readonly<Record<string, string>>): string;
