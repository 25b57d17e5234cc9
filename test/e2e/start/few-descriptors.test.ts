import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { warehouses } from '../../support/catalog.js';
import { CLI, temporaryFolder } from '../../support/server/built-server.js';
import { post } from '../support/callers.js';
import { attribute, submitMessage } from '../support/messages.js';

/** A server that may have 256 files open, and callers who take more connections than that and say nothing. */

const FILES = 256;
const ITEMS = ['THING'];

test('callers who take all connections neither end the server nor keep its files from it', async () => {
  const folder = temporaryFolder();
  const child = spawn('/bin/sh', ['-c', `ulimit -n ${String(FILES)}; exec "$0" "$@"`, process.execPath, CLI, 'serve'], {
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'fatal',
      PORT: '0',
      DATABASE_URL: `sqlite:${folder.path}/broker.db`,
      DEMO_DATA: 'false',
    },
  });
  const ended = once(child, 'exit');
  const idle: Socket[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    let printed = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    let url: string | undefined;
    for (const end = Date.now() + 60_000; url === undefined && Date.now() < end;) {
      await sleep(20);
      url = /answers at (http:\/\/[^/\s]+)/.exec(printed)?.[1];
    }
    if (url === undefined) throw new Error(`the server did not start: ${printed}`);

    const at = url;
    await fetch(`${at}/admin/v1/catalog`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: warehouses(1, ITEMS, 1_000_000),
    });
    const submitOverOld = async (orderId: string): Promise<string> => {
      const sent = request(`${at}/Locate/LocateServices`, {
        agent,
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
      });
      sent.end(submitMessage(orderId, ITEMS));
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return readText(response);
    };
    expect(attribute(await submitOverOld('BEFORE'), 'response_code')).toBe('0');

    const { port } = new URL(url);
    for (let n = 0; n < FILES + 50; n += 1) idle.push(connect(Number(port), '127.0.0.1').on('error', () => undefined));
    await sleep(500);
    // The first checkpoint and its thread need files too.
    for (let n = 0; n < 40; n += 1) expect(attribute(await submitOverOld(`D${String(n)}`), 'response_code')).toBe('0');
    expect(child.exitCode).toBeNull();

    for (const socket of idle) socket.destroy();
    await sleep(200);
    expect((await post(url, submitMessage('AFTER', ITEMS), 20_000))?.status).toBe(200);
  } finally {
    for (const socket of idle) socket.destroy();
    agent.destroy();
    child.kill('SIGTERM');
    await ended;
    folder.remove();
  }
  expect(child.exitCode).toBe(0);
}, 120_000);
