import type { Message, Poll, Submit, Update } from '../model/messages.js';
import { FINAL, IN_PROCESS } from '../model/order.js';
import type { Line, Order, OrderType, LocationKey, Status } from '../model/order.js';
import type { World } from '../model/world.js';
import type { Random } from '../../support/random.js';
import { ITEMS, LOCATIONS, STRANGER, systemOf } from './house-rules.js';

/** The sensible next statuses of a line; sometimes a message requests another one. */
const ONWARD: Readonly<Record<Status, readonly string[]>> = {
  new_order: ['polled', 'accepted', 'picked', 'rejected', 'rejected', 'canceled', 'intransit', 'fulfilled'],
  polled: ['accepted', 'accepted', 'picked', 'rejected', 'canceled', 'polled'],
  posted: ['accepted'],
  accepted: ['picked', 'picked', 'rejected', 'intransit', 'fulfilled', 'canceled'],
  picked: ['intransit', 'intransit', 'fulfilled', 'partial_fulfilled', 'rejected', 'canceled'],
  intransit: ['intransit polled', 'received', 'received', 'rejected', 'canceled'],
  intransit_polled: ['received', 'rejected', 'canceled', 'fulfilled'],
  received: ['partial_fulfilled', 'fulfilled', 'rejected', 'canceled'],
  partial_fulfilled: ['fulfilled', 'canceled', 'Partial-Fulfilled'],
  fulfilled: ['fulfilled', 'rejected', 'canceled'],
  rejected: ['new_order'],
  unfulfillable: ['canceled', 'rejected', 'new_order'],
  canceled: ['new_order', 'new_order', 'canceled', 'accepted'],
};
const ANY_WORD = [...Object.keys(ONWARD), 'shipped', 'IN TRANSIT POLLED', 'Accepted', ''];

/** Generates the next step from the state of the orders, so that most messages make sense and some do not. */
export class Script {
  readonly #sent: Message[] = [];
  #orders = 0;

  constructor(
    private readonly random: Random,
    private world: World,
  ) {}

  /** One message, or two concurrent ones. @param world the current state */
  next(world: World): readonly Message[] {
    this.world = world;
    const { random } = this;
    const messages = this.world.orders.size > 0 && random.percent(14) ? this.#pair() : [this.#message()];
    this.#sent.push(...messages.filter(({ kind }) => kind !== 'tick' && kind !== 'job'));
    return messages;
  }

  #message(): Message {
    const { random } = this;
    const share = random.between(1, 100);
    if (this.world.orders.size < 2 || share <= 9) return this.#submit();
    if (share <= 61) return this.#update(true);
    if (share <= 75) return this.#poll(['sent', 'sent', 'lost', 'cut']);
    if (share <= 79) return this.#review();
    if (share <= 83) return { kind: 'ask', request: this.#request(), from: random.pick(LOCATIONS) };
    if (share <= 88) return { kind: 'tick', seconds: random.pick([1, 30, 90, 3700, 86_400, 86_400]) };
    if (share <= 93) return { kind: 'job', name: random.pick(['auto-cancel', 'release-leases', 'broker'] as const) };
    return this.#again() ?? this.#update(true);
  }

