// The compared servers, each in processes of its own: the broker with a catalog of a thousand locations, and the echo
// server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalog, orderMessage } from './order-message.mjs';
import { startServer } from './server-process.mjs';

export const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const ECHO = fileURLToPath(new URL('echo-server.mjs', import.meta.url));

/**
 * Starts a broker and loads the catalog, unless the settings disable the admin interface.
 * @param settings environment variables that override those of the benchmark
 */
export async function startBroker(folder, settings = {}) {
  const server = await startServer([MAIN, 'serve'], {
    cwd: folder,
    env: {
      PORT: '0',
      DEMO_DATA: 'false',
      LOG_LEVEL: 'warn',
      DATABASE_URL: `sqlite:${join(folder, 'broker.db')}`,
      ...settings,
    },
  });
  if (settings.AUTH !== 'users') {
    const loaded = await fetch(new URL('/admin/v1/catalog', server.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: catalog(),
    });
    if (!loaded.ok) throw new Error(`the catalog was rejected: ${await loaded.text()}`);
  }
  return server;
}

/** @param answer its response to a StatusRequest, in the form of node-soap's client */
export function startEcho(folder, { workers = 1, answer } = {}) {
  const file = join(folder, 'status-answer.json');
  if (answer !== undefined) writeFileSync(file, JSON.stringify(answer));
  return startServer([ECHO], {
    cwd: folder,
    env: { WORKERS: String(workers), ...(answer === undefined ? {} : { STATUS_ANSWER: file }) },
  });
}

let orders = 0;

/** The message of a new order. */
export const nextOrder = () => orderMessage(`${process.pid}-${(orders += 1)}`);

/** Sends orders, ten at a time. @returns their request ids */
export async function submitOrders(url, count) {
  const requestIds = [];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      while (requestIds.length < count) {
        const place = requestIds.push('') - 1;
        const answer = await (
          await fetch(url, {
            method: 'POST',
            headers: { 'content-type': 'text/xml; charset=utf-8' },
            body: nextOrder(),
          })
        ).text();
        const id = / request_id="(\d+)"/.exec(answer)?.[1];
        if (id === undefined) throw new Error(`an order was rejected: ${answer.slice(0, 1000)}`);
        requestIds[place] = id;
      }
    }),
  );
  return requestIds;
}

/** Reproducible pseudo-random numbers from 0 (inclusive) to 1 (exclusive): mulberry32. */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
