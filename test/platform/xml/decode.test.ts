import { compileDecoder } from '../../../src/platform/xml/schema/decode.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { basket, parse, SHOP } from './documents.js';

const decode = compileDecoder(readSchema(SHOP), 'Basket');
const request = (inside = '', attributes?: string): unknown => decode(parse(basket(inside, attributes))).request;

test('attributes and elements become one flat object', () => {
  expect(request('<limit> +12 </limit><note/>', 'id="a" count="-1"')).toStrictEqual({
    id: 'a',
    count: -1,
    buyer: { name: 'N' },
    qty: 3,
    limit: 12,
    note: '',
    tag: [],
  });
});

test('an absent optional value becomes an absent property', () => {
  expect(decode(parse('<s:Basket xmlns:s="urn:shop"/>'))).toStrictEqual({});
});

test.each([
  ['<tag>1</tag>', ['1']],
  ['<tag>1</tag><tag/><tag>3</tag>', ['1', '', '3']],
  ['', []],
])('a repeated element becomes an array: %s', (inside, tag) => {
  expect(request(inside)).toMatchObject({ tag });
});

test('a decimal keeps all digits and a double its lexical form', () => {
  expect(request('<weight> 12345678901234567890.100 </weight>', 'id="" count="1" ratio=" 1.0E2 "')).toMatchObject({
    weight: '12345678901234567890.100',
    ratio: '1.0E2',
  });
});

test('a string keeps its blanks', () => {
  expect(request('<note> PEN   BLUE  \n</note>', 'id=" A " count="1"')).toMatchObject({
    note: ' PEN   BLUE  \n',
    id: ' A ',
  });
});

describe('throws, and changes no prototype, for', () => {
  test.each([
    ['an element', '<other/>', undefined, /element other/],
    ['an element out of order', '<note/><limit>1</limit>', undefined, /element limit/],
    ['a duplicate element', '<note/><note/>', undefined, /element note/],
    ['an element named __proto__', '<__proto__><polluted>1</polluted></__proto__>', undefined, /element __proto__/],
    ['an attribute named __proto__', '', 'id="a" count="1" __proto__="x"', /attribute __proto__/],
    ['an attribute named constructor', '', 'id="a" count="1" constructor="x"', /attribute constructor/],
  ])('%s', (_, inside, attributes, message) => {
    expect(() => request(inside, attributes)).toThrow(message);
    expect('polluted' in {}).toBe(false);
  });
});
