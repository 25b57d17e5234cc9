import { numberFlags, requestNumber } from '../../../src/domain/partner/request-number.js';

const parts = { orderId: 'A-1', requestId: 7, locationCd: '21', sequence: 1 };

test.each([
  ['{order}', 1, 'A-1'],
  ['{order}', 2, 'A-1-2'],
  ['PO-{request}/{location}', 3, 'PO-7/21-3'],
  ['{order}.{n}', 2, 'A-1.2'],
  ['{order}{unknown}', 1, 'A-1{unknown}'],
])('the template %s as number %d of an order is %s', (template, sequence, number) => {
  expect(requestNumber(template, { ...parts, sequence })).toBe(number);
});

test('an order number with a placeholder in it is told as it is', () => {
  expect(requestNumber('{order}', { ...parts, orderId: '{request}' })).toBe('{request}');
});

test('a number is flagged and never cut', () => {
  expect(numberFlags('12345', 5, false)).toEqual([]);
  expect(numberFlags('123456', 5, true)).toEqual(['number_too_long', 'number_duplicate']);
  expect(numberFlags('😀😀😀😀😀', 5, false)).toEqual([]);
});
