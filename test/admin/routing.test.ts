import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { startBroker } from '../../src/app/main.js';
import type { RunningBroker } from '../../src/app/main.js';

let running: RunningBroker;

beforeAll(async () => {
  running = await startBroker(readConfig({ PORT: '0', DATABASE_URL: 'sqlite::memory:' }), pino({ level: 'silent' }));
});
afterAll(() => running.stop());

const preview = (body: string, type: string): Promise<Response> =>
  fetch(`${running.gateway.url}/admin/v1/routing/preview`, { method: 'POST', headers: { 'content-type': type }, body });
const SAMPLE = readFileSync(
  new URL('../../samples/locate/10-submit-order-delivery.request.xml', import.meta.url),
  'utf8',
);

describe('the routing preview', () => {
  test('accepts a SubmitOrder message, and returns the chosen locations and why others were eliminated', async () => {
    const response = await preview(SAMPLE, 'text/xml');
    const answer = (await response.json()) as {
      lines: { parts: { location_cd: string }[] }[];
      decision: { candidates: { fate: string; to_be_chosen?: string }[] };
    };
    expect(response.status).toBe(200);
    expect(answer.lines[0]?.parts).toHaveLength(1);
    expect(answer.decision.candidates[0]?.fate).toBe('chosen');
    expect(answer.decision.candidates.slice(1).every((one) => (one.to_be_chosen ?? '') !== '')).toBe(true);
  });

  test('accepts a short order', async () => {
    const response = await preview(
      JSON.stringify({
        system_cd: '6',
        location_cd: '1',
        address: { postal: '98101' },
        lines: [{ item_id: 'PENCIL', quantity: 2 }],
      }),
      'application/json',
    );
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { lines: [{ item_id: 'PENCIL', quantity: 2, unfulfillable: 0 }] },
    ]);
  });

  test.each([
    ['malformed XML', '<a', 'text/xml', 400],
    ['another message', '<StatusRequest/>', 'text/xml', 400],
    ['a message that violates the schema', SAMPLE.replace('<qty>', '<qty>x'), 'text/xml', 400],
    ['a short order without lines', '{"system_cd": "6", "location_cd": "1", "lines": []}', 'application/json', 400],
    [
      'an order that would be rejected',
      '{"system_cd": "6", "location_cd": "NOPE", "lines": [{"item_id": "PENCIL", "quantity": 1}]}',
      'application/json',
      422,
    ],
    ['another media type', 'x', 'text/plain', 415],
    ['JSON that is none', '{"system_cd": ', 'application/json', 400],
    ['a short order that is nested without end', '['.repeat(400_000), 'application/json', 400],
    ['a short order of more than 1 MB', `"${'x'.repeat(1_100_000)}"`, 'application/json', 413],
    ['a message of more than 4 MB', `${SAMPLE}${' '.repeat(4_300_000)}`, 'text/xml', 413],
  ])('rejects %s with a reason', async (_, body, type, status) => {
    const response = await preview(body, type);
    const text = await response.text();
    expect([response.status, /faults|refused|error/.test(text)]).toEqual([status, true]);
    expect(text).not.toMatch(/\bat .*\.(?:js|ts):/);
  });
});

test('the preview of the largest message lets others be answered meanwhile', async () => {
  // References keep the message out of the fast path of the parser.
  const line = /<transaction_detail [^]*?<\/transaction_detail>/.exec(SAMPLE)?.[0] ?? '';
  const lines = Array.from({ length: 600 }, (_, index) =>
    line
      .replace(/line_item_no="\d+"/, `line_item_no="${String(index + 1)}"`)
      .replace('<special_instructions/>', `<special_instructions>${'&#65;'.repeat(800)}</special_instructions>`),
  );
  const message = SAMPLE.replace(line, lines.join(''));
  expect(message.length).toBeGreaterThan(3_000_000);
  const previewed = preview(message, 'text/xml');
  const end = previewed.then(() => 'end');
  let answered = 0;
  while ((await Promise.race([end, fetch(`${running.gateway.url}/healthz`).then((other) => other.text())])) !== 'end')
    answered += 1;
  expect((await previewed).status).toBe(200);
  expect(answered).toBeGreaterThan(10);
});

test('the trace of an accepted order explains its routing', async () => {
  const answer = await (
    await fetch(`${running.gateway.url}/Locate/LocateServices`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: SAMPLE,
    })
  ).text();
  const requestId = /request_id="(\d+)"/.exec(answer)?.[1] ?? '';
  const trace = (await (await fetch(`${running.gateway.url}/admin/v1/orders/${requestId}/trace`)).json()) as {
    passes: unknown[];
  };
  expect(trace).toMatchObject({ request_id: Number(requestId), passes: [{ pass: 1, flow: 'delivery' }] });
  const again = (await (await fetch(`${running.gateway.url}/admin/v1/orders/${requestId}/trace?rerun`)).json()) as {
    rerun: { candidates: { to_be_chosen?: string }[] };
  };
  expect(again.rerun.candidates.length).toBeGreaterThan(1);
  expect((await fetch(`${running.gateway.url}/admin/v1/orders/4711/trace`)).status).toBe(404);
  expect((await fetch(`${running.gateway.url}/admin/v1/orders/x/trace`)).status).toBe(404);
});
