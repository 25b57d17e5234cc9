import type { Network } from '../domain/network/network.js';
import { concurrently } from '../platform/db/session.js';
import type { Session } from '../platform/db/session.js';
import type { RuleBook } from '../routing/probability/rule-book.js';
import type { BrokerContext } from './context.js';
import type { OrderEvent } from './events/order-event.js';
import { publish } from './events/publish.js';
import { retryOnConflict } from './retry-on-conflict.js';

/** The parts of the context that a unit of work needs. */
export type UnitContext = Pick<BrokerContext, 'database' | 'networks' | 'clock' | 'onAnnounced' | 'joined'>;

/** One transaction with everything that its functions share. Valid until the transaction ends. */
export class Unit {
  #now: Date | undefined;
  #timestamp: string | undefined;
  readonly #events: OrderEvent[] = [];

  /** @param network the network as this transaction sees it */
  constructor(
    private readonly context: UnitContext,
    readonly session: Session,
    readonly network: Network,
  ) {}

  /** The network's probability rules; undefined while none is assigned. */
  get rules(): RuleBook | undefined {
    return this.context.networks.ruleBook(this.network);
  }

  /**
   * The time of the unit, read from the clock at the first use and then fixed. A unit that locks an order must lock it
   * before it uses this: the dates of two changes of one order are then in the order of the changes.
   */
  get now(): Date {
    return (this.#now ??= this.context.clock());
  }

  /** `now` as ISO 8601, UTC. */
  get timestamp(): string {
    return (this.#timestamp ??= this.now.toISOString());
  }

  /** Tells whoever subscribed of something that this transaction does to an order; costs nothing while nobody has. */
  announce(event: OrderEvent): void {
    if (this.network.hasSubscribers) this.#events.push(event);
  }

  /** What was announced, in the order in which it happened. */
  get events(): readonly OrderEvent[] {
    return this.#events;
  }
}

export interface UnitOptions<Prefetched> {
  /** Runs the whole unit again when it lost a race; see `retryOnConflict`. Without it, the error reaches the caller. */
  readonly retryOnConflict?: boolean;
  /** Reads that need no network. They are sent together with the read of the network, in one round trip. */
  readonly prefetch?: (session: Session) => Promise<Prefetched>;
}

type Work<Result, Prefetched> = (unit: Unit, prefetched: Prefetched) => Promise<Result>;
type SimpleWork<Result> = (unit: Unit) => Promise<Result>;

/**
 * Runs work in one transaction, with the current network.
 *
 * The prefetch is sent before the network is read: an order found by it never refers to a location that was added later.
 *
 * What the work announced is recorded as its last statements (events/publish.ts).
 *
 * @param work may run more than once, so it must have no effect outside the transaction
 * @returns the result of the work, after the commit
 */
export function inUnit<Result>(context: UnitContext, work: SimpleWork<Result>): Promise<Result>;
export function inUnit<Result, Prefetched = undefined>(
  context: UnitContext,
  options: UnitOptions<Prefetched>,
  work: Work<Result, Prefetched>,
): Promise<Result>;
export function inUnit<Result, Prefetched>(
  context: UnitContext,
  ...rest: [SimpleWork<Result>] | [UnitOptions<Prefetched>, Work<Result, Prefetched | undefined>]
): Promise<Result> {
  const [options, work]: [UnitOptions<Prefetched>, Work<Result, Prefetched | undefined>] =
    rest.length === 1 ? [{}, rest[0]] : rest;
  const run = async (): Promise<Result> => {
    const { result, events } = await context.database.transaction(async (session) => {
      const [prefetched, network] = await concurrently(
        options.prefetch?.(session) ?? Promise.resolve(undefined),
        context.networks.current(session),
      );
      const unit = new Unit(context, session, network);
      const worked = { result: await work(unit, prefetched), events: unit.events };
      await publish(unit, unit.events);
      return worked;
    });
    if (events.length > 0) context.onAnnounced?.();
    return result;
  };
  return options.retryOnConflict === true && context.joined !== true ? retryOnConflict(run) : run();
}
