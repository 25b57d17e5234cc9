import { describeRejection, describeRejections } from '../../src/broker/describe-rejections.js';
import { Rejection } from '../../src/domain/response-code.js';

test('an unknown requesting location and an unknown item are told in the words that users know', () => {
  const names = { item: 'PEN BLUE', location: '10', system: '6' };
  const { description } = describeRejections([
    Rejection.oneOf('requesting_location', names),
    Rejection.oneOf('item_unknown', names),
    Rejection.oneOf('not_stocked', names),
  ]);
  expect(description).toContain(
    'Invalid or missing requesting location location code, (store_location.location_cd) is required.',
  );
  expect(description).toContain(
    'Invalid item (system product), item (PEN BLUE) does not exist. Product not stocked in requested location.',
  );
});

test('a response has the code of the first rejection and the texts of all of them, each once', () => {
  const rejections = [new Rejection('postal_missing'), new Rejection('sold_to'), new Rejection('postal_missing')];
  expect(describeRejections(rejections)).toEqual({
    code: 7007,
    description:
      'Invalid Ship To address, missing required postal code. Invalid Sold To address, missing required first and last name or company name.',
  });
});

test('a response repeats only so many texts', () => {
  const many = Array.from(
    { length: 1000 },
    (_, n) => new Rejection('item_unknown', { item: `${n}${'x'.repeat(5000)}` }),
  );
  const { description } = describeRejections(many);
  expect(description.length).toBeLessThan(110_000);
  expect(description).toMatch(/does not exist\. \(and more\)$/);
});

test.each([
  [
    new Rejection('item_unknown', { item: 'PEN\u00A0BLUE' }),
    / In item, character 4 is U\+00A0, a no-break space: remove it/,
  ],
  [new Rejection('item_unknown', { item: '\u200BPENCIL' }), / In item, character 1 is U\+200B, a zero width space: /],
  [new Rejection('item_unknown', { item: '\u{1F600}\t1' }), / In item, character 2 is U\+0009, a tab: /],
  [
    new Rejection('amount', { field: 'unit_price', value: '1\u202F000', expected: 'a number' }),
    / In value, character 2 is U\+202F, a narrow/,
  ],
  [
    new Rejection('fulfilling_location', { location: '1\u00AD0', system: '6\u200E' }),
    / In location, character 2 is U\+00AD, a soft hyphen: .* In system, character 2 is U\+200E, a left-to-right mark: /,
  ],
  [new Rejection('status_unknown', { status: 'ful\u0085filled' }), / In status, character 4 is U\+0085: /],
])('names the characters in the values of a text that nobody sees: %#', (rejection, sentence) => {
  expect(describeRejection(rejection)).toMatch(sentence);
});

test('blanks around a value and letters of any language are nothing to name', () => {
  for (const value of [' .5x\n', 'Zoë', '東京', '\u{1F600}', 'PEN         BLUE'])
    expect(describeRejection(new Rejection('amount', { field: 'f', value, expected: 'a number' }))).toBe(
      `Invalid amount (${value}) in f: a number is expected.`,
    );
});