  /** Two messages that may conflict: the same one twice, or two about one order or one location's work. */
  #pair(): readonly Message[] {
    const { random } = this;
    const first = random.percent(20)
      ? this.#submit()
      : random.percent(25)
        ? this.#poll(['sent', 'lost'])
        : this.#update(false);
    if (random.percent(35)) return [first, first];
    if (first.kind === 'poll')
      return [
        first,
        random.percent(50)
          ? { ...first, fate: 'sent' }
          : this.#updateOf(this.#waitingAt(first) ?? this.#order(), false),
      ];
    if (first.kind === 'submit')
      return [first, random.percent(50) ? this.#submit() : { ...first, number: `N${(this.#orders += 1)}` }];
    if (random.percent(15)) return [first, { kind: 'job', name: 'broker' }];
    const order = this.world.orders.get(first.request);
    return [first, order === undefined || random.percent(20) ? this.#update(false) : this.#updateOf(order, false)];
  }

  #again(): Message | undefined {
    const partial = this.#sent.filter(
      (one) => one.kind === 'update' && one.items.some(({ quantity }) => quantity !== 0),
    );
    const from = partial.length > 0 && this.random.percent(40) ? partial : this.#sent;
    const recent = this.random.percent(60) ? from.slice(-6) : from;
    return recent.length === 0 ? undefined : this.random.pick(recent);
  }

  #submit(): Submit {
    const { random } = this;
    const type = random.percent(2)
      ? 'MAIL'
      : random.pick<OrderType>([
          'DELIVERY',
          'DELIVERY',
          'PICKUP',
          'SHIPFORPICKUP',
          'SHIPFORPICKUP',
          'RETAILPICKUP',
          'SHIPTOSTORE',
        ]);
    const places = LOCATIONS.filter((place) => place !== STRANGER);
    const store = random.pick(places);
    const isNamed = type === 'PICKUP' || random.percent(25);
    const somewhere = (): LocationKey =>
      random.percent(2) ? 'STC/99' : random.percent(70) ? store : random.pick(places);
    const lines = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, index) => ({
      family: random.percent(2) ? 1 : (index + 1) * 2,
      item: random.percent(1) ? 'NOTHING' : random.pick(ITEMS),
      quantity: random.percent(2) ? 0 : random.between(1, 7),
      at: isNamed && random.percent(90) ? somewhere() : ('' as const),
    }));
    const pickup =
      type === 'DELIVERY' || type === 'PICKUP' || (type !== 'SHIPFORPICKUP' && random.percent(40)) || random.percent(2)
        ? ('' as const)
        : somewhere();
    return {
      kind: 'submit',
      from: random.percent(2) ? 'STC/99' : random.pick(['6/1', '6/1', 'STC/10', 'STC/20', 'WEB/5']),
      number: `N${(this.#orders += 1)}`,
      type,
      pickup,
      review: random.percent(15),
      together: random.percent(20),
      lines,
    };
  }

  #update(partial: boolean): Update {
    return this.#updateOf(this.#order(), partial);
  }

  #updateOf(order: Order, partial: boolean): Update {
    const { random } = this;
    const line = random.pick(order.lines);
    const status = (one: Line): string =>
      random.percent(82) ? random.pick(ONWARD[one.status]) : random.pick(ANY_WORD);
    const wanted = status(line);
    const others = random.percent(30)
      ? Array.from({ length: random.between(1, 2) }, () => random.pick(order.lines))
      : [];
    const items = [line, ...others].map((one, index) => ({
      line: random.percent(2) ? random.pick([99, -1]) : one.no,
      quantity:
        partial && random.percent(45)
          ? random.between(random.percent(5) ? -1 : 1, one.quantity + (random.percent(10) ? 1 : 0))
          : 0,
      status: index === 0 ? (random.percent(15) ? '' : wanted) : random.percent(60) ? wanted : status(one),
    }));
    const whole = random.percent(30);
    return {
      kind: 'update',
      request: random.percent(1) ? 999 : order.id,
      from: this.#sender(order, line),
      sentAt: new Date(this.world.now).toISOString().slice(0, random.percent(8) ? 10 : 19),
      status: wanted,
      items: !whole ? items : random.percent(50) ? [] : items.slice(0, 1).map((item) => ({ ...item, line: 0 })),
    };
  }

  #sender(order: Order, line: Line): LocationKey {
    const { random } = this;
    const share = random.between(1, 100);
    if (share <= 4) return '';
    if (share <= 10) return random.pick([...LOCATIONS, STRANGER]);
    const part =
      share <= 52 && line.at !== IN_PROCESS ? line.at : share <= 78 ? (line.pickup ?? order.origin) : order.origin;
    return random.percent(10) ? random.pick(LOCATIONS.filter((place) => systemOf(place) === systemOf(part))) : part;
  }

  #poll(fates: readonly Poll['fate'][]): Poll {
    const { random, world } = this;
    const what = random.pick(['fulfillments', 'fulfillments', 'intransit'] as const);
    const waiting = [...world.orders.values()]
      .flatMap((order) => order.lines)
      .filter((line) => line.status === (what === 'intransit' ? 'intransit' : 'new_order'))
      .map((line) => (what === 'intransit' ? line.pickup : line.at))
      .filter((place): place is LocationKey => place !== undefined && place !== IN_PROCESS);
    return {
      kind: 'poll',
      what,
      at: waiting.length > 0 && random.percent(80) ? random.pick(waiting) : random.pick(LOCATIONS),
      fate: random.pick(fates),
    };
  }

  #waitingAt(poll: Poll): Order | undefined {
    return [...this.world.orders.values()].find((order) =>
      order.lines.some((line) => (poll.what === 'intransit' ? line.pickup : line.at) === poll.at),
    );
  }

  #review(): Message {
    const { random } = this;
    const order = this.#order();
    return {
      kind: 'review',
      request: random.percent(20) ? 0 : order.id,
      number: order.number,
      from: random.percent(70) ? order.origin : random.percent(10) ? '' : random.pick(LOCATIONS),
      flag: random.pick(['Y', 'N', 'N', 'y', 'X']),
    };
  }

  #request(): number {
    return this.#order().id;
  }

  /** Usually an order that is still open. */
  #order(): Order {
    const all = [...this.world.orders.values()];
    const open = all.filter((order) => order.lines.some((line) => !FINAL.has(line.status)));
    return this.random.pick(open.length > 0 && this.random.percent(85) ? open.slice(-8) : all);
  }
}
