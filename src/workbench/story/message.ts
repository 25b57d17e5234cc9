import { writeRequest } from '../../client/locate/envelope.js';
import { pollMessage, statusListMessage, statusRequestMessage } from '../../client/locate/inquiry-messages.js';
import type { MessagePart } from '../../client/locate/locate-client.js';
import { readPlace } from '../../client/locate/messages.js';
import type { Place, SenderOptions } from '../../client/locate/messages.js';
import { orderMessage } from '../../client/locate/order-message.js';
import { orderUpdateMessage, statusUpdateMessage } from '../../client/locate/update-messages.js';
import { OPERATIONS } from './schema.js';
import type { StatusUpdateText, StoryStep, StoryText, SubmitOrderText } from './schema.js';

/** Whom a story names: a member of its cast, or a location as `system/location`. */
export const placeOf = (story: Pick<StoryText, 'cast'>, written: string): Place =>
  readPlace(story.cast[written] ?? written);

/**
 * The complete message that a step writes in short, but for the names that stand for request ids and the suffix of the
 * run; undefined for a step that says something else.
 */
export function messageOf(story: Pick<StoryText, 'cast'>, step: StoryStep): string | undefined {
  const operation = OPERATIONS.find((one) => step[one] !== undefined);
  if (operation === undefined || step.who === undefined) return undefined;
  const options: SenderOptions = { as: placeOf(story, step.who), account: 'LOCATE' };
  const content = contentOf(story, step, options);
  return content === undefined ? undefined : writeRequest(operation, content);
}

function contentOf(story: Pick<StoryText, 'cast'>, step: StoryStep, options: SenderOptions): MessagePart | undefined {
  if (step.SubmitOrder !== undefined) return submitted(story, step.SubmitOrder, options);
  if (step.StatusUpdate !== undefined) return updated(step.StatusUpdate, options);
  if (step.StatusRequest !== undefined) return statusRequestMessage(step.StatusRequest.request, options);
  if (step.StatusListRequest !== undefined)
    return statusListMessage(step.StatusListRequest.requests, options, step.StatusListRequest.statuses);
  if (step.Fulfillments !== undefined) return pollMessage('Fulfillments', options.as, options);
  if (step.Intransit !== undefined) return pollMessage('Intransit', options.as, options);
  if (step.OrderUpdate !== undefined)
    return orderUpdateMessage(step.OrderUpdate.request, step.OrderUpdate.under_review, options);
  return undefined;
}

function submitted(story: Pick<StoryText, 'cast'>, order: SubmitOrderText, options: SenderOptions): MessagePart {
  return orderMessage({
    ...options,
    ...order.ship_to,
    type: order.type,
    orderId: order.order,
    underReview: order.under_review,
    ...(order.pickup_at === undefined ? {} : { pickupAt: placeOf(story, order.pickup_at) }),
    items: order.lines.map(({ line, item, qty, price, from }) => ({
      item,
      quantity: String(qty),
      price,
      ...(line === undefined ? {} : { line }),
      ...(from === undefined ? {} : { from: placeOf(story, from) }),
    })),
  });
}

function updated(update: StatusUpdateText, options: SenderOptions): MessagePart {
  const told = ({
    reason,
    note,
    ship_via,
    tracking,
  }: Pick<StatusUpdateText, 'reason' | 'note' | 'ship_via' | 'tracking'>) => ({
    reason,
    note,
    shipVia: ship_via,
    tracking,
  });
  const change = update.lines?.map((line) => ({
    ...told(line),
    line: line.line,
    quantity: line.qty,
    status: line.status,
  })) ?? { ...told(update), status: update.status ?? '' };
  return statusUpdateMessage(update.request, change, options);
}
