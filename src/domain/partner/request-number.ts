import type { RequestFlag } from './fulfillment-request.js';

/** What the number of a fulfillment request is made of. */
export interface NumberParts {
  readonly orderId: string;
  readonly requestId: number;
  readonly locationCd: string;
  /** 1, 2, ... within the order. */
  readonly sequence: number;
}

/**
 * Writes the number of a fulfillment request from a template with {order}, {request}, {location} and {n}. Without {n} the
 * second request of an order and later ones get `-2`, `-3`, ... at their end, so that numbers of one order never collide.
 */
export function requestNumber(template: string, { orderId, requestId, locationCd, sequence }: NumberParts): string {
  const values: Readonly<Record<string, string>> = {
    '{order}': orderId,
    '{request}': String(requestId),
    '{location}': locationCd,
    '{n}': String(sequence),
  };
  const text = template.replace(/\{(?:order|request|location|n)\}/g, (placeholder) => values[placeholder] ?? '');
  return template.includes('{n}') || sequence === 1 ? text : `${text}-${String(sequence)}`;
}

/** The length of a number in code points: an emoji is one character. */
export function numberLength(number: string): number {
  return Array.from(number).length;
}

/** What keeps a number from being handed over: it is flagged and not cut, since a cut number would name another order. */
export function numberFlags(number: string, maxLength: number, isTaken: boolean): RequestFlag[] {
  return [
    ...(numberLength(number) > maxLength ? (['number_too_long'] as const) : []),
    ...(isTaken ? (['number_duplicate'] as const) : []),
  ];
}
