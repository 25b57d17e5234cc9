import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { compileWriter, UnwritableError } from '../../../src/platform/xml/schema/write.js';
import { SHOP } from './documents.js';

const write = compileWriter(readSchema(SHOP), 'Basket');
const least = { id: 'a', count: 1, buyer: { name: 'N' }, qty: 3, tag: [] as unknown[] };
const written = (request: object): string => write({ request }, 'urn:shop');

test('only the root and qualified elements have the prefix', () => {
  expect(written(least)).toBe(
    '<ns2:Basket xmlns:ns2="urn:shop"><ns2:request id="a" count="1">' +
      '<buyer><name>N</name></buyer><qty>3</qty></ns2:request></ns2:Basket>',
  );
  expect(write({}, 'urn:a&"b')).toBe('<ns2:Basket xmlns:ns2="urn:a&amp;&quot;b"/>');
});

test('writes attributes and elements in schema order, whatever the order of the properties', () => {
  const request = {
    parts: { part: [] },
    owner: { no: '7', name: 'O' },
    weight: '1.50',
    ratio: '-1E3',
    ...least,
    note: 'n',
  };
  expect(written({ ...request, tag: ['x', ''] })).toBe(
    '<ns2:Basket xmlns:ns2="urn:shop"><ns2:request id="a" count="1" ratio="-1E3">' +
      '<buyer><name>N</name></buyer><qty>3</qty><weight>1.50</weight><note>n</note><owner no="7"><name>O</name></owner>' +
      '<parts/><tag>x</tag><tag></tag></ns2:request></ns2:Basket>',
  );
});

test('omits an optional part that is undefined or null', () => {
  expect(written({ ...least, note: undefined, limit: null, ratio: undefined })).toBe(written(least));
});

test('omits a property that the schema does not define', () => {
  expect(written({ ...least, other: 'x' })).toBe(written(least));
});

describe('throws, with the path, for', () => {
  test.each<[string, object, string]>([
    ['a missing required element', { ...least, qty: undefined }, '/Basket/request/qty is required but missing'],
    ['a missing required attribute', { ...least, id: undefined }, '/Basket/request/@id is required but missing'],
    [
      'null for a required part',
      { ...least, buyer: { name: null } },
      '/Basket/request/buyer/name is required but missing',
    ],
    ['a missing list', { ...least, tag: undefined }, '/Basket/request/tag must be an array'],
    ['a hole in a list', { ...least, tag: ['x', undefined] }, '/Basket/request/tag[2] must be a string'],
    ['a number for a string', { ...least, note: 5 }, '/Basket/request/note must be a string'],
    ['a string for an int', { ...least, qty: '3' }, '/Basket/request/qty must be a 32-bit integer'],
    ['a fraction for an int', { ...least, qty: 1.5 }, '/Basket/request/qty must be a 32-bit integer'],
    ['not a number for an int', { ...least, count: Number.NaN }, '/Basket/request/@count must be a 32-bit integer'],
    ['an int of more than 32 bits', { ...least, qty: 2 ** 31 }, '/Basket/request/qty must be a 32-bit integer'],
    [
      'a number for a decimal',
      { ...least, weight: 1.5 },
      '/Basket/request/weight must be a number in decimal digits, as a string',
    ],
    [
      'words for a decimal',
      { ...least, weight: 'two' },
      '/Basket/request/weight must be a number in decimal digits, as a string',
    ],
    [
      'an exponent in a decimal',
      { ...least, weight: '1E3' },
      '/Basket/request/weight must be a number in decimal digits, as a string',
    ],
    ['text for a structure', { ...least, buyer: 'N' }, '/Basket/request/buyer must be an object'],
  ])('%s', (_, request, message) => {
    expect(() => written(request)).toThrow(new UnwritableError(message));
  });
});
