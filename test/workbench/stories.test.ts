import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstMismatch } from '../../src/workbench/story/match.js';
import { messageOf } from '../../src/workbench/story/message.js';
import { storiesAt } from '../../src/workbench/story/read-story.js';
import { attribute, child, descend } from '../../src/client/locate/answer.js';
import { validateResponse } from '../../src/services/locate/contract.js';
import type { XmlElement } from '../../src/platform/xml/element.js';
import { cli } from '../cli/support/capture.js';
import { answer, envelope, fault, NS, scriptedBroker } from '../cli/support/scripted-broker.js';
import type { Received, Script } from '../cli/support/scripted-broker.js';

const body = (request: Received): XmlElement | undefined => child(request.payload?.children[0], 'message_body');

/** Knows orders by their number, gives out ids from 900 on, and polls hand out all of them and one of somebody else. */
function broker(): Script {
  const orders = new Map<string, string>();
  return (request) => {
    if (request.path.startsWith('/admin'))
      return { body: JSON.stringify({ run: { canceled: [900], job: 'auto-cancel' } }), type: 'application/json' };
    const response = (id: string, order: string, code: string, said: string, rest = ''): string =>
      `<response order_id="${order}" request_id="${id}" response_code="${code}"><response_description>${said}</response_description>${rest}</response>`;
    switch (request.payload?.local) {
      case 'SubmitOrder': {
        const order = attribute(descend(body(request), 'transactions', 'transaction_header'), 'order_id');
        const known = orders.get(order);
        const failed = (out: string): string => out.replace('xaction_response="OK"', 'xaction_response="FAILED"');
        if (known !== undefined)
          return {
            body: failed(
              answer(
                'SubmitOrder',
                'generic_response_message',
                response(known, order, '2040', `order ${order} is request ID ${known}`),
              ),
            ),
          };
        const id = String(900 + orders.size);
        orders.set(order, id);
        return {
          body: answer(
            'SubmitOrder',
            'generic_response_message',
            response(
              id,
              order,
              '0',
              'Order Acknowledged',
              '<fulfillment_details><fulfillment_detail line_no="1" requesting_system_line_no="4" item_id="MUG   " fulfillment_qty="2" fulfillment_system_cd="STC" fulfillment_location_cd="21"/></fulfillment_details>',
            ),
          ),
        };
      }
      case 'StatusUpdate':
        return {
          body: answer(
            'StatusUpdate',
            'generic_response_message',
            response(attribute(child(body(request), 'order'), 'request_id'), '', '0', 'Done.'),
          ),
        };
      case 'Fulfillments':
        return {
          body: answer(
            'Fulfillments',
            'fulfillment_response_message',
            `<orders>${['17', ...orders.values()]
              .map(
                (id) =>
                  `<order request_id="${id}" order_id="X" transaction_type_id="DELIVERY" transaction_status="new_order"><under_review>N</under_review><items><item_detail line_item_no="1" line_item_status="new_order" requesting_system_line_no="4"><location_cd>21</location_cd><system_cd>STC</system_cd><item_id>MUG</item_id><qty>2</qty></item_detail></items></order>`,
              )
              .join('')}</orders>`,
          ),
        };
      default:
        return { status: 500, body: fault('soap:Server', 'Not here.') };
    }
  };
}

const HEAD = 'title: T\nshows: S\nsource: R\ncast: { oms: 6/1, boston: STC/21 }\nsteps:\n';
const SUBMIT =
  '  - { who: oms, step: submit, SubmitOrder: { order: A-1, type: DELIVERY, lines: [{ line: 4, item: MUG, qty: 2 }] }, request: order }\n';

async function folder(stories: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'order-broker-'));
  for (const [name, content] of Object.entries(stories)) await writeFile(join(path, name), content);
  return path;
}

async function played(
  steps: string,
  script = broker(),
): Promise<{ code: number; out: string; err: string; received: readonly Received[] }> {
  await using server = await scriptedBroker(script);
  const result = await cli(['replay', await folder({ 'a.story.yaml': HEAD + steps }), '--url', server.url]);
  return { ...result, received: server.received };
}

