import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { attribute, child, descend } from '../../src/client/locate/response.js';
import { cli } from '../cli/support/capture.js';
import { answer, envelope, fault, NS, scriptedBroker } from '../cli/support/scripted-broker.js';
import type { Script } from '../cli/support/scripted-broker.js';
import { echoRequest, echoResponse } from './support/echo.js';

const submit = (orderId: string): string =>
  envelope(
    `<n:SubmitOrder xmlns:n="${NS}"><n:order_request_message><message_body><transactions><transaction_header transaction_no='T-${orderId}' request_id="" order_id="${orderId}"/></transactions></message_body></n:order_request_message></n:SubmitOrder>`,
  );
const update = (requestId: string): string =>
  envelope(
    `<n:StatusUpdate xmlns:n="${NS}"><n:status_update_request_message><message_body><order request_id="${requestId}" order_id=""/></message_body></n:status_update_request_message></n:StatusUpdate>`,
  );
const poll = envelope(`<n:Fulfillments xmlns:n="${NS}"/>`);
const echo = echoRequest('hello');

const acknowledged = (orderId: string, id: string, description = 'Order Acknowledged', code = 0): string =>
  answer(
    'SubmitOrder',
    'generic_response_message',
    `<response order_id="${orderId}" request_id="${id}" response_code="${code}"><response_description>${description}</response_description></response>`,
  );
const updated = (id: string): string =>
  answer(
    'StatusUpdate',
    'generic_response_message',
    `<response order_id="" request_id="${id}" response_code="0" line_no="0"><response_description>Done.</response_description></response>`,
  );
const polled = (...ids: string[]): string =>
  answer(
    'Fulfillments',
    'fulfillment_response_message',
    ids.length === 0 ? '' : `<orders>${ids.map((id) => `<order request_id="${id}" order_id="O"/>`).join('')}</orders>`,
  );

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'order-broker-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return path;
}

/** Assigns request ids from 900 on and recognizes repeated orders. */
function orderService(extra: readonly string[] = []): Script {
  const orders = new Map<string, string>();
  return ({ payload }) => {
    const body = child(payload?.children[0], 'message_body');
    switch (payload?.local) {
      case 'SubmitOrder': {
        const orderId = attribute(descend(body, 'transactions', 'transaction_header'), 'order_id');
        const known = orders.get(orderId);
        if (known !== undefined)
          return {
            body: acknowledged(
              orderId,
              known,
              `order ${orderId}. duplicate_request_id: ${known}, line_item_no:1`,
              2040,
            ),
          };
        const id = String(900 + orders.size);
        orders.set(orderId, id);
        return { body: acknowledged(orderId, id) };
      }
      case 'StatusUpdate':
        return { body: updated(attribute(child(body, 'order'), 'request_id')) };
      case 'Fulfillments':
        return { body: polled(...extra, ...orders.values()) };
      default:
        return { body: echoResponse('hello') };
    }
  };
}

describe('a folder without a manifest', () => {
  it('is sent by name, and each response is compared with the expected one', async () => {
    await using broker = await scriptedBroker(() => ({ body: echoResponse('hello') }));
    const path = await folder({
      '02-b.request.xml': echo,
      '02-b.response.xml': echoResponse('hello'),
      '01-a.xml': echo,
      '01-a.response.xml': echoResponse('good bye'),
      'notes.xml': '<notes/>',
      'broken.xml': '<',
      'readme.txt': 'x',
    });
    const { code, out, err } = await cli(['replay', path, '--url', broker.url]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAIL\s+01-a\s+EchoTest\s+200\s+\d+ ms\n\s+the response differs from the expected one\n\s+at\s+\/Envelope\/Body\/EchoTestResponse\/return\n\s+expected "good bye"\n\s+found\s+"hello"\nok\s+02-b/,
    );
    expect(out).toMatch(/1 passed, 1 failed$/);
    expect(err).toBe('error: 1 of 2 steps failed');
    expect(broker.received.map(({ body }) => body)).toEqual([echo, echo]);
  });

  it('passes a message without an expected response, unless the response is a fault', async () => {
    await using broker = await scriptedBroker(({ body }) =>
      body === echo
        ? { body: echoResponse('hello') }
        : { status: 500, body: fault('soap:Client', 'No such operation.') },
    );
    const { out } = await cli([
      'replay',
      await folder({ 'a.request.xml': echo, 'b.request.xml': poll }),
      '--url',
      broker.url,
    ]);
    expect(out).toMatch(
      /ok\s+a .*\n\s+no expected response to compare with\nFAIL\s+b .*500.*\n\s+SOAP fault: soap:Client: No such operation\.\n1 passed, 1 failed/,
    );
  });

  it('passes an expected fault', async () => {
    await using broker = await scriptedBroker(() => ({
      status: 500,
      body: fault('soap:Client', 'No such operation.'),
    }));
    const path = await folder({ 'a.request.xml': poll, 'a.response.xml': fault('soap:Client', 'No such operation.') });
    expect(await cli(['replay', path, '--url', broker.url])).toMatchObject({ code: 0 });
  });

  it('records missing responses and passes the next time', async () => {
    await using broker = await scriptedBroker(() => ({ body: echoResponse('a &amp; b  ') }));
    const path = await folder({ 'a.request.xml': echo });
    expect(await cli(['replay', path, '--record', '--url', broker.url])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^new/) as string,
    });
    expect(await readFile(join(path, 'a.response.xml'), 'utf8')).toContain('<return>a &amp; b  </return>');
    expect((await cli(['replay', path, '--url', broker.url])).out).toMatch(/^ok .*\n1 passed, 0 failed$/);
  });

  it('reports the results as JSON', async () => {
    await using broker = await scriptedBroker(() => ({ body: echoResponse('hello') }));
    const { out } = await cli(['replay', await folder({ 'a.request.xml': echo }), '--json', '--url', broker.url]);
    expect(JSON.parse(out)).toMatchObject({
      passed: 1,
      failed: 0,
      steps: [{ operation: 'EchoTest', httpStatus: 200, result: 'passed' }],
    });
  });

  it('continues after an unreadable response', async () => {
    await using broker = await scriptedBroker(() => ({ body: 'Bad gateway', status: 502 }));
    const { code, out } = await cli([
      'replay',
      await folder({ 'a.request.xml': echo, 'b.request.xml': echo }),
      '--url',
      broker.url,
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(/no readable response[\s\S]*0 passed, 2 failed$/);
  });

  it('is rejected without messages', async () => {
    expect((await cli(['replay', await folder({ 'readme.txt': '' })])).err).toMatch(/found no SOAP messages/);
  });
});

