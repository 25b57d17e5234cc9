import { join } from 'node:path';
import { attribute, child, descend } from '../../src/client/locate/response.js';
import { cli } from '../cli/support/capture.js';
import { answer, envelope, NS, scriptedBroker } from '../cli/support/scripted-broker.js';
import type { Script } from '../cli/support/scripted-broker.js';
import { bodyOf, folder, HEAD, play, storyBroker, SUBMIT } from './support/stories.js';

describe('a story', () => {
  it('is reported step by step: sender, operation, response', async () => {
    const { code, out } = await play(
      `${SUBMIT}  - who: boston\n    note: he has it\n    StatusUpdate: { request: order, lines: [{ line: 1, status: accepted }] }\n`,
    );
    expect(out).toBe(
      [
        'a: T',
        '  ok     1  oms     SubmitOrder        OK 0, line 1: 2 MUG at boston (STC/21), order is request 900',
        '  ok     2  boston  StatusUpdate       OK 0',
        '          he has it',
        '1 passed, 0 failed',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it('sends assigned request ids, and order numbers unique to this run', async () => {
    const { received } = await play(
      `${SUBMIT}  - { who: boston, StatusUpdate: { request: order, status: canceled, reason: "8", note: "a < b" } }\n`,
    );
    const [submit, update] = received.map(bodyOf);
    const header = descend(submit, 'transactions', 'transaction_header');
    expect(attribute(header, 'order_id')).toMatch(/^A-1~\w+\.01$/);
    expect(attribute(header, 'transaction_no')).toBe(attribute(header, 'order_id'));
    const order = child(update, 'order');
    expect([
      attribute(order, 'request_id'),
      attribute(order, 'order_status'),
      attribute(order, 'order_status_reason_note'),
    ]).toEqual(['900', 'canceled', 'a < b']);
    expect(attribute(child(order, 'store_location'), 'location_cd')).toBe('21');
  });

  it('ends at the first failed step, shown with path, expected and found value; the next story is played', async () => {
    await using server = await scriptedBroker(storyBroker());
    const path = await folder({
      'a.story.yaml': `${HEAD}${SUBMIT.replace('request: order }', 'request: order, expect: { lines: [{ qty: 3 }] } }')}  - { who: boston, Fulfillments: {} }\n`,
      'b.story.yaml': HEAD + SUBMIT.replace('A-1', 'B-1'),
    });
    const { code, out, err } = await cli(['replay', path, '--url', server.url]);
    expect(out).toMatch(
      /FAIL {3}1 {2}oms .*\n\s+at\s+lines\[1\]\.qty\n\s+expected {2}3\n\s+found\s+"2"\n\s+the story ends here; 1 more step was not played\nb: T\n {2}ok/,
    );
    expect(out).toMatch(/1 passed, 1 failed$/);
    expect({ code, err }).toEqual({ code: 1, err: 'error: 1 of 2 stories failed' });
    expect(server.received).toHaveLength(2);
  });

  it('expects success of a step without expectations', async () => {
    const { out } = await play(`${SUBMIT}  - { who: oms, resend: submit }\n`);
    expect(out).toMatch(
      /FAIL {3}2 {2}oms {5}SubmitOrder again {2}FAILED 2040: order A-1 is request ID order\n\s+at\s+answer\n\s+expected {2}"OK"\n\s+found\s+"FAILED"/,
    );
  });

  it('fails on a fault, unless it is expected', async () => {
    expect((await play('  - { who: oms, Intransit: {} }\n')).out).toMatch(
      /HTTP 500, fault soap:Server: Not here\.\n\s+at\s+http/,
    );
    expect(
      (await play('  - { who: oms, Intransit: {}, expect: { http: 500, fault: "soap:Server: Not here." } }\n')).code,
    ).toBe(0);
  });

  it('can discard a response and send the same bytes again', async () => {
    const lost = SUBMIT.replace(', request: order', ', lose_answer: true');
    const { code, out, received } = await play(
      `${lost}  - { who: oms, resend: submit, request: order, expect: { answer: FAILED, code: 2040, order: A-1 } }\n`,
    );
    expect(out).toMatch(/ok {5}1 {2}oms {5}SubmitOrder {8}the answer was lost/);
    expect(code).toBe(0);
    expect(received[1]?.body).toBe(received[0]?.body);
  });

  it('ignores orders of others in a poll', async () => {
    const poll = (orders: string): string =>
      `${SUBMIT}  - { who: boston, Fulfillments: {}, expect: { orders: ${orders} } }\n`;
    expect(
      (
        await play(
          poll('[{ request: order, under_review: false, lines: [{ line: 1, of: 4, item: MUG, qty: 2, at: boston }] }]'),
        )
      ).code,
    ).toBe(0);
    const { out } = await play(poll('[]'));
    expect(out).toMatch(/at\s+orders\[1\]\n\s+expected {2}nothing\n\s+found\s+\{"request":"order"/);
  });

  it('calls the admin interface with request ids and dates, and compares the JSON response', async () => {
    const ask = (expected: string): string =>
      `${SUBMIT}  - { ask: POST /admin/v1/jobs/auto-cancel/run?order=$order, body: { as_of: $today+2, request_id: $order }, expect: { body: { run: ${expected} } } }\n`;
    const { code, received } = await play(ask('{ canceled: [900] }'));
    expect(code).toBe(0);
    expect(received[1]).toMatchObject({ method: 'POST', path: '/admin/v1/jobs/auto-cancel/run?order=900' });
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({ as_of: day, request_id: 900 });
    expect((await play(ask('{ canceled: [] }'))).out).toMatch(
      /at\s+body\.run\.canceled\[1\]\n\s+expected {2}nothing\n\s+found\s+900/,
    );
  });

  it('sends files unchanged and compares the response with a file', async () => {
    const message = envelope(
      `<n:StatusUpdate xmlns:n="${NS}"><n:m><message_body><order request_id="order" order_id=""/></message_body></n:m></n:StatusUpdate>`,
    );
    const expected = answer(
      'StatusUpdate',
      'generic_response_message',
      '<response order_id="" request_id="order" response_code="0"><response_description>Done.</response_description></response>',
    );
    const send = (text: string) =>
      folder({
        'a.story.yaml': `${HEAD}${SUBMIT}  - { send: update.xml, response: update.response.xml }\n`,
        'update.xml': message,
        'update.response.xml': text,
      });
    await using server = await scriptedBroker(storyBroker());
    expect(await cli(['replay', await send(expected.replace('2030', '2031')), '--url', server.url])).toMatchObject({
      code: 0,
    });
    expect(server.received[1]?.body).toBe(message.replace('"order"', '"900"'));
    const { out } = await cli(['replay', await send(expected.replace('Done', 'Undone')), '--url', server.url]);
    expect(out).toMatch(/response_description\n\s+expected {2}"Undone\."/);
  });

  it('tells success of a ProductUpdate by its code, because its response header has no attributes', async () => {
    const files = {
      'a.story.yaml': `${HEAD}  - { send: product.xml }\n`,
      'product.xml': envelope(`<n:ProductUpdate xmlns:n="${NS}"><n:m/></n:ProductUpdate>`),
    };
    const responding = (code: string): Script => {
      const body = `<response_cd>${code}</response_cd><response_description>Said.</response_description>`;
      const message = answer('ProductUpdate', 'product_update_response_message', body);
      return () => ({ body: message.replace(' xaction_response="OK" xaction_type="INFO"', '') });
    };
    const played = async (code: string) => {
      await using server = await scriptedBroker(responding(code));
      return await cli(['replay', await folder(files), '--url', server.url]);
    };
    expect(await played('0')).toMatchObject({ code: 0, out: expect.stringContaining('OK 0') as string });
    const { code, out } = await played('7401');
    expect(code).toBe(1);
    expect(out).toMatch(/FAILED 7401: Said\.\n\s+at\s+answer\n\s+expected {2}"OK"\n\s+found\s+"FAILED"/);
  });

  it('is reported as JSON, and played alone by the name of its file', async () => {
    await using server = await scriptedBroker(storyBroker());
    const path = await folder({ 'a.story.yaml': HEAD + SUBMIT, 'b.story.yaml': HEAD + SUBMIT });
    const { out } = await cli(['replay', join(path, 'b.story.yaml'), '--json', '--url', server.url]);
    expect(JSON.parse(out)).toMatchObject({
      passed: 1,
      failed: 0,
      steps: [],
      stories: [
        {
          title: 'T',
          result: 'passed',
          steps: [
            {
              number: 1,
              who: 'oms',
              operation: 'SubmitOrder',
              requestId: '900',
              came: { answer: 'OK', code: '0', request: 'order' },
            },
          ],
        },
      ],
    });
  });
});

describe('a fault in a story', () => {
  const CUT = `  - fault: { name: lost, action: cut-after, order: A-1, hits: 1 }\n`;
  const added = { name: 'cut-after-1', action: 'cut-after', created_at: '', ends_at: '', matched: 1, hit: 1 };

  /** A broker that has one fault, and cuts the answer to the first order. */
  function cuttingBroker(): Script {
    const plain = storyBroker();
    let orders = 0;
    return (request) => {
      if (request.path === '/admin/v1/faults' && request.method === 'POST')
        return { status: 201, body: JSON.stringify(added), type: 'application/json' };
      if (request.path === '/admin/v1/faults')
        return { body: JSON.stringify({ items: [added] }), type: 'application/json' };
      if (request.payload?.local === 'SubmitOrder' && (orders += 1) === 1) {
        void plain(request);
        return 'cut';
      }
      return plain(request);
    };
  }

  it('is for the orders of this run, and is removed at its end', async () => {
    const { code, out, received } = await play(
      `${CUT}${SUBMIT.replace(', request: order', ', expect: { cut: true }')}  - { who: oms, resend: submit, request: order, expect: { answer: FAILED, code: 2040 } }\n  - { end_fault: lost, expect: { body: { hit: 1 } } }\n`,
      cuttingBroker(),
    );
    expect(out).toMatch(/ok {5}1 .*fault cut-after\n.*ok {5}2 .*the connection was cut\n/);
    expect(code).toBe(0);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ action: 'cut-after', hits: 1 });
    expect(received[0]?.body).toMatch(/"order":"A-1~\w+\.01"/);
    expect(received.at(-1)).toMatchObject({ method: 'DELETE', path: '/admin/v1/faults/cut-after-1' });
  });

  it('is removed when the story fails, and a whole answer is no cut one', async () => {
    const { code, out, received } = await play(
      `${CUT}  - { who: boston, Fulfillments: {}, expect: { cut: true } }\n`,
      cuttingBroker(),
    );
    expect(out).toContain('expected the connection to be cut, found HTTP status 200');
    expect(code).toBe(1);
    expect(received.at(-1)).toMatchObject({ method: 'DELETE', path: '/admin/v1/faults/cut-after-1' });
  });

  it('needs a name, and an end needs a fault', async () => {
    const { err } = await play(`  - { fault: { action: delay } }\n  - { end_fault: lost }\n`);
    expect(err).toMatch(/steps\[0\]\.fault\.(name|milliseconds)/);
  });
});