describe('a story', () => {
  it('is told step by step: who, which operation, what came back', async () => {
    const { code, out } = await played(
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

  it('sends request ids that were given out, and order numbers of this run alone', async () => {
    const { received } = await played(
      `${SUBMIT}  - { who: boston, StatusUpdate: { request: order, status: canceled, reason: "8", note: "a < b" } }\n`,
    );
    const [submit, update] = received.map(body);
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

  it('ends at the first step that differs, named with path, expected and found; the next story is played', async () => {
    await using server = await scriptedBroker(broker());
    const path = await folder({
      'a.story.yaml': `${HEAD}${SUBMIT.replace('request: order }', 'request: order, expect: { lines: [{ qty: 3 }] } }')}  - { who: boston, Fulfillments: {} }\n`,
      'b.story.yaml': HEAD + SUBMIT.replace('A-1', 'B-1'),
    });
    const { code, out, err } = await cli(['replay', path, '--url', server.url]);
    expect(out).toMatch(
      /FAIL {3}1 {2}oms .*\n\s+at\s+lines\[1\]\.qty\n\s+expected {2}3\n\s+found\s+"2"\n\s+the story ends here; 1 more step not played\nb: T\n {2}ok/,
    );
    expect(out).toMatch(/1 passed, 1 failed$/);
    expect({ code, err }).toEqual({ code: 1, err: 'error: 1 of 2 stories failed' });
    expect(server.received).toHaveLength(2);
  });

  it('expects OK of what it says nothing about', async () => {
    const { out } = await played(`${SUBMIT}  - { who: oms, resend: submit }\n`);
    expect(out).toMatch(
      /FAIL {3}2 {2}oms {5}SubmitOrder again {2}FAILED 2040: order A-1 is request ID order\n\s+at\s+answer\n\s+expected {2}"OK"\n\s+found\s+"FAILED"/,
    );
  });

  it('takes a fault for a difference, unless it is expected', async () => {
    expect((await played('  - { who: oms, Intransit: {} }\n')).out).toMatch(
      /HTTP 500, fault soap:Server: Not here\.\n\s+at\s+http/,
    );
    expect(
      (await played('  - { who: oms, Intransit: {}, expect: { http: 500, fault: "soap:Server: Not here." } }\n')).code,
    ).toBe(0);
  });

  it('can lose an answer, and send the very same message again', async () => {
    const lost = SUBMIT.replace(', request: order', ', lose_answer: true');
    const { code, out, received } = await played(
      `${lost}  - { who: oms, resend: submit, request: order, expect: { answer: FAILED, code: 2040, order: A-1 } }\n`,
    );
    expect(out).toMatch(/ok {5}1 {2}oms {5}SubmitOrder {8}the answer was lost/);
    expect(code).toBe(0);
    expect(received[1]?.body).toBe(received[0]?.body);
  });

  it('sees of a poll only the orders it gave names', async () => {
    const poll = (orders: string): string =>
      `${SUBMIT}  - { who: boston, Fulfillments: {}, expect: { orders: ${orders} } }\n`;
    expect(
      (
        await played(
          poll('[{ request: order, under_review: false, lines: [{ line: 1, of: 4, item: MUG, qty: 2, at: boston }] }]'),
        )
      ).code,
    ).toBe(0);
    const { out } = await played(poll('[]'));
    expect(out).toMatch(/at\s+orders\[1\]\n\s+expected {2}nothing\n\s+found\s+\{"request":"order"/);
  });

  it('asks the admin interface with request ids and days, and compares the JSON it gets', async () => {
    const ask = (expected: string): string =>
      `${SUBMIT}  - { ask: POST /admin/v1/jobs/auto-cancel/run?order=$order, body: { as_of: $today+2, request_id: $order }, expect: { body: { run: ${expected} } } }\n`;
    const { code, received } = await played(ask('{ canceled: [900] }'));
    expect(code).toBe(0);
    expect(received[1]).toMatchObject({ method: 'POST', path: '/admin/v1/jobs/auto-cancel/run?order=900' });
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    expect(JSON.parse(received[1]?.body ?? '')).toEqual({ as_of: day, request_id: 900 });
    expect((await played(ask('{ canceled: [] }'))).out).toMatch(
      /at\s+body\.run\.canceled\[1\]\n\s+expected {2}nothing\n\s+found\s+900/,
    );
  });

  it('sends files as they are and compares the answer with a file', async () => {
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
    await using server = await scriptedBroker(broker());
    expect(await cli(['replay', await send(expected.replace('2030', '2031')), '--url', server.url])).toMatchObject({
      code: 0,
    });
    expect(server.received[1]?.body).toBe(message.replace('"order"', '"900"'));
    const { out } = await cli(['replay', await send(expected.replace('Done', 'Undone')), '--url', server.url]);
    expect(out).toMatch(/response_description\n\s+expected {2}"Undone\."/);
  });

  it('is reported as JSON, and played alone when its file is named', async () => {
    await using server = await scriptedBroker(broker());
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

describe('a story file that cannot be played', () => {
  it.each([
    [
      'a misspelled key',
      `${SUBMIT}  - who: oms\n    Fulfilments: {}\n`,
      'a.story.yaml:8: steps[1].Fulfilments: found a key that is not known here',
    ],
    [
      'a number where text belongs',
      SUBMIT.replace('A-1', '17'),
      'a.story.yaml:6: steps[0].SubmitOrder.order: found the number 17, expected text; write it in quotes: "17"',
    ],
    [
      'two actions in a step',
      `  - who: oms\n    Fulfillments: {}\n    Intransit: {}\n`,
      'a.story.yaml:6: steps[0]: found a group of keys, expected one of SubmitOrder, ',
    ],
    [
      'a stranger to the cast',
      SUBMIT.replace('who: oms', 'who: omx'),
      'a.story.yaml:6: steps[0].who: found "omx", expected a member of the cast: oms, boston',
    ],
    [
      'a request that nobody named before',
      '  - who: oms\n    StatusRequest:\n      request: later\n',
      'a.story.yaml:8: steps[0].StatusRequest.request: found "later", expected the name of a request that an earlier step gave',
    ],
    [
      'a step to send again that is not there',
      `${SUBMIT}  - { who: oms, resend: sbmit }\n`,
      'a.story.yaml:7: steps[1].resend: found "sbmit", expected the name of an earlier step',
    ],
    [
      'a name that is taken',
      SUBMIT + SUBMIT.replace('step: submit, ', ''),
      'a.story.yaml:7: steps[1].request: found "order" again, expected a name that no other request has',
    ],
    [
      'an expectation of a lost answer',
      SUBMIT.replace('request: order', 'lose_answer: true, expect: { code: 0 }'),
      'a.story.yaml:6: steps[0].expect: found a group of keys, expected none, for nobody sees an answer that is lost',
    ],
    [
      'neither a status nor lines',
      `${SUBMIT}  - { who: oms, StatusUpdate: { request: order } }\n`,
      'a.story.yaml:7: steps[1].StatusUpdate: found a group of keys, expected either status, for the whole order, or lines',
    ],
    [
      'a file that is not there',
      '  - send: nothing.xml\n',
      'a.story.yaml:6: steps[0].send: found "nothing.xml", expected a file in the folder of the story',
    ],
    [
      'an unknown mark',
      '  - ask: GET /admin/v1/orders/$order\n',
      'a.story.yaml:6: steps[0].ask: found "order", expected $today, $today+30 or the name of a request',
    ],
    ['a way to wait', '  - wait: 5\n', 'a.story.yaml:6: steps[0].wait: found a key that is not known here'],
    ['broken YAML', '  - { who: oms\n', 'a.story.yaml:7: '],
  ])('with %s names file, line and what was expected, and nothing is sent', async (_, steps, reason) => {
    const { code, err, received } = await played(steps);
    expect(err).toContain(reason);
    expect({ code, sent: received.length }).toEqual({ code: 1, sent: 0 });
  });

  it('keeps the others from being played: every fault of every file is named first', async () => {
    await using server = await scriptedBroker(broker());
    const path = await folder({ 'a.story.yaml': HEAD + SUBMIT, 'b.story.yaml': '', 'c.story.yaml': 'title: T\n' });
    const { err } = await cli(['replay', path, '--url', server.url]);
    expect(err).toMatch(
      /b\.story\.yaml:1: found an empty document, expected a story\n.*c\.story\.yaml:1: shows: found nothing, expected text\n/,
    );
    expect(server.received).toHaveLength(0);
  });
});

describe('what is expected', () => {
  it.each<[string, unknown, unknown, string | undefined]>([
    ['looks only at the keys it has', { a: 1 }, { a: '1', b: '2' }, undefined],
    ['compares values as text', { a: true, b: 0 }, { a: 'true', b: '0' }, undefined],
    ['finds nothing where an empty text is expected', { a: '' }, {}, undefined],
    ['names what is missing', { a: { b: 'x' } }, { a: {} }, 'a.b: "x", nothing'],
    ['wants lists whole', { a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, 'a[2]: nothing, {"b":2}'],
    ['and in order', { a: [1, 2] }, { a: [2, 1] }, 'a[1]: 1, 2'],
    ['takes no group for a value', { a: 'x' }, { a: { x: 1 } }, 'a: "x", {"x":1}'],
    ['takes no value for a list', { a: [] }, { a: '' }, 'a: [], ""'],
  ])('%s', (_, expected, found, told) => {
    const difference = firstMismatch(expected, found);
    expect(difference && `${difference.path}: ${difference.expected}, ${difference.found}`).toBe(told);
  });
});

describe('the stories of samples/stories', () => {
  it('send messages that are valid to the letter of the contract', async () => {
    const stories = await storiesAt('samples/stories');
    expect(stories.length).toBeGreaterThanOrEqual(25);
    for (const story of stories) {
      for (const step of story.steps) {
        const message = messageOf(story, step);
        if (message !== undefined)
          expect({ file: story.file, step, problems: validateResponse(message) }).toEqual({
            file: story.file,
            step,
            problems: [],
          });
      }
    }
  });

  it('use every operation and order type there are flows of, and say where they come from', async () => {
    const steps = (await storiesAt('samples/stories')).flatMap((story) => story.steps);
    const types = new Set(steps.flatMap(({ SubmitOrder }) => SubmitOrder?.type ?? []));
    expect([...types].sort()).toEqual(['DELIVERY', 'PICKUP', 'RETAILPICKUP', 'SHIPFORPICKUP', 'SHIPTOSTORE']);
    for (const key of ['Intransit', 'OrderUpdate', 'resend', 'ask'] as const)
      expect(steps.some((step) => step[key] !== undefined)).toBe(true);
    expect(steps.some((step) => step.lose_answer)).toBe(true);
  });
});