describe('a folder with a manifest', () => {
  const files = {
    'replay.yaml':
      'unique: [order_id, transaction_no]\nsteps:\n  - { request: submit.xml, request_id: 12345 }\n  - { request: submit.xml, response: again.response.xml }\n  - { request: update.xml }\n  - { request: poll.xml }\n',
    'submit.xml': submit('A-1'),
    'submit.response.xml': acknowledged('A-1', '12345').replace('2030', '1999'),
    'again.response.xml': acknowledged('A-1', '12345', 'order A-1. duplicate_request_id: 12345, line_item_no:1', 2040),
    'update.xml': update('12345'),
    'update.response.xml': updated('12345'),
    'poll.xml': poll,
    'poll.response.xml': polled('12345'),
  };

  it('names request ids, makes order numbers unique and ignores orders of other runs', async () => {
    await using broker = await scriptedBroker(orderService(['17', '18']));
    const path = await folder(files);
    const { code, out } = await cli(['replay', path, '--url', broker.url]);
    expect(out).toMatch(/code 0\s+request 900[\s\S]*code 2040[\s\S]*4 passed, 0 failed$/);
    expect(code).toBe(0);
    const sent = broker.received.map(({ body }) => body);
    expect(sent[0]).toMatch(/transaction_no='T-A-1~\w+' request_id="" order_id="A-1~\w+"/);
    expect(sent[1]).toBe(sent[0]);
    expect(sent[2]).toBe(update('900'));
  });

  it('can be replayed repeatedly on the same database', async () => {
    await using broker = await scriptedBroker(orderService());
    const path = await folder(files);
    expect((await cli(['replay', path, '--url', broker.url])).code).toBe(0);
    await new Promise((later) => {
      setTimeout(later, 2);
    });
    expect((await cli(['replay', path, '--url', broker.url])).out).toMatch(/request 901[\s\S]*4 passed, 0 failed$/);
  });

  it('shows differences with the names in the files', async () => {
    await using broker = await scriptedBroker(orderService());
    const path = await folder({ ...files, 'update.response.xml': updated('99') });
    const { out } = await cli(['replay', path, '--url', broker.url]);
    expect(out).toMatch(/response\/@request_id\n\s+expected "99"\n\s+found\s+"12345"/);
  });

  it('reassigns a name to a later order', async () => {
    await using broker = await scriptedBroker(orderService());
    const path = await folder({
      ...files,
      'replay.yaml':
        'unique: [order_id]\nsteps:\n  - { request: submit.xml, request_id: 12345 }\n  - { request: other.xml, request_id: 12345 }\n  - { request: update.xml }\n  - { request: poll.xml }\n',
      'other.xml': submit('B-1'),
      'other.response.xml': acknowledged('B-1', '12345'),
    });
    const { code } = await cli(['replay', path, '--url', broker.url]);
    expect(code).toBe(0);
    expect(broker.received[2]?.body).toBe(update('901'));
  });

  it('applies to a single file of the folder', async () => {
    await using broker = await scriptedBroker(orderService());
    const path = await folder(files);
    expect(await cli(['replay', join(path, 'submit.xml'), '--url', broker.url])).toMatchObject({ code: 0 });
    expect(broker.received[0]?.body).toMatch(/order_id="A-1~\w+"/);
  });

  it('sends the bytes of another encoding unchanged', async () => {
    await using broker = await scriptedBroker(() => ({ body: echoResponse('hello') }));
    const path = await folder({ 'replay.yaml': 'unique: [order_id]\nsteps: [{ request: a.xml }]\n' });
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${submit('A').replace('T-A', 'Z\u00fcrich')}`;
    await writeFile(join(path, 'a.xml'), Buffer.from(latin, 'latin1'));
    await cli(['replay', path, '--url', broker.url]);
    expect(broker.received[0]?.contentType).toBe('text/xml; charset=iso-8859-1');
    expect(broker.received[0]?.body).toContain('Z\ufffdrich');
  });

  it.each([
    ['an unknown key', 'steps: [{ request: a.xml, colour: red }]', /steps\.0: .*colour/],
    ['no steps', 'steps: []', /steps: /],
    ['a syntax error', 'steps: [', /replay\.yaml:\d+: /],
  ])('is rejected with %s', async (_, manifest, reason) => {
    const { code, err } = await cli(['replay', await folder({ 'replay.yaml': manifest })]);
    expect(code).toBe(1);
    expect(err).toMatch(reason);
  });
});
