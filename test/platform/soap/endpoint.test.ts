import type { Harness } from './support.js';
import { ECHO, OLD_ECHO, SOAP11, SOAP12, echo, echoed, envelope, faultOf, post, start } from './support.js';

let server: Harness;
beforeAll(async () => {
  server = await start({ handlingMs: 300 });
});
afterAll(async () => {
  await server.gateway.close();
});

const SOAP12_TYPE = { 'Content-Type': 'application/soap+xml; charset=utf-8' };
const header = (block: string): string => `<s:Header>${block}</s:Header>`;

describe('answers in the SOAP version of the caller', () => {
  test.each([
    ['1.1', SOAP11, {}, 'text/xml; charset=utf-8'],
    ['1.2', SOAP12, SOAP12_TYPE, 'application/soap+xml; charset=utf-8'],
    ['1.2 sent as text/xml', SOAP12, {}, 'application/soap+xml; charset=utf-8'],
    ['1.1 sent as application/xml', SOAP11, { 'Content-Type': 'application/xml' }, 'text/xml; charset=utf-8'],
  ])('%s', async (_, soap, headers, contentType) => {
    const answer = await post(server.url, echo('hello', { soap }), headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(contentType);
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(answer.text)));
    expect(echoed(answer.text)).toEqual({ soap, namespace: ECHO, name: 'EchoResponse', text: 'hello' });
  });

  test.each([
    ['1.1', SOAP11, {}, 500, 'Client', 'text/xml; charset=utf-8'],
    ['1.2', SOAP12, SOAP12_TYPE, 400, 'Sender', 'application/soap+xml; charset=utf-8'],
  ])('with a fault in the structure of %s', async (_, soap, headers, status, code, contentType) => {
    const answer = await post(server.url, envelope('<x/>', { soap }), headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, contentType]);
    expect(faultOf(answer.text)).toMatchObject({
      soap,
      code,
      key: 'unknown-operation',
      faultstring: 'No such operation: x',
    });
  });

  test('or in the one its Content-Type suggests when the message cannot be read', async () => {
    expect(faultOf((await post(server.url, '<a', SOAP12_TYPE)).text)).toMatchObject({ soap: SOAP12, code: 'Sender' });
    expect(faultOf((await post(server.url, '<a')).text)).toMatchObject({ soap: SOAP11, code: 'Client' });
  });
});

describe('accepts equivalent messages', () => {
  test.each([
    [
      'prefixes',
      `<q:Envelope xmlns:q="${SOAP11}" xmlns:l="${ECHO}"><q:Header/><q:Body><l:Echo><l:a>x</l:a></l:Echo></q:Body></q:Envelope>`,
      [1, 0],
    ],
    [
      'default namespaces, taken back with xmlns=""',
      `<Envelope xmlns="${SOAP11}"><Body><Echo xmlns="${ECHO}"><a xmlns="">x</a></Echo></Body></Envelope>`,
      [0, 0],
    ],
    [
      'declaration, comments, instructions and blanks',
      `<?xml version="1.0" encoding="UTF-8"?>\n<!-- c --><?p i?>\r\n<s:Envelope xmlns:s="${SOAP11}">\n <s:Body>\n <!-- c --><e:Echo xmlns:e="${ECHO}">x</e:Echo>\n</s:Body></s:Envelope>\n`,
      [0, 0],
    ],
    [
      'encodingStyle on envelope and body',
      `<s:Envelope xmlns:s="${SOAP11}" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body s:encodingStyle=""><e:Echo xmlns:e="${ECHO}">x</e:Echo></s:Body></s:Envelope>`,
      [0, 0],
    ],
    [
      'an element behind the Body, as SOAP 1.1 allows',
      `<s:Envelope xmlns:s="${SOAP11}"><s:Body><e:Echo xmlns:e="${ECHO}">x</e:Echo></s:Body><t:trailer xmlns:t="t"/></s:Envelope>`,
      [0, 0],
    ],
    ['a byte order mark', `\uFEFF${echo('x')}`, [0, 0]],
  ])('%s', async (_, message, position) => {
    const answer = await post(server.url, message);
    expect(echoed(answer.text).text).toBe('x');
    expect(server.service.validated.at(-1)?.position).toEqual(position);
  });

  test('in an older namespace of the service, and answers in it', async () => {
    const answer = await post(server.url, envelope(`<e:Echo xmlns:e="${OLD_ECHO}">x</e:Echo>`));
    expect(echoed(answer.text).namespace).toBe(OLD_ECHO);
  });

  test.each(['', undefined])('with a Content-Type of %p as XML', async (type) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(
        server.url,
        { method: 'POST', headers: type === undefined ? {} : { 'Content-Type': type } },
        (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode);
          });
        },
      )
        .on('error', reject)
        .end(echo('x'));
    });
    expect(status).toBe(200);
  });
});

