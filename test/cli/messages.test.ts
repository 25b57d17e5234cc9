import { scriptedBroker } from './support/scripted-broker.js';
import { cli } from './support/capture.js';

const ONE = {
  id: '01a1fdd3-ff72-7a62-9716-23e7695c8454',
  at: '2030-01-02T03:04:05.678Z',
  user: 'oms',
  operation: 'SubmitOrder',
  correlation_id: 'c-1',
  request_id: 7,
  order_id: 'A-1',
  soap_version: '1.1',
  outcome: 'answered',
  delivered: true,
  response_code: 2040,
  status: 200,
  duration_ms: 12.3,
  request_bytes: 10,
  response_bytes: 12,
  personal_data: 'plain',
};

test('messages lists the message log with the given filters', async () => {
  await using broker = await scriptedBroker(() => ({
    body: JSON.stringify({ items: [ONE], next: ONE.id }),
    type: 'application/json',
  }));
  const { code, out } = await cli([
    'messages',
    '--operation',
    'SubmitOrder',
    '--request',
    '7',
    '--since',
    '2030-01-01T00:00:00Z',
    '--limit',
    '1',
    '--url',
    broker.url,
  ]);
  expect({ code, path: broker.received[0]?.path }).toEqual({
    code: 0,
    path: '/admin/v1/messages?since=2030-01-01T00%3A00%3A00Z&operation=SubmitOrder&request_id=7&limit=1',
  });
  expect(out.split('\n')[2]).toMatch(
    /^2030-01-02T03:04:05\.678Z {2}SubmitOrder {2}code 2040 +12\.3 +7 {2}A-1 +oms +01a1fdd3-/,
  );
  expect(out).toContain('There are more');
});

test('messages accepts an age as a time', async () => {
  await using broker = await scriptedBroker(() => ({ body: '{"items":[]}', type: 'application/json' }));
  const { out } = await cli(['messages', '--since', '2h', '--url', broker.url]);
  const since = new URL(`http://x${broker.received[0]?.path ?? ''}`).searchParams.get('since') ?? '';
  expect(Math.abs(Date.now() - 2 * 3_600_000 - Date.parse(since))).toBeLessThan(60_000);
  expect(out).toBe('No matching messages.');
});

test('messages show prints a message with its texts', async () => {
  await using broker = await scriptedBroker(() => ({
    body: JSON.stringify({ ...ONE, request: '<a/>', response: null }),
    type: 'application/json',
  }));
  const { code, out } = await cli(['messages', 'show', ONE.id, '--url', broker.url]);
  expect({ code, path: broker.received[0]?.path }).toEqual({ code: 0, path: `/admin/v1/messages/${ONE.id}` });
  expect(out).toMatch(/order_id {8}A-1\n[^]*\n<a\/>\n\n\(no response was stored\)$/);
});

test('messages resend prints the response, or why the message could not be resent', async () => {
  await using broker = await scriptedBroker(({ path }) =>
    path.includes('masked')
      ? { status: 409, body: '{"error":"the message was stored masked"}', type: 'application/json' }
      : {
          body: JSON.stringify({
            correlation_id: 'c-2',
            outcome: 'answered',
            status: 200,
            response_code: 2040,
            request_id: 7,
            response: '<b/>',
          }),
          type: 'application/json',
        },
  );
  expect(await cli(['messages', 'resend', ONE.id, '--url', broker.url])).toEqual({
    code: 0,
    out: 'code 2040, request 7; correlation id c-2\n\n<b/>',
    err: '',
  });
  expect(broker.received[0]).toMatchObject({ method: 'POST', path: `/admin/v1/messages/${ONE.id}/resend` });
  expect(await cli(['messages', 'resend', 'masked', '--url', broker.url])).toMatchObject({
    code: 1,
    err: 'error: the message was stored masked',
  });
});

test('messages rejects an invalid limit', async () => {
  expect(await cli(['messages', '--limit', '0'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('Expected a whole number from 1 to 1000') as string,
  });
});
