import { Rejection, RESPONSE_CODES } from '../../src/domain/response-code.js';

test('the code of a duplicate is 2040, and its text names the existing request id and line', () => {
  const rejection = new Rejection('duplicate', { system: '6', request: 12345, existing: 1 });
  expect(rejection.code).toBe(2040);
  expect(rejection.text).toBe(
    'Validation Error - Duplicate order/line is not allowed for system_cd: [6]. duplicate_request_id: 12345, line_item_no:1',
  );
});

test('our own codes start at 7000, and no two texts share one', () => {
  const ours = Object.values(RESPONSE_CODES)
    .map(({ code }) => code)
    .filter((code) => code !== 0 && code !== 2040);
  expect(ours.every((code) => code >= 7000)).toBe(true);
  expect(new Set(ours).size).toBe(ours.length);
});

test('does not expand placeholders in values that come from a message', () => {
  expect(new Rejection('item_unknown', { item: '{constructor} $& {item}' }).text).toBe(
    'Invalid item (system product), item ({constructor} $& {item}) does not exist.',
  );
});

test('repeats only the beginning of a value that is too long', () => {
  const { text } = new Rejection('item_unknown', { item: 'x'.repeat(100_000) });
  expect(text).toBe(`Invalid item (system product), item (${'x'.repeat(5000)}…) does not exist.`);
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
