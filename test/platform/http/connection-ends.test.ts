import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Harness } from '../soap/support.js';
import { bodyOf, ECHO, echo, echoed, envelope, faultOf, PATH, post, raw, start } from '../soap/support.js';

/** What a caller gets whose connection carries more, or less, than its message; and what is logged of it. */

let server: Harness;
beforeEach(async () => {
  server = await start();
});
afterEach(async () => {
  await server.gateway.close();
});

const head = (lines: readonly string[], version = '1.1'): string =>
  `POST ${PATH} HTTP/${version}\r\n${['Host: localhost', 'Content-Type: text/xml', ...lines].join('\r\n')}\r\n\r\n`;
const message = (text: string, lines: readonly string[] = [], version?: string): string =>
  head([`Content-Length: ${Buffer.byteLength(echo(text))}`, ...lines], version) + echo(text);
const inChunks = (text: string): string =>
  `${head(['Transfer-Encoding: chunked'])}${Buffer.byteLength(echo(text)).toString(16)}\r\n${echo(text)}\r\n0\r\n\r\n`;
const statuses = (answer: string): string[] => answer.match(/HTTP\/1\.1 \d+/g) ?? [];
const exchanges = (): Record<string, unknown>[] => server.lines.filter(({ msg }) => msg === 'exchange');

