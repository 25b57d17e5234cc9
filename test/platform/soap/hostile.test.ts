import fc from 'fast-check';
import { Agent, request } from 'node:http';
import type { Harness } from './support.js';
import { ECHO, SOAP11, SOAP12, echo, echoed, envelope, faultOf, post, start } from './support.js';

let server: Harness;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.gateway.close();
});

const inEcho = (inside: string): string => envelope(`<e:Echo xmlns:e="${ECHO}">${inside}</e:Echo>`);

describe('refuses an attack at little cost and keeps serving', () => {
  const entities = Array.from(
    { length: 20 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  ).join('');
  test.each([
    ['a billion laughs', `<!DOCTYPE l [<!ENTITY l0 "lol">${entities}]>${inEcho('&l20;')}`, 'doctype'],
    [
      'quadratic blowup',
      `<!DOCTYPE l [<!ENTITY a "${'a'.repeat(50_000)}">]>${inEcho('&a;'.repeat(50_000))}`,
      'doctype',
    ],
    ['an external entity', `<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>${inEcho('&x;')}`, 'doctype'],
    ['an external subset', `<!DOCTYPE l SYSTEM "http://127.0.0.1:1/x.dtd">${inEcho('')}`, 'doctype'],
    ['a parameter entity', `<!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]>${inEcho('')}`, 'doctype'],
    ['deep nesting', inEcho('<a>'.repeat(500_000)), 'too-deep'],
    ['deep nesting with prefixes', inEcho('<e:a>'.repeat(500_000)), 'too-deep'],
    [
      'very many attributes',
      inEcho(`<a ${Array.from({ length: 200_000 }, (_, index) => `b${index}=""`).join(' ')}/>`),
      'too-many-attributes',
    ],
    ['a huge name', inEcho(`<${'a'.repeat(5_000_000)}/>`), 'name-too-long'],
    ['a huge attribute name', inEcho(`<a ${'a'.repeat(5_000_000)}=""/>`), 'name-too-long'],
    ['a huge text', inEcho('a'.repeat(5_000_000)), 'text-too-long'],
    ['very many elements', inEcho('<a/>'.repeat(1_000_000)), 'too-many-elements'],
    [
      'very many header blocks',
      echo('x', { header: `<s:Header>${'<h s:mustUnderstand="1"/>'.repeat(50_000)}</s:Header>` }),
      undefined,
    ],
  ])('%s', async (_, message, key) => {
    const before = process.cpuUsage();
    const answer = await post(server.url, message);
    // Processor time, not elapsed time: the machine may be busy.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5_000);
    const fault = faultOf(answer.text);
    expect([answer.status, fault?.key]).toEqual([500, key]);
    expect(answer.text.length).toBeLessThan(5_000);
    expect(answer.text).not.toContain('root:');
    expect(echoed((await post(server.url, echo('x'))).text).text).toBe('x');
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', '__defineGetter__', 'hasOwnProperty'])(
    'treats %s as an ordinary name everywhere',
    async (name) => {
      const inside = `<${name} ${name}="1" xmlns:${name}="u"><${name}:${name}>x</${name}:${name}></${name}>`;
      expect(echoed((await post(server.url, inEcho(inside))).text).text).toBe('x');
      expect(
        faultOf((await post(server.url, envelope(`<e:${name} xmlns:e="${ECHO}"/>`), { SOAPAction: name })).text)?.key,
      ).toBe('unknown-operation');
      expect(faultOf((await post(server.url, inEcho(`&${name};`))).text)?.key).toBe('malformed');
      expect(
        faultOf((await post(server.url, echo('x'), { 'Content-Type': `text/xml; charset=${name}` })).text)?.key,
      ).toBe('charset');
      expect(faultOf((await post(server.url, echo('x'), { 'Content-Encoding': name })).text)?.key).toBe(
        'content-encoding',
      );
      expect(({} as Record<string, unknown>).u).toBeUndefined();
    },
  );
});

describe('answers any bytes with an envelope', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  afterAll(() => {
    agent.destroy();
  });

  const send = (body: Buffer, headers: Record<string, string>): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      request(
        server.url,
        { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length } },
        (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => {
              resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
            })
            .on('error', reject);
        },
      )
        .on('error', reject)
        .end(body);
    });

  const GOOD = [
    `<?xml version="1.0" encoding="UTF-8"?>${echo('Zoë &lt; 1')}`,
    echo('x', { soap: SOAP12 }),
    `<Envelope xmlns="${SOAP11}"><Header><h xmlns="u" a="b"/></Header><Body><Echo xmlns="${ECHO}"><a xmlns="">x<![CDATA[y]]></a></Echo></Body></Envelope>`,
  ];
  const PIECES = [
    'a',
    ' ',
    '\n',
    '1',
    '<a/>',
    '<!-- -->',
    '<s:Header/>',
    '&lt;',
    '<![CDATA[x]]>',
    '<',
    '>',
    '&',
    '"',
    '</',
    '/>',
    '<!--',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a>',
    '<?',
    '?>',
    '&#0;',
    '&#xD800;',
    '&amp;',
    '\0',
    '\uFEFF',
    'xmlns=""',
    'xmlns:s=""',
    ' s:mustUnderstand="1"',
    '__proto__',
    '\xff',
    '\r',
    ':',
    '<invalid/>',
    '<s:Body>',
    '</s:Body>',
    'encoding="utf-16"',
  ];
  const WORDS = [
    'Echo',
    'Body',
    'Header',
    'Envelope',
    'Broke',
    SOAP11,
    SOAP12,
    ECHO,
    'urn:old-echo',
    's:',
    'e:',
    'text',
    'u',
  ];
  /** Inserts something somewhere, sometimes replacing what was there. Unbiased, or most insertions would be at the very start. */
  const insertion = fc
    .tuple(
      fc.noBias(fc.nat(9_999)),
      fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(12) }),
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...PIECES).map((piece) => Buffer.from(piece, 'latin1')) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)) },
      ),
    )
    .map(([where, removed, inserted]) => (bytes: Buffer): Buffer => {
      const at = Math.floor((where / 10_000) * bytes.length);
      return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
    });
  /** Replaces one of the message's words by another, everywhere: the result is mostly well-formed, and wrong at a later stage. */
  const exchange = fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map(
    ([from, to]) =>
      (bytes: Buffer): Buffer =>
        Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'),
  );
  const mutated = fc
    .tuple(fc.constantFrom(...GOOD), fc.array(fc.oneof(insertion, exchange), { minLength: 1, maxLength: 3 }))
    .map(([good, mutations]) => mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), Buffer.from(good)));
  const headers = fc.record({
    'Content-Type': fc.constantFrom(
      'text/xml',
      'text/xml; charset=utf-8',
      'application/soap+xml',
      'text/xml; charset=utf-16',
      'text/xml; charset=windows-1252',
      ';;"',
      'text/xml; charset="',
    ),
    SOAPAction: fc.constantFrom('', '""', 'Echo', '"', '#', 'urn:x/:'),
  });
  const outcomes = new Map<string, number>();
  const answered = async (body: Buffer, sent: Record<string, string>): Promise<void> => {
    const { status, text } = await send(body, sent);
    const fault = faultOf(text);
    const outcome = fault === undefined ? 'answered' : (fault.key ?? fault.code);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (status === 200) expect(fault).toBeUndefined();
    else expect(fault?.faultstring).toEqual(expect.stringMatching(/./));
    expect(fault?.key).not.toBe('internal-error');
  };

  test('for 2,000 mutated messages', async () => {
    await fc.assert(fc.asyncProperty(mutated, headers, answered), { numRuns: 2_000 });
    // Otherwise the mutations would only ever reach the first check.
    expect(outcomes.get('answered')).toBeGreaterThan(50);
    expect(outcomes.size).toBeGreaterThan(5);
    expect(echoed((await post(server.url, echo('x'))).text).text).toBe('x');
    expect(server.lines.filter((line) => Number(line.level) >= 50)).toEqual([]);
  }, 60_000);

  test('for 300 runs of random bytes, also declared as compressed', async () => {
    const packed = fc.record({
      'Content-Type': fc.constant('text/xml'),
      'Content-Encoding': fc.constantFrom('gzip', 'deflate', 'identity'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        packed,
        answered,
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
