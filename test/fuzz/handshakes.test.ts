import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { makeCertificate } from '../support/certificate.js';
import { Random } from '../support/random.js';
import { temporaryFolder } from '../support/server/built-server.js';
import { writeRequest } from '../../src/client/locate/envelope.js';
import { PATH } from '../platform/soap/support.js';
import { mutateBytes } from './mutate-bytes.js';
import { startFuzzServer } from './server.js';

/**
 * Whatever a caller sends in place of a TLS handshake, or wherever it leaves one, the server answers the next caller and
 * keeps no connection. FUZZ_SEED replays a run.
 */

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const HANDSHAKES = Number(process.env.FUZZ_HANDSHAKES ?? 1_500);
const AT_ONCE = 20;
/** Callers that wait until the server closes. */
const STAYING = 40;
/** Longer than the server waits for the end of a handshake. */
const PATIENCE_MS = 15_000;

/** What a TLS client of Node.js sends first. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const client = connectTls({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false });
  client.on('error', () => undefined);
  const [peer] = (await once(server, 'connection')) as [Socket];
  const [hello] = (await once(peer, 'data')) as [Buffer];
  client.destroy();
  peer.destroy();
  server.close();
  return hello;
}

/** Sends bytes in place of a handshake, and leaves by closing or resetting the connection. */
async function knock(port: number, bytes: Buffer, random: Random): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume().write(bytes);
  await sleep(random.below(10));
  if (random.chance(0.5)) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}

/** Sends bytes in place of a handshake and stays until the server closes; false if it does not. */
async function stay(port: number, bytes: Buffer, halfClosed: boolean): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: halfClosed });
  socket.on('error', () => undefined).once('end', () => socket.end());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume().write(bytes);
  if (halfClosed) socket.end();
  let kept = false;
  const patience = setTimeout(() => {
    kept = true;
    socket.destroy();
  }, PATIENCE_MS);
  await closed;
  clearTimeout(patience);
  return !kept;
}

async function echoOver(port: number): Promise<string> {
  const body = writeRequest('EchoTest', { TestMesg: 'hello' });
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.end(
    `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nConnection: close\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  );
  await once(socket, 'close');
  return answer;
}

test(`${String(HANDSHAKES)} broken handshakes leave nothing behind`, async () => {
  const folder = temporaryFolder();
  makeCertificate(folder.path, 'server');
  const server = await startFuzzServer(
    {
      DATABASE_URL: 'sqlite::memory:',
      TLS_CERT: join(folder.path, 'server.crt'),
      TLS_KEY: join(folder.path, 'server.key'),
    },
    folder.path,
  );
  try {
    const hello = await clientHello();
    expect(await echoOver(server.port)).toContain('HTTP/1.1 200');
    const before = await server.metrics();
    const random = new Random(SEED);
    const broken = (): Buffer =>
      random.chance(0.3) ? hello.subarray(0, random.below(hello.length)) : mutateBytes(hello, random).bytes;
    const staying = Array.from({ length: STAYING }, (_, index) => stay(server.port, broken(), index % 2 === 0));
    for (let sent = 0; sent < HANDSHAKES; sent += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, () => knock(server.port, broken(), random)));
    expect(await Promise.all(staying)).toEqual(staying.map(() => true));
    expect(await echoOver(server.port)).toContain('HTTP/1.1 200');
    const after = await server.metrics();
    expect({ seed: SEED, ended: server.ended(), errors: after.errors }).toEqual({
      seed: SEED,
      ended: undefined,
      errors: [],
    });
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
    expect(after.worstStallMs).toBeLessThan(1_000);
    await server.stop();
  } finally {
    server.kill();
    folder.remove();
  }
});
