import type { Message, Poll, Submit, Update } from '../model/messages.js';
import { FINAL, IN_PROCESS } from '../model/order.js';
import type { Line, Order, OrderType, Place, Status } from '../model/order.js';
import type { World } from '../model/world.js';
import type { Chance } from './chance.js';
import { ITEMS, PLACES, STRANGER, systemOf } from './house-rules.js';

/** Where a line may sensibly go next; now and then it is told to go elsewhere. */
const ONWARD: Readonly<Record<Status, readonly string[]>> = {
  new_order: ['polled', 'accepted', 'picked', 'rejected', 'rejected', 'canceled', 'intransit', 'fulfilled'],
  polled: ['accepted', 'accepted', 'picked', 'rejected', 'canceled', 'polled'],
  posted: ['accepted'], accepted: ['picked', 'picked', 'rejected', 'intransit', 'fulfilled', 'canceled'],
  picked: ['intransit', 'intransit', 'fulfilled', 'partial_fulfilled', 'rejected', 'canceled'],
  intransit: ['intransit polled', 'received', 'received', 'rejected', 'canceled'], intransit_polled: ['received', 'rejected', 'canceled', 'fulfilled'],
  received: ['partial_fulfilled', 'fulfilled', 'rejected', 'canceled'], partial_fulfilled: ['fulfilled', 'canceled', 'Partial-Fulfilled'],
  fulfilled: ['fulfilled', 'rejected', 'canceled'], rejected: ['new_order'], unfulfillable: ['canceled', 'rejected', 'new_order'],
  canceled: ['new_order', 'new_order', 'canceled', 'accepted'],
};
const ANY_WORD = [...Object.keys(ONWARD), 'shipped', 'IN TRANSIT POLLED', 'Accepted', ''];

/** Makes up what happens next, knowing how the orders stand, so that most messages make sense and some do not. */
export class Script {
  readonly #sent: Message[] = [];
  #orders = 0;

  constructor(private readonly chance: Chance, private world: World) {}

  /** One message, or two that are sent at the same time. @param world how things stand now */
  next(world: World): readonly Message[] {
    this.world = world;
    const { chance } = this;
    const messages = this.world.orders.size > 0 && chance.percent(14) ? this.#pair() : [this.#message()];
    this.#sent.push(...messages.filter(({ kind }) => kind !== 'tick' && kind !== 'job'));
    return messages;
  }

  #message(): Message {
    const { chance } = this;
    const share = chance.whole(1, 100);
    if (this.world.orders.size < 2 || share <= 9) return this.#submit();
    if (share <= 61) return this.#update(true);
    if (share <= 75) return this.#poll(['sent', 'sent', 'lost', 'cut']);
    if (share <= 79) return this.#review();
    if (share <= 83) return { kind: 'ask', request: this.#request(), from: chance.of(PLACES) };
    if (share <= 88) return { kind: 'tick', seconds: chance.of([1, 30, 90, 3700, 86_400, 86_400]) };
    if (share <= 93) return { kind: 'job', name: chance.of(['auto-cancel', 'release-leases', 'broker'] as const) };
    return this.#again() ?? this.#update(true);
  }

  /** Two that may meet: the same twice, or two about one order or one location's work. */
  #pair(): readonly Message[] {
    const { chance } = this;
    const first = chance.percent(20) ? this.#submit() : chance.percent(25) ? this.#poll(['sent', 'lost']) : this.#update(false);
    if (chance.percent(35)) return [first, first];
    if (first.kind === 'poll') return [first, chance.percent(50) ? { ...first, fate: 'sent' } : this.#updateOf(this.#waitingAt(first) ?? this.#order(), false)];
    if (first.kind === 'submit') return [first, chance.percent(50) ? this.#submit() : { ...first, number: `N${this.#orders += 1}` }];
    if (chance.percent(15)) return [first, { kind: 'job', name: 'broker' }];
    const order = this.world.orders.get(first.request);
    return [first, order === undefined || chance.percent(20) ? this.#update(false) : this.#updateOf(order, false)];
  }

  #again(): Message | undefined {
    const partial = this.#sent.filter((one) => one.kind === 'update' && one.items.some(({ quantity }) => quantity !== 0));
    const from = partial.length > 0 && this.chance.percent(40) ? partial : this.#sent;
    const recent = this.chance.percent(60) ? from.slice(-6) : from;
    return recent.length === 0 ? undefined : this.chance.of(recent);
  }

  #submit(): Submit {
    const { chance } = this;
    const type = chance.percent(2) ? 'MAIL' : chance.of<OrderType>(['DELIVERY', 'DELIVERY', 'PICKUP', 'SHIPFORPICKUP', 'SHIPFORPICKUP', 'RETAILPICKUP', 'SHIPTOSTORE']);
    const places = PLACES.filter((place) => place !== STRANGER);
    const store = chance.of(places);
    const isNamed = type === 'PICKUP' || chance.percent(25);
    const somewhere = (): Place => (chance.percent(2) ? 'STC/99' : chance.percent(70) ? store : chance.of(places));
    const lines = Array.from({ length: chance.of([1, 1, 2, 3]) }, (_, index) => ({
      family: chance.percent(2) ? 1 : (index + 1) * 2, item: chance.percent(1) ? 'NOTHING' : chance.of(ITEMS),
      quantity: chance.percent(2) ? 0 : chance.whole(1, 7), at: isNamed && chance.percent(90) ? somewhere() : '' as const,
    }));
    const pickup = type === 'DELIVERY' || type === 'PICKUP' || (type !== 'SHIPFORPICKUP' && chance.percent(40)) || chance.percent(2) ? '' as const : somewhere();
    return {
      kind: 'submit', from: chance.percent(2) ? 'STC/99' : chance.of(['6/1', '6/1', 'STC/10', 'STC/20', 'WEB/5']), number: `N${this.#orders += 1}`, type, pickup,
      review: chance.percent(15), together: chance.percent(20), lines,
    };
  }