describe('a whole message is answered once, and its connection closed, whatever follows it:', () => {
  test.each([
    ['a NUL', message('x'), '\0'],
    ['a blank', message('x'), ' '],
    ['a letter', message('x'), 'x'],
    ['random bytes', message('x'), '\x16\x03\x01\xff\xfe'],
    ['a request line that is none', message('x'), 'NO SUCH THING\r\n\r\n'],
    ['a request with two lengths', message('x'), head(['Content-Length: 0', 'Content-Length: 1'])],
    ['a byte, behind chunks', inChunks('x'), '\0'],
    ['a byte, after Connection: close', message('x', ['Connection: close']), 'x'],
    ['another message, after Connection: close', message('x', ['Connection: close']), message('second')],
    ['a byte, by HTTP/1.0', message('x', [], '1.0'), '\0'],
    ['another message, by HTTP/1.0', message('x', [], '1.0'), message('second', [], '1.0')],
  ])('%s', async (_, whole, rest) => {
    const answer = await raw(server.gateway.port, [Buffer.from(whole + rest, 'latin1')]);
    expect(statuses(answer)).toEqual(['HTTP/1.1 200']);
    expect(answer).toMatch(/connection: close/i);
    expect(echoed(bodyOf(answer)).text).toBe('x');
    expect(exchanges()).toMatchObject([{ outcome: 'answered', status: 200 }]);
    expect(exchanges()[0]).not.toHaveProperty('delivered');
  });

  test('a byte that comes while the operation still runs', async () => {
    const held = envelope(`<e:HeldTold xmlns:e="${ECHO}"/>`);
    const gate = server.service.hold();
    const answer = raw(server.gateway.port, [head([`Content-Length: ${held.length}`]) + held, '\0', 'more'], {
      pauseMs: 30,
    });
    await gate.entered;
    await sleep(100);
    gate.open();
    expect(statuses(await answer)).toEqual(['HTTP/1.1 200']);
    expect(server.service.told).toEqual([true]);
  });

  test('several messages in one piece and a byte: each of them is answered', async () => {
    const answer = await raw(server.gateway.port, [`${message('a')}${message('b')}${message('c')}\0`]);
    expect(statuses(answer)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(echoed(bodyOf(answer)).text).toBe('c');
  });

  test('a message and half of another one whose chunks are no chunks', async () => {
    const answer = await raw(server.gateway.port, [`${message('a')}${head(['Transfer-Encoding: chunked'])}zz\r\n`]);
    expect(statuses(answer)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(faultOf(bodyOf(answer))?.key).toBe('incomplete-body');
  });
});

test('two line ends behind a message are nothing, and the connection stays open', async () => {
  const answer = await raw(server.gateway.port, [`${message('a')}\r\n\r\n`, message('b', ['Connection: close'])]);
  expect(statuses(answer)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
});

describe('a Content-Length', () => {
  const WORD = /Content-Length.*bytes, not characters/;
  const accented = echo('Zoë Ève Ærø');

  test.each([
    ['in one piece', 0],
    ['in two', 30],
  ])('in characters gets the fault malformed, which names it, %s', async (_, pauseMs) => {
    const bytes = Buffer.from(accented);
    const start = head([`Content-Length: ${accented.length}`]);
    const pieces =
      pauseMs === 0
        ? [start + accented]
        : [Buffer.concat([Buffer.from(start), bytes.subarray(0, accented.length)]), bytes.subarray(accented.length)];
    const answer = await raw(server.gateway.port, pieces, { pauseMs, end: true });
    expect(statuses(answer)[0]).toBe('HTTP/1.1 500');
    expect(answer).toContain('<key>malformed</key>');
    expect(answer).toMatch(WORD);
    expect(server.service.validated).toEqual([]);
    expect(exchanges()).toMatchObject([{ outcome: 'malformed', status: 500 }]);
  });

  test('that ends within a character gets the same', async () => {
    const body = Buffer.from(`<e:Echo xmlns:e="${ECHO}">Zoë</e:Echo>`);
    const cut = body.indexOf(0xc3) + 1;
    const answer = await raw(server.gateway.port, [
      Buffer.concat([Buffer.from(head([`Content-Length: ${cut}`])), body]),
    ]);
    expect(faultOf(bodyOf(answer))?.key).toBe('malformed');
    expect(answer).toMatch(WORD);
  });

  test('of half a message in UTF-16 gets the same', async () => {
    const body = Buffer.from(`\ufeff${echo('x')}`, 'utf16le');
    for (const length of [body.length / 2, body.length / 2 + 1]) {
      const answer = await raw(server.gateway.port, [
        Buffer.concat([Buffer.from(head([`Content-Length: ${length}`])), body]),
      ]);
      expect(faultOf(bodyOf(answer))?.key).toBe('malformed');
      expect(answer).toMatch(WORD);
    }
  });

  test('that is right is not blamed for an error in the middle of a message', async () => {
    const answer = await post(server.url, '<a>\n<b></c>\n</a>');
    expect(faultOf(answer.text)?.key).toBe('malformed');
    expect(answer.text).not.toContain('Content-Length');
  });

  test('that is missing gets the fault empty-message, which names it', async () => {
    const answer = await raw(server.gateway.port, [head([]) + echo('x')]);
    expect([statuses(answer), faultOf(bodyOf(answer))?.key]).toEqual([['HTTP/1.1 500'], 'empty-message']);
    expect(answer).toContain('neither a Content-Length');
    expect(exchanges()).toMatchObject([{ outcome: 'empty-message' }]);
  });

  test('that is too large gets the fault request-timeout, which names it, in the SOAP version of the message', async () => {
    await server.gateway.close();
    server = await start({ times: { requestMs: 300, headersMs: 200 } });
    for (const [type, status] of [
      ['text/xml', 408],
      ['application/soap+xml', 408],
    ] as const) {
      const answer = await raw(server.gateway.port, [
        `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: 9999\r\n\r\n${echo('x')}`,
      ]);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).toContain(`\r\nContent-Type: ${type}`);
      expect(faultOf(bodyOf(answer))?.key).toBe('request-timeout');
      expect(answer).toMatch(WORD);
    }
    expect(exchanges()).toMatchObject([{ outcome: 'request-timeout' }, { outcome: 'request-timeout' }]);
  });

  test('that is too large gets the fault incomplete-body when the caller ends its side, and counts as not delivered', async () => {
    const answer = await raw(server.gateway.port, [head(['Content-Length: 9999']) + echo('x')], { end: true });
    expect([statuses(answer), faultOf(bodyOf(answer))?.key]).toEqual([['HTTP/1.1 400'], 'incomplete-body']);
    expect(answer).toMatch(WORD);
    await sleep(20);
    expect(exchanges()).toMatchObject([{ outcome: 'caller-gone', delivered: false }]);
  });
});

describe('what was not delivered is logged as not delivered', () => {
  const held = envelope(`<e:HeldTold xmlns:e="${ECHO}"/>`);
  const long = envelope(`<e:LongTold xmlns:e="${ECHO}"/>`);

  test('when the caller is gone before its answer', async () => {
    const gate = server.service.hold();
    const socket = connect(server.gateway.port, '127.0.0.1');
    socket.on('error', () => undefined).write(head([`Content-Length: ${held.length}`]) + held);
    await gate.entered;
    socket.resetAndDestroy();
    await sleep(50);
    gate.open();
    while (server.service.told.length === 0) await sleep(5);
    expect(exchanges()).toMatchObject([{ outcome: 'answered', delivered: false }]);
  });

  test('when the caller cuts the connection in the middle of its answer', async () => {
    const socket = connect(server.gateway.port, '127.0.0.1');
    socket.on('error', () => undefined).write(head([`Content-Length: ${long.length}`]) + long);
    await new Promise((resolve) => socket.once('data', resolve));
    expect(exchanges()).toEqual([]);
    socket.resetAndDestroy();
    while (server.service.told.length === 0) await sleep(5);
    expect(exchanges()).toMatchObject([{ outcome: 'answered', delivered: false }]);
  });

  test('when the caller closed its side before the answer; it is answered all the same', async () => {
    const gate = server.service.hold();
    const answer = raw(server.gateway.port, [head([`Content-Length: ${held.length}`]) + held], { readLast: true });
    await gate.entered;
    await sleep(50);
    gate.open();
    expect(statuses(await answer)).toEqual(['HTTP/1.1 200']);
    expect(server.service.told).toEqual([false]);
    expect(exchanges()).toMatchObject([{ outcome: 'answered', delivered: false }]);
  });
});

test('chunks without an end are not read for long after they were refused', async () => {
  await server.gateway.close();
  server = await start({
    limits: {
      body: { bytes: 100_000, inflatedBytes: 200_000 },
      xml: { depth: 64, elements: 10_000, attributes: 64, nameLength: 200, textLength: 200_000 },
    },
  });
  for (const path of [PATH, '/nothing', '/healthz', '/admin/v1/orders']) {
    const socket = connect(server.gateway.port, '127.0.0.1');
    let answer = '';
    const closed = new Promise<void>((resolve) => {
      socket
        .on('data', (data) => {
          answer += data.toString('latin1');
        })
        .on('error', () => undefined)
        .on('close', () => {
          resolve();
        });
    });
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const piece = Buffer.concat([Buffer.from('fa00\r\n'), Buffer.alloc(0xfa00, 0x20), Buffer.from('\r\n')]);
    let sent = 0;
    const send = (): void => {
      while (socket.writable && sent < 500_000_000) {
        sent += piece.length;
        if (!socket.write(piece)) break;
      }
    };
    socket.on('drain', send);
    send();
    await closed;
    expect([path, answer.slice(0, 12)]).toEqual([path, path === PATH ? 'HTTP/1.1 413' : 'HTTP/1.1 404']);
    expect(sent).toBeLessThan(60_000_000);
  }
});
