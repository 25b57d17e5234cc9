import {
  DF_STATUSES,
  dfStatusOf,
  parseDfStatus,
  statusesShownAs,
} from '../../../src/domain/direct-fulfillment/line-status.js';
import type { LineFacts } from '../../../src/domain/direct-fulfillment/line-status.js';
import { readShipDate } from '../../../src/domain/direct-fulfillment/ship-date.js';
import { STATUSES } from '../../../src/domain/values/status.js';

const FACTS: LineFacts = {
  status: 'new_order',
  underReview: false,
  atSupplier: true,
  released: true,
  confirmed: false,
  invoiced: false,
};
const status = (changes: Partial<LineFacts>, showUnconfirmed = false): string =>
  dfStatusOf({ ...FACTS, ...changes }, showUnconfirmed);

test.each([
  ['a line that its supplier has not confirmed', {}, 'FUT'],
  ['one that he ordered', { status: 'accepted' }, 'BES'],
  ['one that he sent', { status: 'fulfilled' }, 'FUS'],
  ['one that he sent and that is invoiced', { status: 'fulfilled', invoiced: true }, 'AUS'],
  ['one that was not released to him', { released: false }, 'ANG'],
  ['one of an order under review', { underReview: true }, 'HAL'],
  ['a sent one of an order under review', { underReview: true, status: 'fulfilled' }, 'FUS'],
  ['a canceled one of an order under review', { underReview: true, status: 'canceled' }, 'STO'],
  ["one of the merchant's", { atSupplier: false }, 'ANG'],
  ['one that the merchant packed', { atSupplier: false, status: 'picked' }, 'EIN'],
  ['one that the merchant sent', { atSupplier: false, status: 'fulfilled' }, 'AUS'],
  ['one that nobody has', { atSupplier: false, status: 'unfulfillable' }, 'NLB'],
] as const)('%s is %s', (_, changes, expected) => {
  expect(status(changes)).toBe(expected);
});

test('FUA tells an unconfirmed line, where the organization wants that, and no other status', () => {
  expect(status({}, true)).toBe('FUA');
  expect(status({ confirmed: true }, true)).toBe('FUT');
  expect(status({ status: 'accepted' }, true)).toBe('BES');
});

test('every status of ours has one there, whoever has the line', () => {
  for (const one of STATUSES)
    for (const atSupplier of [true, false]) expect(parseDfStatus(status({ status: one, atSupplier }))).toBeDefined();
});

test('a search for a status reads every status of ours that a line with it can have', () => {
  const both = [true, false];
  const facts = both.flatMap((underReview) =>
    both.flatMap((atSupplier) =>
      both.flatMap((released) =>
        both.flatMap((confirmed) =>
          both.map((invoiced) => ({ underReview, atSupplier, released, confirmed, invoiced })),
        ),
      ),
    ),
  );
  for (const one of STATUSES)
    for (const fact of facts)
      for (const shows of both)
        expect(statusesShownAs(status({ ...fact, status: one }, shows) as 'FUT')).toContain(one);
  expect(DF_STATUSES.filter((one) => statusesShownAs(one).includes('canceled'))).toEqual(['STO']);
});

test.each([
  ['20160114 16:46:12', '2016-01-14T16:46:12.000Z'],
  ['2016-01-14T16:46:12', '2016-01-14T16:46:12.000Z'],
  ['2016-01-14T16:46:12.123+01:00', '2016-01-14T15:46:12.000Z'],
  ['2016-01-14', '2016-01-14T00:00:00.000Z'],
  ['01-13-2010', '2010-01-13T00:00:00.000Z'],
  ['01-01-2010 11:11:11', '2010-01-01T11:11:11.000Z'],
  ['13-01-2010', undefined],
  ['2016-02-30', undefined],
  ['14.01.2016', undefined],
  ['2016-01-14 25:00:00', undefined],
])('a supplier writes %s', (text, expected) => {
  expect(readShipDate(text)).toBe(expected);
});
