import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { XmlLimits } from '../../../src/platform/xml/limits.js';
import { parseAnyXml, parseXml, parseXmlYielding, XmlError } from '../../../src/platform/xml/parse.js';
import { cpuTime } from '../../support/cpu-time.js';

const LIMITS: XmlLimits = { depth: 20, elements: 50, attributes: 6, nameLength: 30, textLength: 100 };

const rejection = (text: string, limits = LIMITS): XmlError => {
  try {
    parseXml(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error('the document was accepted');
};

describe('the tree', () => {
  test('contains names, attributes, declarations and text as written', () => {
    const root = parseXml('<p:a xmlns:p="u" xmlns="v" x="1" p:y="2"><b xmlns=""> t </b><b/></p:a>', LIMITS);
    expect(root).toMatchObject({
      uri: 'u',
      local: 'a',
      text: '',
      attributes: [
        { uri: '', local: 'x', value: '1' },
        { uri: 'u', local: 'y', value: '2' },
      ],
      declarations: [
        { prefix: 'p', uri: 'u' },
        { prefix: '', uri: 'v' },
      ],
      children: [
        { uri: '', local: 'b', text: ' t ', declarations: [{ prefix: '', uri: '' }] },
        { uri: 'v', local: 'b' },
      ],
    });
  });

  test('concatenates text around comments, instructions, CDATA and child elements', () => {
    expect(parseXml('<a>1<!-- x -->2<?p y?>3<![CDATA[<4>&amp;]]>5<b>no</b>6</a>', LIMITS).text).toBe('123<4>&amp;56');
  });

  test('resolves the five entities and character references, in attributes too', () => {
    const root = parseXml('<a b="&lt;&quot;&#x1F600;">&amp;&gt;&apos;&#233;</a>', LIMITS);
    expect([root.text, root.attributes[0]?.value]).toEqual(["&>'é", '<"😀']);
  });

  test('normalizes line ends', () => {
    expect(parseXml('<a>1\r\n2\r3\n4</a>', LIMITS).text).toBe('1\n2\n3\n4');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'treats %s as an ordinary name',
    (name) => {
      const root = parseXml(`<${name} ${name}="1" xmlns:${name}="u"><${name}:${name}/></${name}>`, LIMITS);
      expect(root).toMatchObject({
        local: name,
        attributes: [{ uri: '', local: name, value: '1' }],
        declarations: [{ prefix: name, uri: 'u' }],
        children: [{ uri: 'u', local: name }],
      });
      expect(({} as Record<string, unknown>)['1']).toBeUndefined();
    },
  );
});

describe('positions', () => {
  const positionsIn = (text: string): string[] => {
    const found: string[] = [];
    const walk = (element: ReturnType<typeof parseXml>): void => {
      found.push(`${element.local} ${element.line}:${element.column}`);
      element.children.forEach(walk);
    };
    walk(parseXml(text, LIMITS));
    return found;
  };

  test.each([
    ['in one line', '<a><b/><c></c></a>', ['a 1:1', 'b 1:4', 'c 1:8']],
    ['in separate lines', '<a>\n  <b/>\n  <c>x</c></a>', ['a 1:1', 'b 2:3', 'c 3:3']],
    ['whose name ends with the line', '<a\n x="1">\n  <bb\n  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    ['whose name ends with a Windows line end', '<a\r\n x="1">\r\n  <bb\r\n  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    ['whose name ends with a classic Mac line end', '<a\r x="1">\r  <bb\r  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    [
      'after a declaration and a comment of two lines',
      '<?xml version="1.0"?>\n<!-- x\n y --><a><b\t/></a>',
      ['a 3:7', 'b 3:10'],
    ],
    ['after characters outside the basic plane', '<a>😀<b/></a>', ['a 1:1', 'b 1:6']],
    ['after CDATA of several lines', '<a><![CDATA[\n\n]]><b/></a>', ['a 1:1', 'b 3:4']],
  ])('are those of start tags %s', (_, text, expected) => {
    expect(positionsIn(text)).toEqual(expected);
  });

  test('are reported for errors', () => {
    expect(rejection('<a>\n <b>\n </c>\n</a>')).toMatchObject({ reason: 'malformed', line: 3 });
  });
});

describe('limits', () => {
  test.each<[keyof XmlLimits, string, string]>([
    ['depth', `${'<a>'.repeat(20)}${'</a>'.repeat(20)}`, `${'<a>'.repeat(21)}${'</a>'.repeat(21)}`],
    ['elements', `<a>${'<b/>'.repeat(49)}</a>`, `<a>${'<b/>'.repeat(50)}</a>`],
    ['attributes', '<a a="" b="" c="" d="" e="" f=""/>', '<a a="" b="" c="" d="" e="" xmlns:f="u" g=""/>'],
    ['nameLength', `<${'a'.repeat(30)}/>`, `<${'a'.repeat(31)}/>`],
    ['nameLength', `<a ${'b'.repeat(30)}=""/>`, `<a ${'b'.repeat(31)}=""/>`],
    ['nameLength', `<?${'p'.repeat(30)} x?><a/>`, `<?${'p'.repeat(31)} x?><a/>`],
    ['textLength', `<a>${'x'.repeat(100)}</a>`, `<a>${'x'.repeat(101)}</a>`],
    ['textLength', `<a>${'x<b/>'.repeat(40)}</a>`, `<a>${'xyz<b/>'.repeat(40)}</a>`],
    ['textLength', `<a><![CDATA[${'x'.repeat(100)}]]></a>`, `<a>x<![CDATA[${'x'.repeat(100)}]]></a>`],
    ['textLength', `<a b="${'x'.repeat(100)}"/>`, `<a b="${'x'.repeat(101)}"/>`],
  ])('accept exactly the allowed %s', (limit, allowed, rejected) => {
    expect(() => parseXml(allowed, LIMITS)).not.toThrow();
    expect(rejection(rejected)).toMatchObject({ reason: 'limit', limit });
  });

  test.each([
    ['depth', '<a>'.repeat(300_000)],
    ['attributes', `<a ${Array.from({ length: 80_000 }, (_, index) => `b${index}=""`).join(' ')}/>`],
    ['namespace declarations', `<a ${Array.from({ length: 60_000 }, (_, index) => `xmlns:b${index}="u"`).join(' ')}/>`],
    ['elements', `<a>${'<b/>'.repeat(250_000)}</a>`],
    ['name length', `<${'a'.repeat(1_000_000)}/>`],
    ['references', `<a>${'&#120;'.repeat(160_000)}</a>`],
    ['comments', `<a>${'<!--x-->'.repeat(120_000)}</a`],
  ])('reject a document with excessive %s at no more than five times the cost of an ordinary one', (_, text) => {
    // A ratio of processor times in one process: load on the machine slows both down. A quadratic parser takes minutes.
    const ordinary = `<a>${'<b>some text</b>'.repeat(text.length / 16)}</a>`;
    const yardstick = cpuTime(() => parseAnyXml(ordinary, { ...LIMITS, elements: Infinity }));
    expect(cpuTime(() => rejection(text))).toBeLessThan(5 * yardstick);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The heap in use while a document is read, in bytes a character of it, at its highest. */
async function heapPerCharacter(text: string): Promise<number> {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  let highest = before;
  const looking = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().heapUsed);
  }, 1);
  await parseXmlYielding(text, { ...LIMITS, textLength: 65_536 }).catch(() => undefined);
  clearInterval(looking);
  return (Math.max(highest, process.memoryUsage().heapUsed) - before) / text.length;
}

describe('a part that does not end', () => {
  const LENGTH = 2_000_000;

  test.each([
    ['a CDATA section of brackets', `<a><![CDATA[${']'.repeat(LENGTH)}`],
    ['a CDATA section of half ends', `<a><![CDATA[${']a'.repeat(LENGTH / 2)}`],
    ['a comment of hyphens', `<a><!--${'-a'.repeat(LENGTH / 2)}`],
    ['an instruction of question marks', `<a><?x ${'?'.repeat(LENGTH)}`],
    ['an attribute of line ends', `<a b="${'\n'.repeat(LENGTH)}`],
    ['carriage returns behind the root', `<a/>${'\r'.repeat(LENGTH)}`],
    ['a document type of quotation marks', `<!DOCTYPE a [${'"'.repeat(LENGTH)}`],
  ])('is not kept whole, object by object: %s', async (_, text) => {
    expect(await heapPerCharacter(text)).toBeLessThan(12);
  });

  test('is refused by its length, before its end', () => {
    for (const text of [`<a><![CDATA[${']'.repeat(40_000)}`, `<a b="${'x'.repeat(40_000)}`])
      expect(rejection(text)).toMatchObject({ reason: 'limit', limit: 'textLength' });
  });

  test('is no reason to refuse what nobody reads: long comments, instructions and blanks outside the root', () => {
    for (const text of [
      `<!--${'-x'.repeat(40_000)}--><a/>`,
      `<a><!--${'x-'.repeat(40_000)} --><?x ${'?'.repeat(40_000)}?></a>`,
      `<a/>${' \r'.repeat(40_000)}`,
    ])
      expect(parseAnyXml(text, LIMITS)).toMatchObject({ local: 'a', children: [], text: '' });
  });

  test('is told as a raw "&" where it begins as one, however long what follows is', () => {
    expect(rejection(`<a>AT&T ${'x\n'.repeat(40_000)}</a>`)).toMatchObject({
      reason: 'malformed',
      line: 1,
      column: 6,
      message: expect.stringContaining('begins no reference') as string,
    });
  });
});

describe('rejection', () => {
  test.each([
    ['<!DOCTYPE a><a/>'],
    ['<?xml version="1.0"?>\n<!-- c --><!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'],
  ])('reports a document type: %s', (text) => {
    expect(rejection(text).reason).toBe('doctype');
  });

  test.each([
    [''],
    [' '],
    ['text'],
    ['<a'],
    ['<a>'],
    ['<a></b>'],
    ['<a/><b/>'],
    ['<a/>x'],
    ['<a b=1/>'],
    ['<a b="1" b="2"/>'],
    ['<a b="<"/>'],
    ['<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>'],
    ['<p:a/>'],
    ['<a p:b=""/>'],
    ['<a:b:c xmlns:a="u"/>'],
    ['<:a/>'],
    ['<a:/>'],
    ['<xmlns:a/>'],
    ['<a xmlns:p=""/>'],
    ['<a xmlns:xml="u"/>'],
    ['<a xmlns:xmlns="u"/>'],
    ['<a>&x;</a>'],
    ['<a>&constructor;</a>'],
    ['<a>&__proto__;</a>'],
    ['<a>&#0;</a>'],
    ['<a>&#xD800;</a>'],
    ['<a>&#x110000;</a>'],
    ['<a>&amp</a>'],
    ['<a>]]></a>'],
    ['<a>\0</a>'],
    ['<a>\x01</a>'],
    ['<a>\uFFFE</a>'],
    ['<a><!-- -- --></a>'],
    [' <?xml version="1.0"?><a/>'],
    ['<a><?xml version="1.0"?></a>'],
    ['<1/>'],
    ['< a/>'],
    ['<a><![CDATA[</a>'],
    ['<!DOCTYPE a ['],
    ['<a/><!DOCTYPE a>'],
    ['<?xml version="1.1"?><a>&#1;</a>'],
  ])('reports a malformed document: %j', (text) => {
    expect(rejection(text).reason).toBe('malformed');
  });

  test.each([
    ['<a>\n<b>AT&T</b>\n</a>\n', 2, 6, '"&" in <b> begins no reference: write it as "&amp;"'],
    ['<a>\n<b>a && b</b>\n<c>x;</c></a>', 2, 6, '"&" in <b> begins no reference: write it as "&amp;"'],
    ['<a>R&D &amp; more; <b/></a>', 1, 5, '"&" in <a> begins no reference: write it as "&amp;"'],
    [
      '<a><p:b xmlns:p="u"\n c="d>"\n e="x & y"/></a>',
      3,
      7,
      '"&" in an attribute of <b> begins no reference: write it as "&amp;"',
    ],
    ['<a><b c="1>"/>x & y</a>', 1, 17, '"&" in <a> begins no reference: write it as "&amp;"'],
    ['<a><!-- & --><![CDATA[&]]><?p &?>\n&</a>', 2, 1, '"&" in <a> begins no reference: write it as "&amp;"'],
    [
      '<a>caf&eacute;</a>',
      1,
      7,
      'the entity "&eacute;" in <a> is not declared: write the character itself, or "&amp;" for "&"',
    ],
    ['<a>&amp &#xG;</a>', 1, 4, '"&" in <a> begins no reference: write it as "&amp;"'],
    [`<a>${'&lt;'.repeat(9000)}\r\n&<b/></a>`, 2, 1, '"&" in <a> begins no reference: write it as "&amp;"'],
  ])('reports an unescaped "&" where it stands (%#)', (text, line, column, message) => {
    expect(rejection(text)).toMatchObject({ reason: 'malformed', line, column, message });
  });

  test.each([
    ['<a>\ud800<b/></a>', 1, 4],
    ['<a>\n\udc00</a>', 2, 1],
    ['<a b="\ud83d"/>', 1, 7],
  ])('reports an unpaired surrogate before it can hide markup: %j', (text, line, column) => {
    expect(rejection(text)).toMatchObject({ reason: 'malformed', line, column });
  });
});
