import type { GetOrdersRequest, UpdateOrderRequest } from './messages.js';

/** The free texts of a request, Other11 to Other20, in this order. */
export function freeTexts(request: GetOrdersRequest | UpdateOrderRequest): readonly (string | null | undefined)[] {
  return [
    request.Other11,
    request.Other12,
    request.Other13,
    request.Other14,
    request.Other15,
    request.Other16,
    request.Other17,
    request.Other18,
    request.Other19,
    request.Other20,
  ];
}
