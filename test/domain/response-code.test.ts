import { describeRejections, Rejection, RESPONSE_CODES } from '../../src/domain/response-code.js';

test('the code of a duplicate is 2040, and its text names the existing request id and line', () => {
  const rejection = new Rejection('duplicate', { system: '6', request: 12345, existing: 1 });
  expect(rejection.code).toBe(2040);
  expect(rejection.text).toBe(
    'Validation Error - Duplicate order/line is not allowed for system_cd: [6]. duplicate_request_id: 12345, line_item_no:1',
  );
});

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

test('our own codes start at 7000, and no two texts share one', () => {
  const ours = Object.values(RESPONSE_CODES)
    .map(({ code }) => code)
    .filter((code) => code !== 0 && code !== 2040);
  expect(ours.every((code) => code >= 7000)).toBe(true);
  expect(new Set(ours).size).toBe(ours.length);
});

test('a response has the code of the first rejection and the texts of all of them, each once', () => {
  const rejections = [new Rejection('postal_missing'), new Rejection('sold_to'), new Rejection('postal_missing')];
  expect(describeRejections(rejections)).toEqual({
    code: 7007,
    description:
      'Invalid Ship To address, missing required postal code. Invalid Sold To address, missing required first and last name or company name.',
  });
});

test('does not expand placeholders in values that come from a message', () => {
  expect(new Rejection('item_unknown', { item: '{constructor} $& {item}' }).text).toBe(
    'Invalid item (system product), item ({constructor} $& {item}) does not exist.',
  );
});

test('repeats only the beginning of a value that is too long, and only so many texts', () => {
  const { text } = new Rejection('item_unknown', { item: 'x'.repeat(100_000) });
  expect(text).toBe(`Invalid item (system product), item (${'x'.repeat(5000)}…) does not exist.`);
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
  expect(rejection.text).toMatch(sentence);
});

test('blanks around a value and letters of any language are nothing to name', () => {
  for (const value of [' .5x\n', 'Zoë', '東京', '\u{1F600}', 'PEN         BLUE'])
    expect(new Rejection('amount', { field: 'f', value, expected: 'a number' }).text).toBe(
      `Invalid amount (${value}) in f: a number is expected.`,
    );
});

test('a rejection whose placeholders are missing, misspelled or superfluous does not compile', () => {
  // `npm run typecheck` fails if one of these compiles; at run time the placeholder just stays in the text.
  // @ts-expect-error a misspelled placeholder
  expect(new Rejection('item_unknown', { itm: 'PENCIL' }).text).toContain('{item}');
  // @ts-expect-error a missing placeholder
  expect(new Rejection('item_unknown').text).toContain('{item}');
  // @ts-expect-error a placeholder that the text does not have
  expect(new Rejection('no_lines', { line: 1 }).text).toBe(RESPONSE_CODES.no_lines.text);
  const key = RESPONSE_CODES.final.code > 0 ? 'final' : 'not_yours';
  // @ts-expect-error the text of `not_yours` needs a system
  expect(Rejection.oneOf(key, { line: 1, from: 'polled', to: 'canceled' }).code).toBe(7105);
});
