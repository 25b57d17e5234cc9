import type { Network } from '../../domain/network/network.js';
import { undoDifferences, unpackIds } from '../../routing/trace.js';
import type { StoredTrace } from '../../routing/trace.js';
import { readTraces } from '../../store/orders/history.js';
import { readOrders } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';

/** A routing pass of an order. */
export interface TracedPass {
  readonly pass: number;
  readonly at: string;
  readonly flow: string;
  readonly radius: number;
  readonly unit: string;
  readonly method: string;
  readonly decided_by: string | null;
  readonly parts: readonly {
    readonly line: number;
    readonly system_cd: string;
    readonly location_cd: string;
    readonly quantity: number;
  }[];
  readonly candidates: readonly TracedCandidate[];
  readonly too_far: number;
  readonly no_stock_record: number;
  readonly failed_rules: readonly string[];
}

export interface TracedCandidate {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly name: string;
  readonly fate: 'chosen' | 'eligible' | 'eliminated';
  readonly reason?: string;
  readonly rank?: number;
  /** Stored for the first of the ranking only. */
  readonly distance?: number;
  readonly score?: number;
}

/**
 * Why an order is where it is: every routing pass with the outcome for every candidate, as it was.
 * @returns undefined when there is no such order
 */
export async function traceOrder(context: BrokerContext, requestId: number): Promise<TracedPass[] | undefined> {
  return context.database.transaction(async (session) => {
    const [order] = await readOrders(session, [requestId]);
    if (order === undefined) return undefined;
    const network = await context.networks.current(session);
    const traces = await readTraces(session, requestId);
    return traces.map(({ pass, at, trace }) => ({ pass, at, ...readTrace(network, JSON.parse(trace) as StoredTrace) }));
  });
}

function readTrace(network: Network, trace: StoredTrace): Omit<TracedPass, 'pass' | 'at'> {
  const chosen = new Set(trace.parts.map(([, locationId]) => locationId));
  const common = (id: number) => {
    const location = network.locationById(id);
    return { system_cd: location.system.systemCd, location_cd: location.locationCd, name: location.name };
  };
  return {
    flow: trace.flow,
    radius: trace.radius,
    unit: trace.unit,
    method: trace.method,
    decided_by: trace.decidedBy ?? null,
    parts: trace.parts.map(([line, id, quantity]) => {
      const { system_cd, location_cd } = common(id);
      return { line, system_cd, location_cd, quantity };
    }),
    candidates: [
      ...unpackIds(trace.eligible).map((id, index): TracedCandidate => ({
        ...common(id),
        fate: chosen.has(id) ? 'chosen' : 'eligible',
        rank: index + 1,
        ...trace.leaders[index],
      })),
      ...Object.entries(trace.eliminated).flatMap(([reason, steps]) =>
        undoDifferences(steps).map((id): TracedCandidate => ({ ...common(id), fate: 'eliminated', reason })),
      ),
    ],
    too_far: trace.tooFar,
    no_stock_record: trace.noRecord,
    failed_rules: trace.failedRules ?? [],
  };
}
