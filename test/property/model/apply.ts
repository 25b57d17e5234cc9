import { systemOf } from '../support/house-rules.js';
import { done, refused } from './messages.js';
import type { Ask, Heard, Message, Review, Told } from './messages.js';
import { applyJob, applyPoll, isOver, tell } from './polls.js';
import { applySubmit } from './submit.js';
import { applyUpdate, takesPart } from './update.js';
import type { Sight, World } from './world.js';

/** Applies a message to the model. @param heard the gateway's response; only a new order's number and what a concurrent poll took are read from it */
export function apply(world: World, message: Message, heard: Heard, sight: Sight): Told {
  switch (message.kind) {
    case 'submit':
      return applySubmit(world, message, heard.request ?? 0, sight);
    case 'update':
      return applyUpdate(world, message, sight);
    case 'review':
      return applyReview(world, message);
    case 'poll':
      return applyPoll(world, message, heard, sight);
    case 'ask':
      return applyAsk(world, message);
    case 'job':
      return applyJob(world, message, sight);
    case 'tick':
      world.now += message.seconds * 1000;
      return done();
  }
}

/** docs/contract.md, OrderUpdate. */
function applyReview(world: World, message: Review): Told {
  const flag = message.flag.toUpperCase();
  if (flag !== 'Y' && flag !== 'N') return refused([7120]);
  const system = systemOf(message.from);
  const numbered = [...world.orders.values()].filter(
    (order) => message.from !== '' && order.system === system && order.number === message.number,
  );
  if (message.request === 0 && (numbered.length !== 1 || message.number === ''))
    return refused([numbered.length > 1 ? 7122 : 7121]);
  const order = message.request === 0 ? numbered[0] : world.orders.get(message.request);
  if (order === undefined || !takesPart(order, message.from)) return refused([7101]);
  if (message.from !== '' && order.system !== system) return refused([7123]);
  if (order.review !== (flag === 'Y') && flag === 'Y' && isOver(order)) return refused([7124]);
  order.review = flag === 'Y';
  return done();
}

/** docs/contract.md, StatusRequest: every party of an order sees all of it, other systems see nothing. */
function applyAsk(world: World, message: Ask): Told {
  const order = world.orders.get(message.request);
  if (order === undefined || !takesPart(order, message.from)) return { ok: true, lines: [] };
  return { ok: true, lines: order.lines.map((line) => tell(order, line)) };
}
