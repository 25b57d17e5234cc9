import { readJson } from '../../src/platform/json-text.js';
import { jsonMasks } from '../../src/platform/http/json/mask-json.js';

const LIMITS = { depth: 8, values: 50 };
const read = (text: string, limits = LIMITS) => readJson(text, limits);

describe('a JSON document', () => {
  test.each([
    '{"a":[1,{"b":"x"}],"c":null}',
    '[]',
    '{}',
    '"{[,"',
    '{"a":"\\"","b":"\\\\","c":"\\\\\\""}',
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
    '["a","a","a"]',
    '{"a":"a","b":"a:"}',
    ' {\n"a" :\t1 , "b":[ ] } ',
  ])('is parsed as JSON.parse does, with nothing found: %s', (text) => {
    expect(read(text)).toEqual({ value: JSON.parse(text) as unknown, repeated: undefined, reserved: undefined });
  });

  test.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"items":[{"sku":"A"},{"sku":"B","n":1,"sku":"C"}]}', 'items[1].sku'],
    ['{"a":{"b":[[{"c":1,"c":1}]]}}', 'a.b[0][0].c'],
    ['{"x":[{"y":1}],"x":1,"x":2}', 'x'],
    ['{"a":{},"b":{},"a":{}}', 'a'],
    ['{"":1,"":2}', ''],
  ])('%s has a name twice, at %s', (text, path) => {
    expect(read(text).repeated).toBe(path);
  });

  test.each([
    ['{"__proto__":{"admin":true}}', '__proto__'],
    ['{"a":[{"__proto__":1}]}', 'a[0].__proto__'],
    ['{"\\u005f_proto__":1}', '__proto__'],
  ])('%s has a reserved name, at %s, and changes no prototype', (text, path) => {
    expect(read(text).reserved).toBe(path);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test.each([
    '',
    '{',
    '{"a"',
    '{"a":1,}',
    '[1,2',
    '"a',
    '{"a":"\\',
    ']',
    '}{',
    '{"a" "b"}',
    "{'a':1}",
    '{"a":01}',
    'NaN',
  ])('of another form is malformed: %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ kind: 'malformed' }) as Error);
  });

  test('beyond its limits is refused with the limit and what to do', () => {
    expect(read('['.repeat(8) + ']'.repeat(8)).repeated).toBeUndefined();
    expect(() => read('['.repeat(9) + ']'.repeat(9))).toThrow('the body is nested more than 8 deep: send fewer');
    const list = (length: number): string => JSON.stringify(Array.from({ length }, () => 0));
    expect(read(list(50)).value).toHaveLength(50);
    expect(() => read(list(51))).toThrow('the body has more than 50 values: send it in several requests');
    const members = JSON.stringify(
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${String(index)}`, 1])),
    );
    expect(() => read(members)).toThrow('more than 50 values');
  });

  test('that is hostile is refused in time that grows with its length only', () => {
    const began = performance.now();
    for (const text of [
      '['.repeat(2_000_000),
      '{"a":'.repeat(500_000),
      `"${'\\'.repeat(2_000_001)}`,
      `{"${'\\"'.repeat(1_000_000)}":1}`,
      `[${'{},'.repeat(700_000)}{}]`,
    ])
      try {
        read(text, { depth: 32, values: 100_000 });
      } catch {
        // Refused, which is what the time is measured of.
      }
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('masks of JSON', () => {
  const masks = jsonMasks(['order_no', 'details[].sku', 'details[].qty']);
  const masked = (value: unknown, kind: 'request' | 'response' = 'request'): unknown =>
    JSON.parse(masks.personalData(JSON.stringify(value), kind) ?? 'null');

  test.each([
    'Jane Roe',
    '9 Example Street',
    'jane@example.com',
    '+1 508 555 0199',
    'Call her.',
    'Zoë',
    '2026-11-30 Jane',
    'A'.repeat(129),
    '\u202eA-1',
  ])('do not show a text that is no code where a code belongs: %s', (text) => {
    const document = { order_no: text, details: [{ sku: text, qty: text }] };
    expect(masked(document)).toEqual({ order_no: '***', details: [{ sku: '***', qty: '***' }] });
  });

  test.each([
    'A-1',
    'PENCIL   ',
    '123-001~',
    '2026-11-30 08:00:00',
    '2026-11-30T08:00:00.123Z',
    '/v3/x',
    'partly shipped',
    7,
  ])('show a code, a time, a number and a word of the service: %s', (value) => {
    const own = jsonMasks(['order_no'], ['partly shipped', '123-001~']);
    expect(JSON.parse(own.personalData(JSON.stringify({ order_no: value }), 'request') ?? '')).toEqual({
      order_no: value,
    });
  });

  test('show what their paths name, and nothing else', () => {
    expect(
      masked({
        order_no: 'A-1',
        consignee: 'Jane Roe',
        phone: 5550100,
        gift: true,
        note: null,
        empty: '',
        details: [{ sku: 'PENCIL', qty: 2, order_no: 'Jane' }],
        address: { order_no: 'Jane', lines: ['1 Main St', ['Jane']] },
      }),
    ).toEqual({
      order_no: 'A-1',
      consignee: '***',
      phone: '***',
      gift: true,
      note: null,
      empty: '',
      details: [{ sku: 'PENCIL', qty: 2, order_no: '***' }],
      address: { order_no: '***', lines: ['***', ['***']] },
    });
  });

  test('are not deceived by the place, the shape or the names of values', () => {
    expect(masked(['Jane'])).toEqual(['***']);
    expect(masked('Jane')).toBe('***');
    expect(masked({ order_no: { first: 'Jane' } })).toEqual({ order_no: { first: '***' } });
    expect(masked({ order_no: ['Jane'] })).toEqual({ order_no: ['***'] });
    expect(masked({ 'Jane Roe': 1, 'details[].sku': 'Jane', '5550100': 'x' })).toEqual({ '***': '***' });
    expect(masks.personalData('{"a"', 'request')).toBeUndefined();
  });

  test('show of a problem what never comes from the caller, in responses only', () => {
    const problem = { type: 'urn:order-broker:problem:x', title: 'T', status: 400, detail: 'found Jane', key: 'x' };
    expect(masked(problem, 'response')).toEqual({ ...problem, detail: '***' });
    expect(masked(problem)).toMatchObject({ title: '***', key: '***' });
    expect(masked({ ...problem, type: 'about:blank' }, 'response')).toMatchObject({ title: '***', key: '***' });
  });
});
