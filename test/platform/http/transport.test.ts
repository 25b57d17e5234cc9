import { randomBytes } from 'node:crypto';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { within } from '../../support/within.js';
import type { Harness } from '../soap/support.js';
import { PATH, bodyOf, echo, echoed, faultOf, post, raw, start } from '../soap/support.js';

let server: Harness;
beforeAll(async () => {
  server = await start({
    limits: {
      body: { bytes: 100_000, inflatedBytes: 200_000 },
      xml: { depth: 64, elements: 10_000, attributes: 64, nameLength: 200, textLength: 200_000 },
    },
  });
});
afterAll(async () => {
  await server.gateway.close();
});

const head = (lines: readonly string[], version = '1.1'): string =>
  `POST ${PATH} HTTP/${version}\r\n${['Host: localhost', 'Content-Type: text/xml', ...lines].join('\r\n')}\r\n\r\n`;

describe('a compressed body', () => {
  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('in %s is decompressed %#', async (coding, pack) => {
    const answer = await post(server.url, pack(Buffer.from(echo('Zoë'))), { 'Content-Encoding': coding });
    expect(echoed(answer.text).text).toBe('Zoë');
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('that is a %s bomb is refused at the limit %#', async (coding, pack) => {
    // 60 MB in 60 KB: inflating it completely would show in time and memory.
    const bomb = pack(Buffer.alloc(60_000_000, 0x20));
    const before = process.memoryUsage().rss;
    const answer = await post(server.url, bomb, { 'Content-Encoding': coding });
    expect([answer.status, faultOf(answer.text)?.key]).toEqual([413, 'inflated-too-large']);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  test.each([
    ['gzip, cut off', 'gzip', (bytes: Buffer) => gzipSync(bytes).subarray(0, -9)],
    ['deflate, cut off', 'deflate', (bytes: Buffer) => deflateSync(bytes).subarray(0, -9)],
    ['raw deflate, cut off', 'deflate', (bytes: Buffer) => deflateRawSync(bytes).subarray(0, -9)],
    [
      'gzip with a wrong checksum',
      'gzip',
      (bytes: Buffer) => {
        const packed = gzipSync(bytes);
        packed.writeUInt32LE(1, packed.length - 8);
        return packed;
      },
    ],
    ['random bytes', 'deflate', () => randomBytes(500).fill(0xff, 0, 4)],
    ['one byte', 'deflate', () => Buffer.from([0x78])],
  ])('that is %s is refused', async (_, coding, pack) => {
    const answer = await post(server.url, pack(Buffer.from(echo('x'.repeat(500)))), { 'Content-Encoding': coding });
    expect([answer.status, faultOf(answer.text)?.key]).toEqual([400, 'compressed-data']);
  });
});

describe('a body is accepted', () => {
  test('in chunks that split a character', async () => {
    const bytes = Buffer.from(echo('Zoë'));
    const cut = bytes.indexOf(0xc3) + 1;
    const chunk = (part: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
    const answer = await raw(
      server.gateway.port,
      [
        head(['Transfer-Encoding: chunked', 'Connection: close']),
        chunk(bytes.subarray(0, cut)),
        chunk(bytes.subarray(cut)),
        '0\r\n\r\n',
      ],
      { pauseMs: 20 },
    );
    expect(echoed(bodyOf(answer)).text).toBe('Zoë');
  });

  test('after 100 Continue', async () => {
    const message = echo('x');
    const answer = await raw(
      server.gateway.port,
      [head([`Content-Length: ${message.length}`, 'Expect: 100-continue', 'Connection: close']), message],
      { pauseMs: 50 },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
    expect(echoed(bodyOf(answer)).text).toBe('x');
  });

  test('not at all when 100 Continue is requested for more than the limit', async () => {
    const answer = await within(
      1_000,
      raw(server.gateway.port, [head(['Content-Length: 100001', 'Expect: 100-continue'])]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(faultOf(bodyOf(answer))?.key).toBe('message-too-large');
  });

  test.each([[[]], [['Connection: keep-alive']]])('by HTTP/1.0, with %j', async (lines) => {
    const message = echo('Zoë');
    const answer = await raw(
      server.gateway.port,
      [head([`Content-Length: ${Buffer.byteLength(message)}`, ...lines], '1.0'), message],
      { pauseMs: 100, end: true },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).not.toMatch(/transfer-encoding/i);
    const length = /content-length: (\d+)/i.exec(answer)?.[1];
    expect(Buffer.byteLength(bodyOf(answer))).toBe(Number(length));
    expect(echoed(bodyOf(answer)).text).toBe('Zoë');
  });

  test('by HTTP/1.0, with a refusal that is not chunked either', async () => {
    const answer = await raw(server.gateway.port, [head(['Content-Length: 200000'], '1.0'), 'x'.repeat(200_000)]);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(faultOf(bodyOf(answer))?.key).toBe('message-too-large');
  });

  test('repeatedly on one connection, with a refused one in between', async () => {
    const request = (message: string, last = false): string =>
      head([`Content-Length: ${message.length}`, ...(last ? ['Connection: close'] : [])]) + message;
    const answer = await raw(
      server.gateway.port,
      [request(echo('first')), request('<no'), request('x'.repeat(150_000)), request(echo('last'), true)],
      { pauseMs: 50 },
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 500', 'HTTP/1.1 413', 'HTTP/1.1 200']);
    expect(echoed(bodyOf(answer)).text).toBe('last');
  });
});

describe('a body over the limit', () => {
  test.each([
    ['with a Content-Length', true],
    ['in chunks', false],
  ])('%s, gets its response to a client that reads only after writing', async (_, announced) => {
    const size = 3_000_000;
    const body = Buffer.alloc(size, 0x20);
    const pieces = announced
      ? [head([`Content-Length: ${size}`, 'Connection: close']), body.subarray(size / 2), body.subarray(size / 2)]
      : [head(['Transfer-Encoding: chunked', 'Connection: close']), `${size.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'];
    // Closing the connection between the pieces would reset it and lose the response.
    const answer = await raw(server.gateway.port, pieces, { pauseMs: 150, readLast: true });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(faultOf(bodyOf(answer))).toMatchObject({
      key: 'message-too-large',
      faultstring: 'The message is larger than allowed: 100000',
    });
  });

  test('that never arrives is not awaited for long', async () => {
    const answer = await within(4_000, raw(server.gateway.port, [head(['Content-Length: 99999999'])]));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
  });
});

test('logs a caller that disconnects during its message as caller-gone and nothing else', async () => {
  server.lines.length = 0;
  const { connect } = await import('node:net');
  const socket = connect(server.gateway.port, '127.0.0.1');
  await new Promise<void>((resolve) => {
    socket.write(`${head(['Content-Length: 1000'])}<s:Env`, () => {
      resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  for (let waited = 0; server.lines.length === 0 && waited < 2_000; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.lines).toMatchObject([{ msg: 'exchange', outcome: 'caller-gone', level: 30 }]);
  expect(echoed((await post(server.url, echo('x'))).text).text).toBe('x');
});
