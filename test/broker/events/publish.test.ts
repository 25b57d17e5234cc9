import { mergeChanges } from '../../../src/broker/events/publish.js';
import type { OrderEvent } from '../../../src/broker/events/order-event.js';

const change = (requestId: number, line: number): OrderEvent => ({
  type: 'order.status_changed',
  requestId,
  facts: { lines: [{ line_no: line }] },
});
const created = (requestId: number): OrderEvent => ({ type: 'order.created', requestId, facts: {} });

describe('the events of a transaction', () => {
  it('are one event for all changed lines of an order', () => {
    expect(mergeChanges([change(1, 1), change(2, 1), change(1, 2)])).toEqual([
      { type: 'order.status_changed', requestId: 1, facts: { lines: [{ line_no: 1 }, { line_no: 2 }] } },
      change(2, 1),
    ]);
  });

  it('do not tell the lines of a new order twice', () => {
    expect(mergeChanges([change(1, 1), created(1), change(2, 1)])).toEqual([created(1), change(2, 1)]);
  });

  it('keep the order in which they happened', () => {
    const review: OrderEvent = { type: 'order.review_changed', requestId: 1, facts: { under_review: true } };
    expect(mergeChanges([review, change(1, 1)])).toEqual([review, change(1, 1)]);
  });
});
