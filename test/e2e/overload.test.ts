import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { faultOf } from '../platform/soap/support.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';

/**
 * A server under three times its capacity: it processes what it can within a bounded time, rejects the rest, and
 * recovers as soon as the overload ends. Bounds are wide ratios to the same run's capacity, because the machine may be
 * shared.
 */

const ORDER = readFileSync(
  new URL('../../samples/locate/10-submit-order-delivery.request.xml', import.meta.url),
  'utf8',
);
const QUEUED_MS = 200;
const CONCURRENT = 4;

const folder = temporaryFolder();
const agent = new Agent({ keepAlive: true });
let server: BuiltServer;
beforeAll(async () => {
  server = await startBuiltServer(
    {
      DATABASE_URL: `sqlite:${folder.path}/broker.db`,
      MAX_CONCURRENT_MESSAGES: String(CONCURRENT),
      MAX_QUEUED_MS: String(QUEUED_MS),
      MAX_QUEUED_MESSAGES: '50',
      // Each message of the overload has a connection of its own, all from one address.
      MAX_CONNECTIONS: '20000',
      MAX_CONNECTIONS_ADDRESS: '20000',
    },
    folder.path,
  );
});
afterAll(async () => {
  agent.destroy();
  await server.stop();
  folder.remove();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
  readonly ms: number;
}

let orders = 0;
const submit = (): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const body = ORDER.replaceAll('123-001', `OVERLOAD-${String((orders += 1))}`);
    const sent = performance.now();
    request(
      server.soapUrl,
      { method: 'POST', agent, headers: { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) } },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', reject)
          .on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString('utf8'),
              retryAfter: response.headers['retry-after'],
              ms: performance.now() - sent,
            });
          });
      },
    )
      .on('error', reject)
      .end(body);
  });
const pause = (ms: number): Promise<void> =>
  new Promise((next) => {
    setTimeout(next, ms);
  });
const p99 = (answers: readonly Answer[]): number =>
  answers.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(answers.length * 0.99)] ?? 0;
const accepted = (answers: readonly Answer[]): Answer[] => answers.filter(({ status }) => status === 200);

/** As many callers as messages in progress are allowed, each sending its next message after the response. */
async function atCapacity(ms: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  const end = performance.now() + ms;
  await Promise.all(
    Array.from({ length: CONCURRENT }, async () => {
      while (performance.now() < end) answers.push(await submit());
    }),
  );
  return answers;
}

/** A constant rate of messages, whether or not the previous ones have completed. */
async function atRate(perSecond: number, ms: number): Promise<Answer[]> {
  const all: Promise<Answer>[] = [];
  const begun = performance.now();
  for (let gone = 0; gone < ms; gone = performance.now() - begun) {
    while (all.length < (perSecond * gone) / 1000) all.push(submit());
    await pause(5);
  }
  return Promise.all(all);
}

test('a server at three times its capacity sheds load, stays fast for accepted messages, and recovers at once', async () => {
  await atCapacity(1_000);
  const before = await atCapacity(3_000);
  expect(accepted(before)).toHaveLength(before.length);
  const capacity = before.length / 3;

  const stood = monitorEventLoopDelay();
  stood.enable();
  const overload = atRate(capacity * 3, 5_000);
  await pause(2_000);
  const probes = await Promise.all(
    ['/healthz', '/readyz', '/metrics'].map(async (path) => (await fetch(server.url + path)).status),
  );
  const answers = await overload;
  stood.disable();
  expect(probes).toEqual([200, 200, 200]);

  process.stderr.write(
    `overload: ${capacity.toFixed()} a second and p99 ${p99(before).toFixed()} ms before; of ${String(answers.length)} in 5 s ${String(accepted(answers).length)} accepted with p99 ${p99(accepted(answers)).toFixed()} ms\n`,
  );
  const shed = answers.filter(({ status }) => status !== 200);
  expect(shed.length).toBeGreaterThan(answers.length / 10);
  expect(new Set(shed.map(({ status, text }) => `${String(status)} ${String(faultOf(text)?.key)}`))).toEqual(
    new Set(['503 overloaded']),
  );
  expect(shed.every(({ retryAfter }) => /^[1-5]$/.test(retryAfter ?? ''))).toBe(true);
  expect(accepted(answers).length / 5).toBeGreaterThan(capacity / 5);
  // If all were accepted, the last one would wait for all the others at the server's rate: ten seconds at three
  // times its capacity, and longer on a machine that was busy or suspended meanwhile.
  const lastWouldHaveWaited = (answers.length / accepted(answers).length - 1) * 5_000;
  expect(p99(accepted(answers))).toBeLessThan(lastWouldHaveWaited / 3 + stood.max / 1e6);

  const after = await atCapacity(1_000);
  expect(accepted(after)).toHaveLength(after.length);
}, 60_000);
