import { writeRequest } from '../../client/locate/envelope.js';
import { pollMessage, statusListMessage, statusRequestMessage } from '../../client/locate/inquiry-messages.js';
import { DEFAULT_ACCOUNT, parseLocation } from '../../client/locate/messages.js';
import type { LocationRef, MessagePart, SenderOptions } from '../../client/locate/messages.js';
import { orderMessage } from '../../client/locate/order-message.js';
import { orderUpdateMessage, statusUpdateMessage } from '../../client/locate/update-messages.js';
import { OPERATIONS } from './schema.js';
import type { StatusUpdateText, StoryStep, StoryText, SubmitOrderText } from './schema.js';

/** The location that a story names: a member of its cast, or `system/location`. */
export const locationOf = (story: Pick<StoryText, 'cast'>, text: string): LocationRef =>
  parseLocation(story.cast[text] ?? text);

/**
 * Expands the short form of a step into a complete message. Request ids are still names, and order numbers have no
 * suffix yet.
 * @returns undefined for a step without a short form
 */
export function messageOf(story: Pick<StoryText, 'cast' | 'account'>, step: StoryStep): string | undefined {
  const operation = OPERATIONS.find((name) => step[name] !== undefined);
  if (operation === undefined || step.who === undefined) return undefined;
  const options: SenderOptions = { as: locationOf(story, step.who), account: story.account ?? DEFAULT_ACCOUNT };
  const content = contentOf(story, step, options);
  return content === undefined ? undefined : writeRequest(operation, content);
}

function contentOf(story: Pick<StoryText, 'cast'>, step: StoryStep, options: SenderOptions): MessagePart | undefined {
  if (step.SubmitOrder !== undefined) return submitOrder(story, step.SubmitOrder, options);
  if (step.StatusUpdate !== undefined) return statusUpdate(step.StatusUpdate, options);
  if (step.StatusRequest !== undefined) return statusRequestMessage(step.StatusRequest.request, options);
  if (step.StatusListRequest !== undefined)
    return statusListMessage(step.StatusListRequest.requests, options, step.StatusListRequest.statuses);
  if (step.Fulfillments !== undefined) return pollMessage('Fulfillments', options.as, options);
  if (step.Intransit !== undefined) return pollMessage('Intransit', options.as, options);
  if (step.OrderUpdate !== undefined)
    return orderUpdateMessage(step.OrderUpdate.request, step.OrderUpdate.under_review, options);
  return undefined;
}

function submitOrder(story: Pick<StoryText, 'cast'>, order: SubmitOrderText, options: SenderOptions): MessagePart {
  return orderMessage({
    ...options,
    ...order.ship_to,
    type: order.type,
    orderId: order.order,
    underReview: order.under_review,
    ...(order.pickup_at === undefined ? {} : { pickupAt: locationOf(story, order.pickup_at) }),
    items: order.lines.map(({ line, item, qty, price, from, df_type: dfType }) => ({
      item,
      quantity: String(qty),
      price,
      ...(line === undefined ? {} : { line }),
      ...(from === undefined ? {} : { from: locationOf(story, from) }),
      ...(dfType === undefined ? {} : { customizations: [{ code: 'DF_TYPE', message: String(dfType) }] }),
    })),
  });
}

function statusUpdate(update: StatusUpdateText, options: SenderOptions): MessagePart {
  const detailsOf = ({
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
    ...detailsOf(line),
    line: line.line,
    quantity: line.qty,
    status: line.status,
  })) ?? { ...detailsOf(update), status: update.status ?? '' };
  return statusUpdateMessage(update.request, change, options);
}
