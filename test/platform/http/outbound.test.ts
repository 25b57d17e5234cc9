import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { networksOf } from '../../../src/platform/auth/outbound-address.js';
import { postOutbound } from '../../../src/platform/http/outbound/post.js';
import type { OutboundOptions, OutboundOutcome, ResolveName } from '../../../src/platform/http/outbound/post.js';
import { makeCertificate } from '../../support/certificate.js';
import { temporaryFolder } from '../../support/server/built-server.js';

const OPEN = { allowHttp: true, allowed: networksOf(['127.0.0.0/8']) };
const CLOSED = { allowHttp: true, allowed: networksOf([]) };
const servers: Server[] = [];
const sockets = new Set<Socket>();

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serve = (answer: RequestListener): Promise<number> => listen(createServer(answer));

/** A server that sends these bytes, whatever it is asked. */
const serveBytes = (answer: (socket: Socket) => void): Promise<number> =>
  listen(
    createTcpServer((socket) => {
      socket.once('data', () => {
        answer(socket);
      });
    }),
  );

function post(url: string, options: Partial<OutboundOptions> = {}): Promise<OutboundOutcome> {
  return postOutbound(
    { url, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
    { rules: OPEN, maxMs: 2_000, ...options },
  );
}

/** A name server whose answer changes with each question. */
function answering(...answers: readonly string[][]): ResolveName & { readonly asked: () => number } {
  let asked = 0;
  const resolve: ResolveName = (_name, done) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(resolve, { asked: () => asked });
}

describe('a call of an address that somebody registered', () => {
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers.splice(0)) server.close();
  });

  it('sends the body, and tells the status', async () => {
    let got = '';
    const port = await serve((request, response) => {
      request.on('data', (part: Buffer) => {
        got += part.toString();
      });
      request.on('end', () => {
        response.writeHead(202, { 'retry-after': '7' }).end('fine');
      });
    });
    expect(await post(`http://127.0.0.1:${String(port)}/`)).toMatchObject({ status: 202, retryAfter: '7' });
    expect(got).toBe('{"a":1}');
  });

  it('never reaches an address that is not public, whatever its form', async () => {
    let reached = 0;
    const port = String(
      await serve((_request, response) => {
        reached += 1;
        response.end();
      }),
    );
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', 'localhost', 'LOCALHOST'])
      expect(await post(`http://${host}:${port}/`, { rules: CLOSED })).toEqual({
        error: expect.stringContaining('not public') as string,
        milliseconds: expect.any(Number) as number,
      });
    expect(reached).toBe(0);
  });

  it('goes to the address that was checked, though the name means another one a moment later', async () => {
    let reached = 0;
    const port = await serve((_request, response) => {
      reached += 1;
      response.end();
    });
    const changing = answering(['93.184.215.14'], ['127.0.0.1']);
    // The first answer is public and cannot be reached from here; nobody asks a second time.
    const outcome = await post(`http://rebind.example.com:${String(port)}/`, {
      rules: CLOSED,
      resolveName: changing,
      maxMs: 300,
    });
    expect(outcome.status).toBeUndefined();
    expect(changing.asked()).toBe(1);
    const turned = answering(['127.0.0.1'], ['93.184.215.14']);
    expect(
      (await post(`http://rebind.example.com:${String(port)}/`, { rules: CLOSED, resolveName: turned })).error,
    ).toContain('127.0.0.1');
    expect(reached).toBe(0);
  });

  it('is not made at all to a name of which one address is private', async () => {
    const mixed = answering(['93.184.215.14', '10.0.0.1']);
    expect((await post('http://mixed.example.com/', { resolveName: mixed })).error).toContain('10.0.0.1');
    expect((await post('http://nothing.example.com/', { resolveName: answering([]) })).error).toContain(
      'has no address',
    );
  });

  it('does not follow redirects', async () => {
    let followed = 0;
    const inner = await serve((_request, response) => {
      followed += 1;
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const port = await serve((_request, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${String(inner)}/` }).end();
      });
      expect((await post(`http://127.0.0.1:${String(port)}/`)).status).toBe(status);
    }
    expect(followed).toBe(0);
  });

  it('ends in time when no answer comes, or its head never ends', async () => {
    const silent = await serveBytes(() => undefined);
    const dripping = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      setInterval(() => socket.write('x-a: b\r\n'), 50).unref();
    });
    for (const port of [silent, dripping])
      expect(await post(`http://127.0.0.1:${String(port)}/`, { maxMs: 400 })).toEqual({
        error: 'no answer within 0.4 s',
        milliseconds: expect.any(Number) as number,
      });
  });

  it('counts a status that came, though its body never ends', async () => {
    const slow = await serve((_request, response) => {
      response.writeHead(200).write('a');
    });
    expect((await post(`http://127.0.0.1:${String(slow)}/`, { maxMs: 400 })).status).toBe(200);
    let sent = 0;
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('a'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      more();
    });
    const outcome = await post(`http://127.0.0.1:${String(endless)}/`, { maxMs: 5_000 });
    expect(outcome.status).toBe(200);
    expect(outcome.milliseconds).toBeLessThan(4_000);
    expect(sent).toBeLessThan(50_000_000);
  });

  it('survives answers that are none', async () => {
    for (const bytes of ['garbage\r\n\r\n', '', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`]) {
      const port = await serveBytes((socket) => socket.end(bytes));
      expect((await post(`http://127.0.0.1:${String(port)}/`)).error).toMatch(/^no answer: (HPE_|ECONNRESET)/);
    }
    expect((await post('http://127.0.0.1:1/')).error).toContain('port 1');
  });

  it('sends no header that a line break was smuggled into', async () => {
    const port = await serve((_request, response) => response.end());
    const outcome = await postOutbound(
      { url: `http://127.0.0.1:${String(port)}/`, headers: { 'x-a': 'b\r\nx-c: d' }, body: '' },
      { rules: OPEN },
    );
    expect(outcome).toMatchObject({ error: 'no answer: ERR_INVALID_CHAR' });
  });

  it('trusts certified servers only', async () => {
    const folder = temporaryFolder();
    makeCertificate(folder.path, 'own');
    const [cert, key] = ['own.crt', 'own.key'].map((name) => readFileSync(join(folder.path, name), 'utf8'));
    folder.remove();
    const port = await listen(createTlsServer({ cert, key }, (_request, response) => response.end()));
    const url = `https://127.0.0.1:${String(port)}/`;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect((await post(url)).error).toMatch(/^no answer: .*(SELF_SIGNED|UNABLE_TO_VERIFY)/);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(await post(url, { ca: cert ?? '' })).toMatchObject({ status: 200 });
    const named = `https://other.example.com:${String(port)}/`;
    expect((await post(named, { ca: cert ?? '', resolveName: answering(['127.0.0.1']) })).error).toContain('ALTNAME');
  });
});
