import type { RankingCriterion } from '../../domain/network/ranking-preferences.js';
import type { AllocatedPart } from '../allocation-problem.js';
import type { EliminationReason } from '../elimination/policies.js';
import type { Decider } from '../rank.js';
import type { RoutingRequest } from '../request.js';
import { differences, leaderOf, LEADERS, packIds } from '../trace.js';
import type { StoredTrace } from '../trace.js';
import { MAX_ROWS, sortByKey } from './bucket-sort.js';
import type { CandidateRows } from './candidate-rows.js';
import type { RowOrder, RowTest } from './columnar-form.js';
import type { LocationColumns } from './location-columns.js';

/** A decision for an order that one location fulfills. */
export interface FastProposal {
  readonly parts: readonly AllocatedPart[];
  readonly unfulfillable: readonly [];
  readonly trace: StoredTrace;
  /** Units of each product that must remain at the location. */
  readonly safetyStock: number;
}

/** The columnar forms of what applies to a request. */
export interface ColumnarRules {
  readonly tests: readonly { readonly reason: EliminationReason; readonly eliminates: RowTest }[];
  readonly orders: readonly (RowOrder & { readonly name: RankingCriterion })[];
}

// Reused by every decision, which runs without a pause.
const IDS = new Int32Array(MAX_ROWS);

/** One decision of the fast path (fast-path.ts): eliminates and ranks rows of the columnar snapshot. */
export class ColumnarRouter {
  constructor(
    private readonly request: RoutingRequest,
    private readonly columns: LocationColumns,
    private readonly rules: ColumnarRules,
    private readonly candidates: CandidateRows,
  ) {}

  /** @returns undefined when no single location can fulfill the order */
  decide(): FastProposal | undefined {
    const { columns, candidates } = this;
    const rows = candidates.rows();
    const { length } = rows;
    const eliminated = new Map<EliminationReason, number[]>();
    let eligible = 0;
    // By index: an iterator creates an object for each entry.
    for (let i = 0; i < length; i += 1) {
      const row = rows[i] ?? 0;
      const reason = this.#reasonAgainst(row);
      if (reason === undefined) {
        rows[eligible++] = row;
        continue;
      }
      const ids = eliminated.get(reason);
      if (ids === undefined) eliminated.set(reason, [columns.ids[row] ?? 0]);
      else ids.push(columns.ids[row] ?? 0);
    }
    const ranking = rows.subarray(0, eligible);
    this.#rank(ranking);
    const winner = ranking.find((row) => candidates.hasAll(row));
    return winner === undefined ? undefined : this.#propose(winner, ranking, eliminated);
  }

  /** The reason that `evaluate` and `shortOf` would give. */
  #reasonAgainst(row: number): EliminationReason | undefined {
    const { candidates } = this;
    const { tests } = this.rules;
    for (const { eliminates, reason } of tests) if (eliminates(row, candidates)) return reason;
    const isEnough = this.request.split.allowSplitOrder ? candidates.hasAny(row) : candidates.hasAll(row);
    return isEnough ? undefined : 'insufficient_inventory';
  }

  #propose(
    winner: number,
    ranking: Int32Array,
    eliminated: ReadonlyMap<EliminationReason, readonly number[]>,
  ): FastProposal {
    const { request, columns, candidates } = this;
    const locationId = columns.ids[winner] ?? 0;
    const parts = request.lines.map(({ quantity }, line): AllocatedPart => ({ line, locationId, quantity }));
    const [first, second] = ranking;
    const { unreachable, withoutRecord } = candidates.countOthers();
    return {
      parts,
      unfulfillable: [],
      safetyStock: columns.backup[winner] ?? 0,
      trace: {
        flow: request.flow,
        radius: request.radius,
        unit: request.unit,
        method: 'one location',
        ...(first === undefined || second === undefined ? {} : { decidedBy: this.#decider(first, second) }),
        parts: parts.map((part) => [part.line, part.locationId, part.quantity]),
        eligible: packIds(this.#idsOf(ranking)),
        leaders: [...ranking.subarray(0, LEADERS)].map((row) => leaderOf(candidates.distance(row), undefined)),
        eliminated: Object.fromEntries(
          [...eliminated]
            .filter(([reason]) => reason !== 'proximity')
            .map(([reason, ids]) => [reason, differences(ids)]),
        ),
        tooFar: unreachable + (eliminated.get('proximity')?.length ?? 0),
        noRecord: withoutRecord,
      },
    };
  }

  #idsOf(rows: Int32Array): Int32Array {
    for (let i = 0; i < rows.length; i += 1) IDS[i] = this.columns.ids[rows[i] ?? 0] ?? 0;
    return IDS.subarray(0, rows.length);
  }

  /** Sorts rows in place into the order of `rank`. */
  #rank(rows: Int32Array): void {
    if (this.request.preferred.size === 0 && this.request.zone === undefined) {
      this.#rankBy(0, rows);
      return;
    }
    sortByKey(
      rows,
      (row) => this.#group(row),
      (run) => {
        this.#rankBy(0, run);
      },
    );
  }

  #rankBy(level: number, rows: Int32Array): void {
    if (rows.length < 2) return;
    const { candidates } = this;
    const order = this.rules.orders[level];
    if (order === undefined) {
      const { codeOrder } = this.columns;
      sortByKey(
        rows,
        (row) => codeOrder[row] ?? 0,
        () => undefined,
      );
      return;
    }
    sortByKey(
      rows,
      (row) => order.key(row, candidates),
      (run) => {
        if (order.exact) this.#rankBy(level + 1, run);
        else run.sort((a, b) => this.#compare(a, b, level));
      },
    );
  }

  /** Locations that already ship for the order come first, then the primary ones of the zone. */
  #group(row: number): number {
    const { preferred, zone } = this.request;
    const id = this.columns.ids[row] ?? 0;
    return (preferred.has(id) ? 0 : 2) + (zone !== undefined && zone !== 'none' && zone.primary.has(id) ? 0 : 1);
  }

  #compare(a: number, b: number, level: number): number {
    const { orders } = this.rules;
    for (let i = level; i < orders.length; i += 1) {
      const difference = orders[i]?.difference(a, b, this.candidates) ?? 0;
      if (difference !== 0) return difference;
    }
    return (this.columns.codeOrder[a] ?? 0) - (this.columns.codeOrder[b] ?? 0);
  }

  /** What put the first before the second. */
  #decider(first: number, second: number): Decider {
    const [one, other] = [this.#group(first), this.#group(second)];
    if (one !== other) return one >> 1 === other >> 1 ? 'primary_zone' : 'already_ships';
    return this.rules.orders.find((order) => order.difference(first, second, this.candidates) !== 0)?.name ?? 'code';
  }
}
