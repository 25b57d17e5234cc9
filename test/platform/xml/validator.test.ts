import { diag } from 'libxml2-wasm';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import type { SchemaProblem } from '../../../src/platform/xml/validation/validator.js';
import { cpuTime } from '../../support/cpu-time.js';
import { basket, parse, SHOP } from './documents.js';

const validator = new Validator(SHOP);
const envelope = (payload: string): string =>
  `<?xml version="1.0" encoding="ISO-8859-1"?><e:Envelope xmlns:e="urn:e"><!-- é --><e:Header><q/></e:Header> <e:Body>\n${payload}</e:Body></e:Envelope>`;
const problems = (text: string, position: number[] = [1, 0]): SchemaProblem[] =>
  validator.validate(text, parse(text), position);
/** Line and column of a substring, from 1. */
const positionOf = (text: string, part: string): Pick<SchemaProblem, 'line' | 'column'> => {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

afterAll(() => validator.dispose());

test('accepts a byte order mark', () => {
  expect(problems(`\uFEFF${basket()}`, [])).toEqual([]);
});

test('accepts a valid part of a message, whatever surrounds it', () => {
  expect(problems(envelope(basket('<note>é</note>')))).toEqual([]);
  expect(problems(basket(), [])).toEqual([]);
});

describe('the position of a problem', () => {
  const twoTags = basket('<tag>x</tag><tag y="1">z</tag>');

  test('is reported in a single line', () => {
    expect(problems(envelope(twoTags).replaceAll('\n', ''))).toEqual([
      {
        ...positionOf(envelope(twoTags).replaceAll('\n', ''), '<tag y'),
        path: '/Basket/request/tag[2]/@y',
        reason: "The attribute 'y' is not allowed.",
      },
    ]);
  });

  test('is reported in many lines', () => {
    const text = envelope(twoTags.replaceAll('><', '>\n  <'));
    expect(problems(text)).toEqual([
      expect.objectContaining({ ...positionOf(text, '<tag y'), path: '/Basket/request/tag[2]/@y' }),
    ]);
  });

  test('is reported inside undeclared default namespaces', () => {
    const text =
      '<Basket xmlns="urn:shop"><request id="a" count="1"><buyer xmlns=""><name/></buyer><qty xmlns="">x</qty></request></Basket>';
    expect(problems(text, [])).toEqual([
      { ...positionOf(text, '<qty'), path: '/Basket/request/qty', reason: "'x' is not a valid int." },
    ]);
  });

  test('is reported for each of several problems', () => {
    const text = basket('<limit>y</limit>').replace('>3<', '>x<').replace(' count="1"', '');
    expect(problems(text, []).map(({ path }) => path)).toEqual([
      '/Basket/request/@count',
      '/Basket/request/qty',
      '/Basket/request/limit',
    ]);
  });

  test('is that of the parent if a child is missing', () => {
    const text = basket().replace('<name>N</name>', '');
    expect(problems(text, [])).toEqual([
      {
        ...positionOf(text, '<buyer'),
        path: '/Basket/request/buyer',
        reason: 'Missing child element(s). Expected: name.',
      },
    ]);
  });

  test('is that of the root if the schema does not define it', () => {
    const text = '<Basket xmlns="urn:other"/>';
    expect(problems(text, [])).toEqual([
      {
        line: 1,
        column: 1,
        path: '/Basket',
        reason: 'No matching global declaration available for the validation root.',
      },
    ]);
  });
});

describe('the reason of a problem', () => {
  test.each([
    [
      'an element out of order',
      basket('<note/><weight>1</weight>'),
      'weight is not expected here. Expected: one of owner, parts, tag.',
    ],
    [
      'an element in the wrong namespace',
      basket().replaceAll('s:request', 'request'),
      'request must be in the namespace urn:shop; found in none.',
    ],
    [
      'an element of a namespace where none should be',
      basket().replace('<buyer>', '<buyer xmlns="urn:shop">'),
      'buyer must be in no namespace; found in urn:shop. Write it without a prefix, and without a default namespace around it (xmlns="").',
    ],
    ['a value that looks like Clark notation', basket('<limit>{a}b</limit>'), "'{a}b' is not a valid int."],
    ['text between elements', basket('x'), /^Character content other than whitespace is not allowed/],
    ['an element inside a value', basket('<note><b/></note>'), /^Element content is not allowed/],
  ])('names what was expected for %s', (_, text, reason) => {
    expect(problems(text, [])[0]?.reason).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });

  test.each([1_000, 100_000])('quotes only a part of a huge value (%d times some words)', (times) => {
    const reason = problems(basket(`<limit>${'Expected is ( '.repeat(times)}</limit>`), [])[0]?.reason;
    expect(reason?.length).toBeLessThan(1_300);
    expect(reason).toMatch(/^'Expected is/);
  });

  test('keeps the end of a shortened sentence', () => {
    expect(problems(basket(`<limit>${'9'.repeat(5_000)}</limit>`), [])[0]?.reason).toMatch(
      /9…9+' is not a valid int\.$/,
    );
  });
});

describe('a hostile message is reported, never thrown:', () => {
  test('problems beyond the first hundred are only counted', () => {
    const found = problems(basket('<tag a="1" b="2"/>'.repeat(75)), []);
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toMatchObject({ path: '/Basket', reason: 'There are 50 problems more.' });
  });

  test('a message that libxml2 rejects although it was parsed', () => {
    const text = '<s:Basket xmlns:s="urn:shop" xmlns:x="a b"/>';
    expect(problems(text, [])).toEqual([
      expect.objectContaining({
        line: 1,
        path: '/Basket',
        reason: expect.stringMatching(/^The document cannot be read: /) as string,
      }),
    ]);
  });

  test('a message with so many siblings that locating each error would take seconds', () => {
    const wide = basket('<tag a="1" b="2" c="3"/>'.repeat(20_000));
    const taken = cpuTime(() => {
      expect(problems(wide, [])).toEqual([
        expect.objectContaining({ reason: 'Too many elements stand side by side.' }),
      ]);
    });
    expect(taken).toBeLessThan(2_000);
  });

  test('a long list without errors is accepted', () => {
    expect(problems(basket('<tag/>'.repeat(10_000)), [])).toEqual([]);
  });

  test('a schemaLocation fetches nothing and changes nothing', () => {
    const text = basket().replace(
      '<s:Basket',
      '<s:Basket xsi:schemaLocation="urn:shop file:///etc/passwd urn:x http://127.0.0.1:9/x.xsd"',
    );
    expect(problems(text, [])).toEqual([]);
    expect(problems(text.replace('</s:request>', '<x/></s:request>'), []).map(({ path }) => path)).toEqual([
      '/Basket/request/x',
    ]);
  });

  test('a position outside the document is a programming error', () => {
    expect(() => problems(basket(), [4])).toThrow(RangeError);
  });
});

test('frees all memory of libxml2, whatever the result', () => {
  diag.configure({ enabled: true });
  try {
    problems(basket(), []);
    problems(basket('<x/>'), []);
    problems('<s:Basket xmlns:s="urn:shop" xmlns:x="a b"/>', []);
    expect(
      () => new Validator('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:nonsense/></xs:schema>'),
    ).toThrow();
    new Validator(SHOP).dispose();
    expect(diag.report()).toEqual({});
  } finally {
    diag.configure({ enabled: false });
  }
});
