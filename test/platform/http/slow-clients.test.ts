import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { ECHO, PATH, echo, echoed, envelope, post, start } from '../soap/support.js';
import type { Harness } from '../soap/support.js';

/** Hundreds of slow senders delay nobody else, and neither do slow readers; the timeouts are in app/listen.ts. */

const MANY = 300;
const head = (length: number): string =>
  `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${String(length)}\r\n\r\n`;
const servers: Harness[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
});

async function slow({ gateway }: Harness, count: number, first: string): Promise<Socket[]> {
  const opened = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(gateway.port, '127.0.0.1', () => {
            socket.write(first, () => {
              resolve(socket);
            });
          });
          socket.on('error', reject);
        }),
    ),
  );
  sockets.push(...opened);
  return opened;
}

/** Other callers are served meanwhile. */
async function serveOthers({ url }: Harness, times: number): Promise<void> {
  for (let index = 0; index < times; index += 1)
    expect(echoed((await post(url, echo(String(index)))).text).text).toBe(String(index));
}

test.each([
  ['half of the headers', `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nX: `, 'x'],
  ['half a message', `${head(10_000)}<s:Env`, ' '],
  [
    'a message in chunks',
    `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n`,
    '1\r\nx\r\n',
  ],
  ['nothing', '', ''],
])(
  `${String(MANY)} callers that send %s and then only drip occupy no slot and are disconnected in time`,
  async (_, first, drop) => {
    // A single slot: if a caller that is still sending held it, nobody else would be served.
    const server = await start({
      times: { headersMs: 2_000, requestMs: 2_000, keepAliveMs: 2_000, silenceMs: 2_000 },
      admission: { concurrent: 1, waiting: 1, waitMs: 50 },
    });
    servers.push(server);
    const many = await slow(server, MANY, first);
    const closed = Promise.all(
      many.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.resume().once('close', () => {
              resolve();
            });
          }),
      ),
    );
    const dripping = setInterval(() => {
      for (const socket of many) if (socket.writable) socket.write(drop);
    }, 200);
    await serveOthers(server, 20);
    await closed;
    clearInterval(dripping);
    await serveOthers(server, 1);
  },
);

test('five callers that do not read their long responses occupy no slot and are disconnected in time', async () => {
  const server = await start({
    times: { silenceMs: 4_000 },
    admission: { concurrent: 1, waiting: 50, waitMs: 20_000 },
  });
  servers.push(server);
  const long = envelope(`<e:LongTold xmlns:e="${ECHO}"/>`);
  const many = await slow(server, 5, head(long.length) + long);
  for (const socket of many) socket.pause();
  await serveOthers(server, 5);
  // None of them received its whole response, and each operation learns so once its connection is cut.
  while (server.service.told.length < many.length)
    await new Promise((next) => {
      setTimeout(next, 20);
    });
  expect(new Set(server.service.told)).toEqual(new Set([false]));
}, 60_000);
