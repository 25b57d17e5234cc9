import { systemOf } from '../support/house-rules.js';
import { done, rejected } from './messages.js';
import type { Ask, GatewayResponse, Message, Review, ExpectedResponse } from './messages.js';
import { applyJob, applyPoll, isOver, tell } from './polls.js';
import { applySubmit } from './submit.js';
import { applyUpdate, takesPart } from './update.js';
import type { Observation, World } from './world.js';

/**
 * Applies a message to the model.
 * @param response the gateway's response; only a new order's number and what a concurrent poll took are read from it
 */
export function apply(
  world: World,
  message: Message,
  response: GatewayResponse,
  observation: Observation,
): ExpectedResponse {
  switch (message.kind) {
    case 'submit':
      return applySubmit(world, message, response.request ?? 0, observation);
    case 'update':
      return applyUpdate(world, message, observation);
    case 'review':
      return applyReview(world, message);
    case 'poll':
      return applyPoll(world, message, response, observation);
    case 'ask':
      return applyAsk(world, message);
    case 'job':
      return applyJob(world, message, observation);
    case 'tick':
      world.now += message.seconds * 1000;
      return done();
  }
}

/** docs/contract.md, OrderUpdate. */
function applyReview(world: World, message: Review): ExpectedResponse {
  const flag = message.flag.toUpperCase();
  if (flag !== 'Y' && flag !== 'N') return rejected([7120]);
  const system = systemOf(message.from);
  const numbered = [...world.orders.values()].filter(
    (order) => message.from !== '' && order.system === system && order.number === message.number,
  );
  if (message.request === 0 && (numbered.length !== 1 || message.number === ''))
    return rejected([numbered.length > 1 ? 7122 : 7121]);
  const order = message.request === 0 ? numbered[0] : world.orders.get(message.request);
  if (order === undefined || !takesPart(order, message.from)) return rejected([7101]);
  if (message.from !== '' && order.system !== system) return rejected([7123]);
  if (order.review !== (flag === 'Y') && flag === 'Y' && isOver(order)) return rejected([7124]);
  order.review = flag === 'Y';
  return done();
}

/** docs/contract.md, StatusRequest: every party of an order sees all of it, other systems see nothing. */
function applyAsk(world: World, message: Ask): ExpectedResponse {
  const order = world.orders.get(message.request);
  if (order === undefined || !takesPart(order, message.from)) return { ok: true, lines: [] };
  return { ok: true, lines: order.lines.map((line) => tell(order, line)) };
}
