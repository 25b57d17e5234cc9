import type { XmlLimits } from '../../../src/platform/xml/parse.js';
import { parseXml, XmlError } from '../../../src/platform/xml/parse.js';

const LIMITS: XmlLimits = { depth: 20, elements: 50, attributes: 6, nameLength: 30, textLength: 100 };

const rejection = (text: string, limits = LIMITS): XmlError => {
  try {
    parseXml(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error('was not rejected');
};

describe('the tree', () => {
  test('has names, attributes, declarations and text as they were written', () => {
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

  test('joins text around comments, instructions, CDATA and children', () => {
    expect(parseXml('<a>1<!-- x -->2<?p y?>3<![CDATA[<4>&amp;]]>5<b>no</b>6</a>', LIMITS).text).toBe('123<4>&amp;56');
  });

  test('knows the five entities and character references, in attributes as well', () => {
    const root = parseXml('<a b="&lt;&quot;&#x1F600;">&amp;&gt;&apos;&#233;</a>', LIMITS);
    expect([root.text, root.attributes[0]?.value]).toEqual(["&>'é", '<"😀']);
  });

  test('reads line ends as XML does', () => {
    expect(parseXml('<a>1\r\n2\r3\n4</a>', LIMITS).text).toBe('1\n2\n3\n4');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'takes %s for a name like any other',
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
  const places = (text: string): string[] => {
    const found: string[] = [];
    const walk = (element: ReturnType<typeof parseXml>): void => {
      found.push(`${element.local} ${element.line}:${element.column}`);
      element.children.forEach(walk);
    };
    walk(parseXml(text, LIMITS));
    return found;
  };

  test.each([
    ['on one line', '<a><b/><c></c></a>', ['a 1:1', 'b 1:4', 'c 1:8']],
    ['on lines of their own', '<a>\n  <b/>\n  <c>x</c></a>', ['a 1:1', 'b 2:3', 'c 3:3']],
    ['with a name ended by a line end', '<a\n x="1">\n  <bb\n  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    ['with a name ended by a Windows line end', '<a\r\n x="1">\r\n  <bb\r\n  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    ['with a name ended by an old Mac line end', '<a\r x="1">\r  <bb\r  y="2"/></a>', ['a 1:1', 'bb 3:3']],
    [
      'behind a declaration and a comment of two lines',
      '<?xml version="1.0"?>\n<!-- x\n y --><a><b\t/></a>',
      ['a 3:7', 'b 3:10'],
    ],
    ['behind characters outside the basic plane', '<a>😀<b/></a>', ['a 1:1', 'b 1:6']],
    ['behind CDATA over lines', '<a><![CDATA[\n\n]]><b/></a>', ['a 1:1', 'b 3:4']],
  ])('are of the start tag, %s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test('are told of what is wrong', () => {
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
  ])('%s: what is just allowed passes, one more does not', (limit, allowed, refused) => {
    expect(() => parseXml(allowed, LIMITS)).not.toThrow();
    expect(rejection(refused)).toMatchObject({ reason: 'limit', limit });
  });

  test.each([
    ['depth', '<a>'.repeat(1_000_000)],
    ['attributes', `<a ${Array.from({ length: 200_000 }, (_, index) => `b${index}=""`).join(' ')}/>`],
    [
      'namespace declarations',
      `<a ${Array.from({ length: 200_000 }, (_, index) => `xmlns:b${index}="u"`).join(' ')}/>`,
    ],
    ['elements', `<a>${'<b/>'.repeat(500_000)}</a>`],
    ['a name', `<${'a'.repeat(3_000_000)}/>`],
    ['references', `<a>${'&#120;'.repeat(500_000)}</a>`],
    ['comments', `<a>${'<!--x-->'.repeat(400_000)}</a`],
  ])('a document that is excessive in %s is refused in a second', (_, text) => {
    const before = process.cpuUsage();
    rejection(text);
    // Of the processor, not of the clock: others may be at work on the machine.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
  });
});

describe('what is not XML, or more than we want of it', () => {
  test.each([
    ['<!DOCTYPE a><a/>'],
    ['<?xml version="1.0"?>\n<!-- c --><!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>'],
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'],
  ])('a document type: %s', (text) => {
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
  ])('is refused as malformed: %j', (text) => {
    expect(rejection(text).reason).toBe('malformed');
  });

  test.each([
    ['<a>\ud800<b/></a>', 1, 4],
    ['<a>\n\udc00</a>', 2, 1],
    ['<a b="\ud83d"/>', 1, 7],
  ])('half a surrogate pair does not swallow what follows: %j', (text, line, column) => {
    expect(rejection(text)).toMatchObject({ reason: 'malformed', line, column });
  });
});
