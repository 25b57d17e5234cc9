import type { Row, SqlValue } from '../../../src/platform/db/session.js';
import type { Random } from '../../support/random.js';
import type { FivePartyBroker } from '../../support/server/five-parties.js';
import type { GatewayResponse } from '../model/messages.js';
import { readResponse } from '../support/gateway.js';
import { envelopeOf } from '../support/wire.js';
import type { Sent } from '../support/wire.js';
import type { Line, Model, Order } from './model.js';

/** What parties act in: the broker over the wire, the model, and what was said before. */
export class Scene {
  #numbers = 0;
  /** What was reported, to be repeated: each with what it says, and what it does the second time. */
  readonly told: (() => Promise<void>)[] = [];

  constructor(
    readonly random: Random,
    readonly server: FivePartyBroker,
    readonly model: Model,
  ) {}

  /** A number that nothing else has. */
  next(): number {
    return (this.#numbers += 1);
  }

  async locate(message: Sent): Promise<GatewayResponse> {
    return readResponse(message, await this.server.locate(envelopeOf(message)));
  }

  rows(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.server.running.broker.database.transaction((session) => session.all(sql, values));
  }

  /** An open line of a party, more often of a recent order; undefined while it has none. */
  lineAt(place: string): { readonly order: Order; readonly line: Line } | undefined {
    const open = this.model.open(place);
    return open.length === 0 ? undefined : this.random.pick(this.random.percent(80) ? open.slice(-10) : open);
  }

  /** Some of the units of a line, or all. */
  unitsOf({ quantity }: Pick<Line, 'quantity'>): number {
    return this.random.percent(50) ? quantity : this.random.between(1, quantity);
  }
}

/** Something that a party does. @returns what it did, in words; undefined if there was nothing to do */
export type Step = (scene: Scene) => Promise<string | undefined>;

/** @throws {Error} unless it holds */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
