import { describeRejections, Rejection, RESPONSE_CODES } from '../../src/domain/response-code.js';

test('the duplicate code is the one callers know, and its text names the existing request id and line', () => {
  const fault = new Rejection('duplicate', { system: '6', order: '123-001', line: 4, request: 12345, existing: 1 });
  expect(fault.code).toBe(2040);
  expect(fault.text).toBe(
    'Duplicate Order/line: system 6 already submitted order 123-001, line 4; it is request ID 12345, line 1.',
  );
});

test('codes of ours start at 7000 and no two mean different things', () => {
  const ours = Object.values(RESPONSE_CODES)
    .map(({ code }) => code)
    .filter((code) => code !== 0 && code !== 2040);
  expect(ours.every((code) => code >= 7000)).toBe(true);
  expect(new Set(ours).size).toBe(ours.length);
});

test('several faults are named in one description, each once, under the code of the first', () => {
  const faults = [new Rejection('postal_missing'), new Rejection('sold_to'), new Rejection('postal_missing')];
  expect(describeRejections(faults)).toEqual({
    code: 7007,
    description:
      'Invalid Ship To address, missing required postal code. Invalid Sold To address, missing required first and last name or company name.',
  });
});

test('a value from a message is never taken for a placeholder', () => {
  expect(new Rejection('item_unknown', { item: '{constructor} $& {item}' }).text).toBe(
    'Invalid item (system product), item ({constructor} $& {item}) does not exist.',
  );
});
