import { pollLocation } from '../../../src/broker/polling/poll.js';
import { place, update } from '../../support/server/broker.js';
import { followLines, hasEnded } from './model.js';
import { drawOrder, PARTNERS } from './order-steps.js';
import type { Scene, Step } from './step.js';
import type { Snapshot } from './tables.js';

const STORES = ['STC/10', 'STC/20'];

/** What all requests make of changes of lines that came by the Locate service. */
function follow({ model, tables }: Scene, after: Snapshot): void {
  for (const asked of model.requests.values()) if (!hasEnded(asked)) followLines(asked, tables, after);
}

/** The order management system cancels an order, or one of its lines. */
export function omsCanceling(scene: Scene): Step {
  const { random, broker, tables } = scene;
  const order = drawOrder(scene);
  const own = tables.lines.filter((line) => line.order === order);
  const lines = random.percent(40) ? [] : [random.pick(own).no];
  return {
    words: `OMS cancels order ${order} ${lines.join()}`,
    act: () => update(broker, order, 'canceled', '6/1', lines),
    predict: (after) => {
      follow(scene, after);
    },
  };
}

/** A partner reports by the Locate service. */
export function partnerUpdating(scene: Scene): Step {
  const { random, broker, tables } = scene;
  const own = tables.lines.filter((line) => line.place.startsWith('SUP/'));
  const line = random.pick(own.length > 0 ? own.slice(-20) : tables.lines);
  const status = random.pick(['polled', 'accepted', 'picked', 'rejected', 'fulfilled', 'intransit']);
  const as = random.percent(90) && own.length > 0 ? line.place : random.pick(PARTNERS);
  return {
    words: `${as} says by Locate: line ${line.no} of order ${line.order} is ${status}`,
    act: () => update(broker, line.order, status, as, [line.no]),
    predict: (after) => {
      follow(scene, after);
    },
  };
}

/** A store rejects or fulfills a line of its own, or takes one that a partner sent to it. */
export function storeUpdating(scene: Scene): Step {
  const { random, broker, tables } = scene;
  const own = tables.lines.filter(({ place: at, status }) => STORES.includes(at) || status === 'intransit');
  const line = random.pick(own.length > 0 ? own.slice(-20) : tables.lines);
  const status = random.pick(['rejected', 'rejected', 'accepted', 'fulfilled', 'received']);
  const as = STORES.includes(line.place) ? line.place : 'STC/10';
  return {
    words: `${as} says: line ${line.no} of order ${line.order} is ${status}`,
    act: () => update(broker, line.order, status, as, [line.no]),
    predict: (after) => {
      follow(scene, after);
    },
  };
}

/** A store polls what it is to fulfill, or what is on its way to it. */
export function polling(scene: Scene): Step {
  const { random, broker } = scene;
  const [kind, at] = [random.pick(['fulfillments', 'intransit'] as const), random.pick([...STORES, ...PARTNERS])];
  return {
    words: `${at} polls ${kind}`,
    act: async () => {
      const poll = await pollLocation(broker, kind, place(at));
      await poll?.delivered?.(true);
    },
    predict: (after) => {
      follow(scene, after);
    },
  };
}
