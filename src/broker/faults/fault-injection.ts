import { freeName, FAULT_LIMITS } from '../../domain/fault/injected-fault.js';
import type { FaultAction, FaultDefinition } from '../../domain/fault/injected-fault.js';
import { isHit } from '../../domain/fault/is-hit.js';
import { matchesMessage } from '../../domain/fault/matches-message.js';
import type { FieldGroup } from '../../domain/fault/matches-message.js';
import type { Session } from '../../platform/db/session.js';
import type { FaultableMessage, FaultInjector, InjectedFault } from '../../platform/injected-fault.js';
import {
  countHit,
  countMatch,
  deleteEndedFaults,
  deleteFault,
  deleteFaults,
  insertFault,
  readFaults,
} from '../../store/faults/injected-faults.js';
import type { StoredFault } from '../../store/faults/injected-faults.js';
import type { BrokerContext } from '../context.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import { effectOf } from './fault-effect.js';

/** How often the list is read from the database, in milliseconds: so soon a fault that another process made takes effect here. */
const REFRESH_MS = 1_000;
const MS_PER_MINUTE = 60_000;

interface FaultOptions {
  /** Keys of SOAP faults that can be injected. */
  readonly soapFaults: ReadonlySet<string>;
  /** Counts what was injected. */
  readonly count: (action: FaultAction) => void;
}

/** What a fault is made of. */
export interface NewFault extends FaultDefinition {
  readonly name?: string;
  readonly minutes: number;
}

/** Why a fault was not stored: a fault of its fields, or a state that does not allow it. */
type FaultRefusal = { readonly path: keyof FaultDefinition; readonly reason: string } | { readonly refused: string };

/**
 * Injects faults on purpose into messages, so that testers see how their systems cope (docs/faults.md).
 *
 * 1. The faults are in the database, for all processes. Each process keeps a list, which it reads every second and after each
 *    change of its own, so that a message costs no statement while no fault is for it.
 * 2. Faults are looked at in the order in which they were made. Each that a message matches counts it, in the database, and the
 *    first one that hits is injected; those behind it do not count the message.
 * 3. Counting that fails injects nothing: a database that does not answer is fault enough.
 */
export class FaultInjection implements FaultInjector {
  #faults: readonly StoredFault[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Looks at the database one after the other: an older one must not end later, and take back what a newer one has found. */
  #pending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'clock' | 'log'>,
    private readonly options: FaultOptions,
  ) {}

  get isActive(): boolean {
    return this.#faults.length > 0;
  }

  /** From now on the list is read every second. */
  start(): void {
    this.#timer = setInterval(() => {
      // While the database does not answer, the faults stay as they were: /readyz tells of it.
      this.refresh().catch(() => undefined);
    }, REFRESH_MS).unref();
  }

  /** Reads the list no more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pending;
  }

  async faultFor(message: FaultableMessage): Promise<InjectedFault | undefined> {
    let groups: readonly FieldGroup[] | undefined;
    const subject = { ...message, fields: () => (groups ??= message.fields()) };
    for (const fault of this.#faults) {
      const { name, definition } = fault;
      const effect = effectOf(definition);
      if (!canHave(message, definition.action) || !matchesMessage(definition, subject)) continue;
      if (!(await this.#hits(fault))) continue;
      this.options.count(definition.action);
      this.context.log.info({ fault: name, action: definition.action, operation: message.operation }, 'fault injected');
      return { name, ...effect };
    }
    return undefined;
  }

  /** The faults whose time has not ended, with their counts. */
  list(): Promise<StoredFault[]> {
    return this.context.database.transaction((session) => readFaults(session, this.#now()));
  }

  /** Stores a fault, which takes effect here at once, and in other processes within a second. */
  async add({ name, minutes, ...definition }: NewFault): Promise<StoredFault | FaultRefusal> {
    const { database, clock } = this.context;
    const { soap_fault: key } = definition;
    if (key !== undefined && !this.options.soapFaults.has(key))
      return {
        path: 'soap_fault',
        reason: `found ${JSON.stringify(key)}, expected one of ${[...this.options.soapFaults].join(', ')}`,
      };
    const now = clock();
    const store = async (session: Session): Promise<StoredFault | FaultRefusal> => {
      await deleteEndedFaults(session, now.toISOString());
      const known = await readFaults(session, now.toISOString());
      // Two that are added at the same time may make it one more, which nobody minds.
      if (known.length >= FAULT_LIMITS.faults)
        return {
          refused: `there are ${String(FAULT_LIMITS.faults)} faults, the most that there can be: remove one first`,
        };
      const names = new Set(known.map((one) => one.name));
      if (name !== undefined && names.has(name))
        return { refused: `there is a fault ${name} already: remove it first, or choose another name` };
      // Their order is that in which they were made, also within a millisecond.
      const last = Date.parse(known.at(-1)?.createdAt ?? '') || 0;
      const created = new Date(Math.max(now.getTime(), last + 1));
      const fault = {
        name: name ?? freeName(definition.action, names),
        definition,
        createdAt: created.toISOString(),
        endsAt: new Date(now.getTime() + minutes * MS_PER_MINUTE).toISOString(),
        mostHits: definition.hits ?? null,
        matched: 0,
        hit: 0,
      };
      await insertFault(session, fault);
      return fault;
    };
    // Two that generate the same name at the same time: the second looks again.
    const result = await retryOnConflict(() => database.transaction(store));
    await this.refresh();
    return result;
  }

  /** @returns false for an unknown name */
  async remove(name: string): Promise<boolean> {
    const removed = await this.context.database.transaction((session) => deleteFault(session, name));
    await this.refresh();
    return removed;
  }

  /** @returns how many there were */
  async removeAll(): Promise<number> {
    const removed = await this.context.database.transaction(deleteFaults);
    await this.refresh();
    return removed;
  }

  /** Whether a fault hits one more of its messages. */
  async #hits({ name, definition }: StoredFault): Promise<boolean> {
    try {
      const counted = await this.context.database.transaction(async (session) => {
        const count = await countMatch(session, name, this.#now());
        if (count === undefined) return 'over';
        if (!isHit(definition, count)) return 'passed';
        await countHit(session, name);
        return 'hit';
      });
      // Not at the next look at the database: until then each of its messages would ask again.
      if (counted === 'over') this.#faults = this.#faults.filter((one) => one.name !== name);
      return counted === 'hit';
    } catch (error) {
      this.context.log.warn({ err: error, fault: name }, 'counting for a fault failed; it is not injected');
      return false;
    }
  }

  /** Reads the list. */
  async refresh(): Promise<void> {
    const reading = this.#pending
      .then(() => this.list())
      .then((faults) => {
        this.#faults = faults.filter(({ mostHits, hit }) => mostHits === null || hit < mostHits);
      });
    this.#pending = reading.catch(() => undefined);
    await reading;
  }

  #now(): string {
    return this.context.clock().toISOString();
  }
}

/** Whether a message can be answered as an action does. */
function canHave({ isSoap, hasResponseCodes }: FaultableMessage, action: FaultAction): boolean {
  if (action === 'soap-fault') return isSoap;
  return action !== 'response-code' || hasResponseCodes;
}
