import { connect } from 'node:net';
import type { ListenTimes } from '../../src/app/listen.js';
import { within } from '../support/within.js';
import type { Harness } from '../platform/soap/support.js';
import { ECHO, PATH, bodyOf, echo, echoed, envelope, faultOf, post, raw, start } from '../platform/soap/support.js';

const servers: Harness[] = [];
const started = async (times: Partial<ListenTimes> = {}): Promise<Harness> => {
  const server = await start({ times });
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
});

const held = envelope(`<e:Held xmlns:e="${ECHO}"/>`);
const head = (...lines: string[]): string =>
  `POST ${PATH} HTTP/1.1\r\n${['Host: localhost', 'Content-Type: text/xml', ...lines].join('\r\n')}\r\n\r\n`;
const request = (message: string): string => head(`Content-Length: ${message.length}`) + message;

describe('a slow client', () => {
  test('that sends half a message gets a fault and delays nobody else', async () => {
    const { gateway, url } = await started({ headersMs: 200, requestMs: 400 });
    // The first message of a process waits for compilation, up to 0.4 s on a busy machine; that is unrelated to half messages.
    await post(url, echo('x'));
    const halves = within(
      2_000,
      Promise.all(Array.from({ length: 20 }, () => raw(gateway.port, [`${head('Content-Length: 1000')}<s:Env`]))),
    );
    for (let index = 0; index < 5; index += 1)
      expect(echoed((await within(200, post(url, echo('x')))).text).text).toBe('x');
    const answers = await halves;
    expect(new Set(answers.map((answer) => answer.split('\r\n', 1)[0]))).toEqual(
      new Set(['HTTP/1.1 408 Request Timeout']),
    );
    expect(faultOf(bodyOf(answers[0] ?? ''))).toMatchObject({ key: 'request-timeout', code: 'Client' });
  });

  test('that sends half of its headers gets a 408', async () => {
    const { gateway } = await started({ headersMs: 200, requestMs: 400 });
    expect(await raw(gateway.port, [`POST ${PATH} HTTP/1.1\r\nHost: `])).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that drips its message byte by byte gains no time', async () => {
    const { gateway } = await started({ headersMs: 200, requestMs: 400 });
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(head('Content-Length: 1000'));
    const drip = setInterval(() => socket.write('x'), 30);
    try {
      await within(
        2_000,
        new Promise<void>((resolve) =>
          socket
            .on('error', () => undefined)
            .on('close', () => {
              resolve();
            })
            .resume(),
        ),
      );
    } finally {
      clearInterval(drip);
    }
  });

  test.each([
    ['nonsense', 'hello\r\n\r\n', '400 Bad Request'],
    [
      'two lengths',
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '400 Bad Request',
    ],
    ['very large headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
  ])('that sends %s gets the status for it', async (_, bytes, status) => {
    const { gateway, url } = await started();
    expect((await raw(gateway.port, [bytes])).split('\r\n', 1)[0]).toBe(`HTTP/1.1 ${status}`);
    expect((await post(url, echo('x'))).status).toBe(200);
  });
});

describe('shutdown', () => {
  test('answers accepted messages and accepts no more', async () => {
    const { gateway, url, service } = await started();
    const gates = [service.hold(), service.hold()];
    const answers = [post(url, held), post(url, held)];
    await Promise.all(gates.map(({ entered }) => entered));
    const closed = gateway.close();
    await expect(post(url, echo('x'))).rejects.toThrow();
    for (const gate of gates) gate.open();
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, echoed(answer.text).text, answer.headers.get('connection')]).toEqual([
        200,
        'let go',
        'close',
      ]);
    }
    await closed;
  });

  test('closes idle connections at once', async () => {
    const { gateway } = await started({ drainMs: 10_000 });
    const used = raw(gateway.port, [request(echo('x'))]);
    const silent = raw(gateway.port, []);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await within(1_000, gateway.close());
    expect(await used).toMatch(/^HTTP\/1\.1 200 /);
    expect(await silent).toBe('');
  });

  test('ends in bounded time even if an operation does not', async () => {
    const { gateway, url, service } = await started({ drainMs: 200 });
    const gate = service.hold();
    const answer = post(url, held).then(
      () => 'answered',
      () => 'cut',
    );
    await gate.entered;
    await within(1_500, gateway.close());
    expect(await answer).toBe('cut');
    gate.open();
  });

  test('first reports not ready while messages are still answered', async () => {
    const { gateway, url } = await started({ announceMs: 400 });
    const closed = gateway.close();
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    expect((await post(url, echo('x'))).status).toBe(200);
    await closed;
  });

  test('refuses a message whose headers arrive while closing', async () => {
    const { gateway, service } = await started();
    const gate = service.hold();
    const socket = connect(gateway.port, '127.0.0.1');
    let answer = '';
    const ended = new Promise<void>((resolve) =>
      socket
        .on('data', (chunk) => {
          answer += chunk.toString();
        })
        .on('close', () => {
          resolve();
        }),
    );
    // Half of the headers keep the connection busy, and a held message elsewhere makes closing wait.
    socket.write(request(echo('x')).slice(0, 30));
    const other = raw(gateway.port, [request(held)]);
    await gate.entered;
    const closed = gateway.close();
    socket.write(request(echo('x')).slice(30));
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: 5\r\n/i);
    expect(faultOf(bodyOf(answer))).toMatchObject({ key: 'shutting-down', code: 'Server' });
    gate.open();
    expect(await other).toMatch(/^HTTP\/1\.1 200 /);
    await closed;
  });

  test('can be requested twice', async () => {
    const { gateway } = await started();
    await Promise.all([gateway.close(), gateway.close()]);
  });
});

test('fails to start on a port in use', async () => {
  const { gateway } = await started();
  await expect(start({ port: gateway.port })).rejects.toThrow('EADDRINUSE');
});