describe('a header block', () => {
  const block = (attributes: string): string => header(`<h:tx xmlns:h="urn:h" ${attributes}>1</h:tx>`);
  test.each([
    ['1.1, marked', SOAP11, 's:mustUnderstand="1"', true],
    ['1.1, marked "true"', SOAP11, 's:mustUnderstand="true"', true],
    [
      '1.1, for the next one',
      SOAP11,
      's:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"',
      true,
    ],
    ['1.1, empty actor', SOAP11, 's:mustUnderstand="1" s:actor=""', true],
    ['1.1, for someone else', SOAP11, 's:mustUnderstand="1" s:actor="urn:other"', false],
    ['1.1, not marked', SOAP11, 's:mustUnderstand="0"', false],
    ['1.1, marked in no namespace', SOAP11, 'mustUnderstand="1"', false],
    ['1.2, marked', SOAP12, 's:mustUnderstand="true"', true],
    ['1.2, for the ultimate receiver', SOAP12, `s:mustUnderstand="1" s:role="${SOAP12}/role/ultimateReceiver"`, true],
    ['1.2, for the next one', SOAP12, `s:mustUnderstand="1" s:role="${SOAP12}/role/next"`, true],
    ['1.2, for none', SOAP12, `s:mustUnderstand="1" s:role="${SOAP12}/role/none"`, false],
    ['1.2, marked "false"', SOAP12, 's:mustUnderstand="false"', false],
  ])('%s: refused %#', async (_, soap, attributes, refused) => {
    const before = server.service.validated.length;
    const answer = await post(server.url, echo('x', { soap, header: block(attributes) }));
    if (refused) {
      expect(answer.status).toBe(500);
      expect(faultOf(answer.text)).toMatchObject({
        soap,
        code: 'MustUnderstand',
        faultstring: 'A header block that must be understood is not: {urn:h}tx',
      });
      expect(server.service.validated).toHaveLength(before);
    } else {
      expect(echoed(answer.text).text).toBe('x');
    }
  });

  test('that is not understood is named in NotUnderstood in SOAP 1.2; SOAP 1.1 has no detail about headers', async () => {
    const marked = block('s:mustUnderstand="1"');
    const in12 = faultOf((await post(server.url, echo('x', { soap: SOAP12, header: marked }))).text);
    const notUnderstood = in12?.header?.children[0];
    expect(notUnderstood).toMatchObject({
      uri: SOAP12,
      local: 'NotUnderstood',
      declarations: [{ prefix: 'h', uri: 'urn:h' }],
    });
    expect(notUnderstood?.attributes).toEqual([{ uri: '', local: 'qname', value: 'h:tx' }]);
    expect((await post(server.url, echo('x', { header: marked }))).text).not.toContain('detail');
  });

  test('that the service understands may be marked mustUnderstand', async () => {
    const own = await start({}, { understands: ({ uri, local }) => uri === 'urn:h' && local === 'tx' });
    try {
      expect((await post(own.url, echo('x', { header: block('s:mustUnderstand="1"') }))).status).toBe(200);
    } finally {
      await own.gateway.close();
    }
  });
});

