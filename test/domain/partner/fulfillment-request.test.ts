import {
  actOn,
  fulfillmentStatus,
  REQUEST_ACTIONS,
  REQUEST_STATES,
  stateAfter,
  unitsOf,
} from '../../../src/domain/partner/fulfillment-request.js';
import type { RequestedLine, RequestState } from '../../../src/domain/partner/fulfillment-request.js';
import { hasLeft } from '../../../src/domain/values/status.js';

const line = (status: RequestedLine['status'], outcome: RequestedLine['outcome'] = null): RequestedLine => ({
  status,
  outcome,
  quantity: 2,
});

test('actions lead to states, repeat them, or are refused', () => {
  const table = Object.fromEntries(
    REQUEST_STATES.map((state) => [state, REQUEST_ACTIONS.map((action) => actOn(state, action)).join(' ')]),
  );
  expect(table).toEqual({
    //            process    hand_over  acknowledge  fail    void    cancel   ship
    unprocessed: 'processing processed acknowledged refused voided refused refused',
    processing: 'repeated processed acknowledged failed voided canceled refused',
    processed: 'repeated repeated acknowledged failed refused canceled processed',
    acknowledged: 'repeated repeated repeated refused refused canceled acknowledged',
    failed: 'processing processed acknowledged repeated voided refused refused',
    canceled: 'refused refused refused refused refused repeated refused',
    voided: 'refused refused refused refused repeated refused refused',
  });
});

describe('the state of a request follows its lines', () => {
  test.each<[string, RequestState, readonly RequestedLine[], RequestState]>([
    ['nothing has happened', 'unprocessed', [line('new_order')], 'unprocessed'],
    ['a line was fetched', 'processing', [line('polled'), line('new_order')], 'processed'],
    ['a line was accepted', 'processing', [line('accepted'), line('polled')], 'acknowledged'],
    ['a line was shipped', 'processed', [line('fulfilled', 'fulfilled')], 'acknowledged'],
    ['a failed one was accepted by telephone', 'failed', [line('accepted')], 'acknowledged'],
    ['it never goes back', 'acknowledged', [line('polled')], 'acknowledged'],
    ['all lines were canceled', 'processed', [line('canceled', 'canceled')], 'canceled'],
    [
      'all lines went elsewhere',
      'processed',
      [line('new_order', 'rejected'), line('canceled', 'canceled')],
      'canceled',
    ],
    ['all lines were taken back', 'processing', [line('new_order', 'voided')], 'voided'],
    ['some lines went elsewhere', 'processing', [line('new_order', 'rejected'), line('new_order')], 'processing'],
    ['it has ended', 'voided', [line('accepted')], 'voided'],
  ])('%s', (_, state, lines, after) => {
    expect(stateAfter({ state, processedAt: null }, lines)).toBe(after);
  });

  test('a request that failed after it was processed stays failed', () => {
    const failed = { state: 'failed', processedAt: '2030-01-02T03:04:05.678Z' } as const;
    expect(stateAfter(failed, [line('polled')])).toBe('failed');
    expect(stateAfter(failed, [line('accepted')])).toBe('acknowledged');
  });
});

describe('the fulfillment status follows from the units', () => {
  test.each([
    [[line('accepted')], 'awaiting_shipment'],
    [[line('fulfilled', 'fulfilled'), line('picked')], 'partially_shipped'],
    [[line('fulfilled', 'fulfilled'), line('new_order', 'rejected')], 'shipped'],
    [[line('intransit')], 'shipped'],
    [[line('new_order', 'voided'), line('canceled', 'canceled')], 'canceled'],
  ] as const)('%j', (lines, status) => {
    const units = unitsOf(lines, hasLeft);
    expect(units.asked).toBe(units.shipped + units.canceled + units.open);
    expect(fulfillmentStatus(units)).toBe(status);
  });
});