  #update(partial: boolean): Update {
    return this.#updateOf(this.#order(), partial);
  }

  #updateOf(order: Order, partial: boolean): Update {
    const { chance } = this;
    const line = chance.of(order.lines);
    const status = (one: Line): string => (chance.percent(82) ? chance.of(ONWARD[one.status]) : chance.of(ANY_WORD));
    const wanted = status(line);
    const others = chance.percent(30) ? Array.from({ length: chance.whole(1, 2) }, () => chance.of(order.lines)) : [];
    const items = [line, ...others].map((one, index) => ({
      line: chance.percent(2) ? chance.of([99, -1]) : one.no,
      quantity: partial && chance.percent(45) ? chance.whole(chance.percent(5) ? -1 : 1, one.quantity + (chance.percent(10) ? 1 : 0)) : 0,
      status: index === 0 ? (chance.percent(15) ? '' : wanted) : chance.percent(60) ? wanted : status(one),
    }));
    const whole = chance.percent(30);
    return {
      kind: 'update', request: chance.percent(1) ? 999 : order.id, from: this.#sender(order, line),
      sentAt: new Date(this.world.now).toISOString().slice(0, chance.percent(8) ? 10 : 19), status: wanted,
      items: !whole ? items : chance.percent(50) ? [] : items.slice(0, 1).map((item) => ({ ...item, line: 0 })),
    };
  }

  #sender(order: Order, line: Line): Place {
    const { chance } = this;
    const share = chance.whole(1, 100);
    if (share <= 4) return '';
    if (share <= 10) return chance.of([...PLACES, STRANGER]);
    const part = share <= 52 && line.at !== IN_PROCESS ? line.at : share <= 78 ? line.pickup ?? order.origin : order.origin;
    return chance.percent(10) ? chance.of(PLACES.filter((place) => systemOf(place) === systemOf(part))) : part;
  }

  #poll(fates: readonly Poll['fate'][]): Poll {
    const { chance, world } = this;
    const what = chance.of(['fulfillments', 'fulfillments', 'intransit'] as const);
    const waiting = [...world.orders.values()].flatMap((order) => order.lines).filter((line) => line.status === (what === 'intransit' ? 'intransit' : 'new_order'))
      .map((line) => (what === 'intransit' ? line.pickup : line.at)).filter((place): place is Place => place !== undefined && place !== IN_PROCESS);
    return { kind: 'poll', what, at: waiting.length > 0 && chance.percent(80) ? chance.of(waiting) : chance.of(PLACES), fate: chance.of(fates) };
  }

  #waitingAt(poll: Poll): Order | undefined {
    return [...this.world.orders.values()].find((order) => order.lines.some((line) => (poll.what === 'intransit' ? line.pickup : line.at) === poll.at));
  }

  #review(): Message {
    const { chance } = this;
    const order = this.#order();
    return {
      kind: 'review', request: chance.percent(20) ? 0 : order.id, number: order.number,
      from: chance.percent(70) ? order.origin : chance.percent(10) ? '' : chance.of(PLACES), flag: chance.of(['Y', 'N', 'N', 'y', 'X']),
    };
  }

  #request(): number {
    return this.#order().id;
  }

  /** Mostly one that is not over. */
  #order(): Order {
    const all = [...this.world.orders.values()];
    const open = all.filter((order) => order.lines.some((line) => !FINAL.has(line.status)));
    return this.chance.of(open.length > 0 && this.chance.percent(85) ? open.slice(-8) : all);
  }
}