describe('an action', () => {
  test.each([
    ['', false],
    ['""', false],
    ['Echo', false],
    ['"Echo"', false],
    ['urn:echo#Echo', false],
    ['"urn:echo/Echo"', false],
    ['"urn:echo/Port/EchoRequest"', false],
    ['"urn:echo"', false],
    ['"urn:echo/"', false],
    ['"http://127.0.0.1/Locate/LocateServices"', false],
    ['"anything at all"', false],
    ['constructor', false],
    ['"__proto__"', false],
    ['Other', true],
    ['"urn:echo/Other"', true],
    ['urn:echo#Other', true],
    ['"urn:echo/Port/OtherRequest"', true],
    ['urn:StatusRequest', true],
  ])('%s: contradicts an Echo: %p', async (action, contradiction) => {
    const in11 = await post(server.url, echo('x'), { SOAPAction: action });
    const bare = action.replace(/"/g, '');
    const in12 = await post(server.url, echo('x', { soap: SOAP12 }), {
      'Content-Type': `application/soap+xml; action="${bare}"; charset=utf-8`,
    });
    if (contradiction) {
      expect(faultOf(in11.text)).toMatchObject({ soap: SOAP11, code: 'Client', key: 'action-mismatch' });
      expect(faultOf(in12.text)).toMatchObject({ soap: SOAP12, code: 'Sender', key: 'action-mismatch' });
    } else {
      expect([echoed(in11.text).name, echoed(in12.text).name]).toEqual(['EchoResponse', 'EchoResponse']);
    }
  });

  test('may name an operation whose own name ends in Request', async () => {
    const message = envelope(`<e:StatusRequest xmlns:e="${ECHO}"/>`);
    for (const action of ['StatusRequest', 'urn:echo/StatusRequest', 'urn:echo/StatusRequestRequest']) {
      expect((await post(server.url, message, { SOAPAction: action })).status).toBe(200);
    }
  });
});

describe('an operation', () => {
  test('is not called with an invalid payload; the fault lists each problem', async () => {
    const answer = await post(server.url, envelope(`<e:Broken xmlns:e="${ECHO}">\n<invalid/>\n <invalid/></e:Broken>`));
    expect(answer.status).toBe(500);
    expect(faultOf(answer.text)).toMatchObject({
      code: 'Client',
      key: 'schema-invalid',
      faultstring: 'Inbound Message failed validation',
      problems: [
        { line: '2', column: '1', path: '/Echo/invalid', reason: 'not expected here' },
        { line: '3', column: '2', path: '/Echo/invalid', reason: 'not expected here' },
      ],
    });
  });

  test('gets at most a hundred problems listed in its fault, and the number of the others', async () => {
    const fault = faultOf(
      (await post(server.url, envelope(`<e:Echo xmlns:e="${ECHO}">${'<invalid/>'.repeat(130)}</e:Echo>`))).text,
    );
    expect(fault?.problems).toHaveLength(101);
    expect(fault?.problems.at(-1)?.reason).toBe('and 30 more');
  });

  test('may answer with a fault of its own', async () => {
    const answer = await post(server.url, envelope(`<e:NoDatabase xmlns:e="${ECHO}"/>`));
    expect([answer.status, faultOf(answer.text)?.key, faultOf(answer.text)?.code]).toEqual([
      503,
      'unavailable',
      'Server',
    ]);
  });

  test('that throws shows the caller an id only, and the log the error', async () => {
    const answer = await post(server.url, envelope(`<e:Broken xmlns:e="${ECHO}"/>`), { 'X-Request-Id': 'call-77' });
    expect(answer.status).toBe(500);
    expect(faultOf(answer.text)).toMatchObject({
      code: 'Server',
      key: 'internal-error',
      faultstring: 'Internal error',
      correlationId: 'call-77',
    });
    expect(answer.text).not.toMatch(/hunter2|at |\.ts/);
    const logged = server.lines.find((line) => line.err !== undefined && line.correlationId === 'call-77');
    expect(JSON.stringify(logged)).toContain('hunter2');
    expect(JSON.stringify(logged)).toContain('stack');
  });

  test('that does not end is answered with a timeout', async () => {
    const gate = server.service.hold();
    const answer = await post(server.url, envelope(`<e:Held xmlns:e="${ECHO}"/>`));
    gate.open();
    expect([answer.status, faultOf(answer.text)?.key]).toEqual([500, 'handling-timeout']);
  });
});

describe('an exchange', () => {
  test('leaves one log line without anything of the message', async () => {
    server.lines.length = 0;
    await post(server.url, echo('Jane Roe, 1 Secret Street'), { 'X-Request-Id': 'call-1' });
    expect(server.lines).toHaveLength(1);
    expect(server.lines[0]).toMatchObject({
      msg: 'exchange',
      correlationId: 'call-1',
      operation: 'Echo',
      outcome: 'answered',
      status: 200,
      soap: '1.1',
      responseCode: 0,
      requestId: 42,
    });
    expect(server.lines[0]?.ms).toEqual(expect.any(Number));
    expect(JSON.stringify(server.lines)).not.toContain('Secret');
  });

  test.each([
    ['call-1', true],
    ['a/b=c+d:e~f.g_h', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['two words', false],
    ['a"b', false],
    ['{}', false],
  ])('carries the id %s: %p', async (id, kept) => {
    const answer = await post(server.url, echo('x'), { 'X-Request-Id': id });
    const returned = answer.headers.get('x-request-id');
    if (kept) expect(returned).toBe(id);
    else expect(returned).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is counted by operation and outcome; unknown operations share one label', async () => {
    await post(server.url, envelope('<invented/>'));
    const metrics = await (await fetch(`${server.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/order_broker_soap_exchange_seconds_count\{operation="Echo",outcome="answered"\} \d+/);
    expect(metrics).toMatch(/_count\{operation="none",outcome="unknown-operation"\} \d+/);
    expect(metrics).not.toContain('invented');
  });
});
