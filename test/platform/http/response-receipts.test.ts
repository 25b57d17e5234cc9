import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListenOptions } from '../../../src/app/listen.js';
import { within } from '../../support/within.js';
import type { Harness } from '../soap/support.js';
import { ECHO, echo, echoed, envelope, PATH, post, start } from '../soap/support.js';

/** An operation learns whether its response was written to the caller. */

const servers: Harness[] = [];
const callers: Socket[] = [];
const started = async (options: Partial<ListenOptions> = {}): Promise<Harness> => {
  const server = await start(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const socket of callers.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
});

const told = envelope(`<e:Told xmlns:e="${ECHO}"/>`);
const long = envelope(`<e:LongTold xmlns:e="${ECHO}"/>`);
const held = envelope(`<e:HeldTold xmlns:e="${ECHO}"/>`);

/** A caller on a socket of its own that sends a message and reads nothing until resumed. */
function caller(port: number, message: string): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  callers.push(socket);
  socket.on('error', () => undefined).pause();
  socket.write(
    `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
  return socket;
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !condition();) {
    if (Date.now() > end) throw new Error('the condition was not met in time');
    await sleep(5);
  }
}

test('reports delivery to a caller that received the response', async () => {
  const { url, service } = await started();
  await post(url, told);
  await until(() => service.told.length > 0);
  expect(service.told).toEqual([true]);
});

test.each<[string, (socket: Socket) => void]>([
  [
    'reset',
    (socket) => {
      socket.resetAndDestroy();
    },
  ],
  [
    'closed',
    (socket) => {
      socket.destroy();
    },
  ],
])('reports a loss when the connection was %s before the response', async (_, cut) => {
  const { gateway, service } = await started();
  const gate = service.hold();
  const socket = caller(gateway.port, held);
  await gate.entered;
  cut(socket);
  await sleep(50);
  gate.open();
  await until(() => service.told.length > 0);
  expect(service.told).toEqual([false]);
});

test('reports a loss when the connection breaks during a response larger than the socket buffers', async () => {
  const { gateway, service } = await started();
  const socket = caller(gateway.port, long);
  socket.resume();
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  await sleep(100);
  expect(service.told).toEqual([]);
  socket.resetAndDestroy();
  await until(() => service.told.length > 0);
  expect(service.told).toEqual([false]);
});

test('reports a loss when shutdown cuts the connection during the response', async () => {
  const { gateway, service } = await started({ times: { drainMs: 100 } });
  caller(gateway.port, long);
  await sleep(100);
  await gateway.close();
  expect(service.told).toEqual([false]);
});

test('reports delivery once a slow caller has read the whole response', async () => {
  const { gateway, service } = await started();
  const socket = caller(gateway.port, long);
  await sleep(100);
  expect(service.told).toEqual([]);
  socket.resume();
  await until(() => service.told.length > 0);
  expect(service.told).toEqual([true]);
});

test('reports a loss when the operation finished after the response timeout', async () => {
  const { gateway, service } = await started({ handlingMs: 50 });
  const gate = service.hold();
  const answer = await post(gateway.url + PATH, held);
  expect(answer.text).toContain('handling-timeout');
  gate.open();
  await until(() => service.told.length > 0);
  expect(service.told).toEqual([false]);
});

test('logs a callback that fails, without effect on other callers', async () => {
  const { url, service, lines } = await started();
  service.whenTold = () => Promise.reject(new Error('no database'));
  expect((await post(url, told)).status).toBe(200);
  await until(() => lines.some((line) => line.msg === 'post-response callback failed'));
  expect(echoed((await post(url, echo('still there'))).text).text).toBe('still there');
});

test('waits for callbacks during shutdown, including those of cut responses', async () => {
  const { gateway, service, url } = await started({ times: { drainMs: 100 } });
  let complete = (): void => undefined;
  const completed = new Promise<void>((resolve) => {
    complete = resolve;
  });
  service.whenTold = () => completed;
  await post(url, told);
  const gate = service.hold();
  const waiting = caller(gateway.port, held);
  await gate.entered;
  let stopped = false;
  const stop = gateway.close().then(() => {
    stopped = true;
  });
  await sleep(200);
  expect([stopped, waiting.destroyed]).toEqual([false, false]);
  gate.open();
  await sleep(50);
  complete();
  await stop;
  expect(service.told).toEqual([true, false]);
});

test('waits for callbacks for a bounded time only', async () => {
  const { gateway, service, url } = await started();
  service.whenTold = () => new Promise(() => undefined);
  await post(url, told);
  await within(4_000, gateway.close());
});
