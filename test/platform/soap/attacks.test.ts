import { gzipSync } from 'node:zlib';
import type { Harness } from './support.js';
import { ECHO, PATH, bodyOf, echo, echoed, envelope, faultOf, post, raw, start } from './support.js';

/** Attacks on HTTP and on the gateway. Hostile XML is in test/platform/soap/hostile.test.ts, slowness in test/platform/http/slow-clients.test.ts. */

let server: Harness;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.gateway.close();
});

describe('refuses request smuggling without processing the smuggled message', () => {
  const hidden = `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${echo('smuggled').length}\r\n\r\n${echo('smuggled')}`;
  const start1 = `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n`;
  const length = `Content-Length: ${hidden.length + 5}\r\n`;
  test.each([
    ['a length and chunks', `${start1}${length}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks and a length', `${start1}Transfer-Encoding: chunked\r\n${length}\r\n0\r\n\r\n${hidden}`],
    ['two lengths', `${start1}Content-Length: 0\r\n${length}\r\n${hidden}`],
    ['two lengths in one line', `${start1}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
    ['a length with a sign', `${start1}Content-Length: +0\r\n\r\n${hidden}`],
    ['a length with a blank in it', `${start1}Content-Length: 0 0\r\n\r\n${hidden}`],
    ['a coding that is none', `${start1}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['chunks that are not the last coding', `${start1}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`],
    ['a blank before the colon', `${start1}Transfer-Encoding : chunked\r\n${length}\r\n0\r\n\r\n${hidden}`],
    ['a folded line', `${start1}Transfer-Encoding:\r\n chunked\r\n${length}\r\n0\r\n\r\n${hidden}`],
    ['a folded name', `${start1}X: y\r\n Transfer-Encoding: chunked\r\n${length.replace(/\d+/, '0')}\r\n${hidden}`],
    ['a carriage return in a line', `${start1}X: y\rTransfer-Encoding: chunked\r\n${length}\r\n0\r\n\r\n${hidden}`],
    ['chunk sizes in another form', `${start1}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`],
    ['a chunk with a line feed in its extension', `${start1}Transfer-Encoding: chunked\r\n\r\n0;a\n\r\n${hidden}`],
  ])('%s', async (_, bytes) => {
    server.lines.length = 0;
    const answer = await raw(server.gateway.port, [bytes], { end: true });
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    expect(answer).not.toContain('smuggled');
    expect(server.lines.filter((line) => line.outcome === 'answered')).toEqual([]);
  });
});

test('refuses two Host headers, and more headers than Node would keep', async () => {
  const message = echo('x');
  const request = (lines: string): string =>
    `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\n${lines}Content-Type: text/xml\r\nX-Request-Id: the-last\r\nConnection: close\r\nContent-Length: ${message.length}\r\n\r\n${message}`;
  expect(await raw(server.gateway.port, [request('HOST: evil.example\r\n')])).toMatch(
    /^HTTP\/1\.1 400 [^]*more than one Host header/,
  );
  expect(await raw(server.gateway.port, [request('x:\r\n'.repeat(195))])).toMatch(
    /^HTTP\/1\.1 200 [^]*\r\nX-Request-Id: the-last\r\n/,
  );
  for (const lines of [196, 1_000, 15_000])
    expect(await raw(server.gateway.port, [request('x:\r\n'.repeat(lines))])).toMatch(/^HTTP\/1\.1 431 /);
  expect(await raw(server.gateway.port, [request(`x: ${'x'.repeat(17_000)}\r\n`)])).toMatch(/^HTTP\/1\.1 431 /);
});

test.each([
  '/Locate/LocateServices?xsd=../../../../../../etc/passwd',
  '/Locate/LocateServices?wsdl=../../../../../../etc/passwd',
  '/Locate/LocateServices?xsd=file:///etc/passwd',
  '/Locate/../../../../etc/passwd',
  '/Locate/LocateServices/../../../../etc/passwd',
  '/Locate/..%2f..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '//etc/passwd',
  '/..\\..\\..\\etc\\passwd',
  '/Locate/LocateServices%00.wsdl',
  '/package.json',
  '/.env',
  '/xsd/Locate.xsd',
  'http://other.example/etc/passwd',
  'file:///etc/passwd',
])('serves no file at %s', async (path) => {
  const answer = await raw(server.gateway.port, [
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  ]);
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
  if (answer.startsWith('HTTP/1.1 200')) expect(answer).toContain('<definitions ');
  expect(answer).not.toMatch(/root:|"dependencies"|<xsd:schema/);
});

test('stops inflating a gzip bomb, and one within another, at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000, 0x20));
  const bombInBomb = gzipSync(bomb);
  const costs: { memory: number; cpu: number }[] = [];
  // The least of three: the collector of a test process that has run many files counts as well.
  for (let times = 0; times < 3; times += 1) {
    const [memory, cpu] = [process.memoryUsage().rss, process.cpuUsage()];
    const answers = [
      await post(server.url, bomb, { 'Content-Encoding': 'gzip' }),
      await post(server.url, bombInBomb, { 'Content-Encoding': 'gzip' }),
      await post(server.url, bomb, { 'Content-Encoding': 'gzip, gzip' }),
    ];
    costs.push({ memory: process.memoryUsage().rss - memory, cpu: process.cpuUsage(cpu).user / 1000 });
    expect(answers.map(({ text }) => faultOf(text)?.key)).toEqual([
      'inflated-too-large',
      'undecodable',
      'content-encoding',
    ]);
  }
  expect(Math.max(...costs.map(({ memory }) => memory))).toBeLessThan(100_000_000);
  expect(Math.min(...costs.map(({ cpu }) => cpu))).toBeLessThan(1_000);
});

test.each([
  [
    'an array that is declared huge',
    `<a xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" c:arrayType="c:string[2147483647]" c:offset="[2147483646]">x</a>`,
  ],
  [
    'an array of many dimensions',
    `<a xmlns:c="http://schemas.xmlsoap.org/soap/encoding/" c:arrayType="c:string${'[,,,,,,,,]'.repeat(50)}[99999,99999,99999]">x</a>`,
  ],
  [
    'an array of SOAP 1.2',
    `<a xmlns:c="http://www.w3.org/2003/05/soap-encoding" c:itemType="c:string" c:arraySize="2147483647 2147483647">x</a>`,
  ],
  ['circular references', '<a id="a" href="#a">x</a>'],
  [
    'an XOP include of a file',
    '<a><i:Include xmlns:i="http://www.w3.org/2004/08/xop/include" href="file:///etc/passwd"/>x</a>',
  ],
  [
    'an XInclude of a file',
    '<a><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>x</a>',
  ],
  [
    'a schemaLocation',
    '<a xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="urn:echo http://127.0.0.1:1/x.xsd">x</a>',
  ],
])('treats %s as ordinary content', async (_, inside) => {
  const before = process.cpuUsage();
  const { status, text } = await post(server.url, envelope(`<e:Echo xmlns:e="${ECHO}">${inside}</e:Echo>`));
  expect([status, echoed(text).text]).toEqual([200, 'x']);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
});

describe('a cross-origin request without authentication', () => {
  const sendFrom = async (lines: readonly string[], body = echo('x'), port = server.gateway.port): Promise<string> =>
    raw(port, [
      `POST ${PATH} HTTP/1.1\r\n${[...lines, 'Connection: close', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`,
    ]);
  const xml = 'Content-Type: text/xml';

  test('by DNS rebinding reaches neither the service nor the metrics', async () => {
    const answer = await sendFrom(['Host: evil.example:8080', xml, 'Origin: http://evil.example:8080']);
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(bodyOf(answer)).toContain('PUBLIC_URL');
    expect(
      await raw(server.gateway.port, ['GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n']),
    ).toMatch(/^HTTP\/1\.1 421 /);
  });
  test('is rejected by its Origin header', async () => {
    expect(await sendFrom(['Host: localhost', xml, 'Origin: http://evil.example'])).toMatch(/^HTTP\/1\.1 403 /);
    expect(await sendFrom(['Host: localhost:8080', xml, 'Origin: http://localhost:8080'])).toMatch(/^HTTP\/1\.1 200 /);
  });
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'from a form (%s) is refused for its media type',
    async (type) => {
      expect(faultOf(bodyOf(await sendFrom(['Host: localhost', `Content-Type: ${type}`])))?.key).toBe('content-type');
    },
  );
  test('gets no permission from a preflight', async () => {
    const answer = await raw(server.gateway.port, [
      `OPTIONS ${PATH} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n`,
    ]);
    expect(answer).not.toMatch(/access-control-allow/i);
  });
  test('is accepted behind a trusted proxy and for the host of PUBLIC_URL', async () => {
    for (const options of [{ proxies: 1 }, { publicUrl: 'https://evil.example' }]) {
      const other = await start(options);
      try {
        expect(await sendFrom(['Host: evil.example', xml], echo('x'), other.gateway.port)).toMatch(/^HTTP\/1\.1 200 /);
      } finally {
        await other.gateway.close();
      }
    }
  });
});
