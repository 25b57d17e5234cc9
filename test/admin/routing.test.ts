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
  ])('rejects %s with a reason', async (_, body, type, status) => {
    const response = await preview(body, type);
    const text = await response.text();
    expect([response.status, /faults|refused|error/.test(text)]).toEqual([status, true]);
    expect(text).not.toMatch(/\bat .*\.(?:js|ts):/);
  });
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
