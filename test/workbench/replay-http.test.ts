import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from '../cli/support/capture.js';
import { envelope, NS, scriptedBroker } from '../cli/support/scripted-broker.js';
import type { Script } from '../cli/support/scripted-broker.js';

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'order-broker-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

const json =
  (status: number, body: unknown): Script =>
  () => ({
    status,
    type: 'application/json',
    body: JSON.stringify(body),
  });

const GET = 'GET http://127.0.0.1:8080/orders\n';
const expected = (body: unknown, status = '200 OK'): string => `HTTP/1.1 ${status}\n\n${JSON.stringify(body)}\n`;

async function play(files: Readonly<Record<string, string>>, script: Script, ...options: string[]) {
  await using broker = await scriptedBroker(script);
  const path = await folder(files);
  return { path, ...(await cli(['replay', path, ...options, '--url', broker.url])), received: broker.received };
}

describe('an HTTP sample', () => {
  it('passes when status and body are the expected ones, whatever the order of fields', async () => {
    const files = { 'a.http': `# who is there?\n${GET}`, 'a.response.http': expected({ b: [1, 'x'], a: null }) };
    const { out, code } = await play(files, json(200, { a: null, b: [1, 'x'] }));
    expect(out).toMatch(/^ok\s+a\s+GET \/orders\s+200 .*\n1 passed, 0 failed$/);
    expect(code).toBe(0);
  });

  it.each([
    ['a value', { items: [{ qty: 2 }] }, { items: [{ qty: 3 }] }, 'body.items[1].qty', '2', '3'],
    ['a type', { qty: 2 }, { qty: '2' }, 'body.qty', '2', '"2"'],
    ['a missing field', { qty: null }, {}, 'body.qty', 'null', 'nothing'],
    ['a field too many', {}, { qty: 2 }, 'body.qty', 'nothing', '2'],
    ['an entry too many', [], [{ a: 1 }], 'body[1]', 'nothing', '{"a":1}'],
  ])('tells path, expected and found of %s', async (_, body, found, path, one, other) => {
    const { out } = await play({ 'a.http': GET, 'a.response.http': expected(body) }, json(200, found));
    expect(out).toContain(`      at       ${path}\n      expected ${one}\n      found    ${other}\n`);
  });

  it('tells what a refusal says that nobody expected', async () => {
    const files = { 'a.http': GET, 'a.response.http': expected([]), 'b.http': GET };
    const { out } = await play(files, json(404, { detail: 'Order 7 is unknown.' }));
    expect(out).toMatch(
      /FAIL\s+a .*\n\s+HTTP status 404: .*Order 7 is unknown.*\n\s+at\s+status\n\s+expected 200\n\s+found\s+404/,
    );
    expect(out).toMatch(/FAIL\s+b .*\n\s+HTTP status 404: .*unknown/);
  });

  it('compares the headers that are named', async () => {
    const files = { 'a.http': GET, 'a.response.http': 'HTTP/1.1 200\nContent-Type: text/plain\n\n[]\n' };
    expect((await play(files, json(200, []))).out).toContain(
      'at       headers.content-type\n      expected "text/plain"\n      found    "application/json"',
    );
  });

  it('is sent with the values of earlier answers, in path, headers and body', async () => {
    const files = {
      'a.http': GET,
      'a.response.http': expected([{ id: '{{order}}' }]),
      'b.http':
        'POST /orders/{{order}}/note HTTP/1.1\nHost: example.com\nContent-Type: application/json\nIdempotency-Key: k-{{order}}\n\n{ "id": {{order}} }\n',
      'c.xml': envelope(`<n:EchoTest xmlns:n="${NS}"><TestMesg>{{order}}</TestMesg></n:EchoTest>`),
    };
    const { received } = await play(files, json(200, [{ id: 17 }]));
    expect(received.map(({ method, path, body }) => [method, path, body]).slice(0, 2)).toEqual([
      ['GET', '/orders', ''],
      ['POST', '/orders/17/note', '{ "id": 17 }'],
    ]);
    expect(received[2]?.body).toContain('<TestMesg>17</TestMesg>');
  });

  it('is not sent with a name that has no value', async () => {
    const { out, received } = await play({ 'a.http': 'GET /orders/{{order}}\n' }, json(200, []));
    expect(out).toContain('not sent: no earlier answer has said what {{order}} stands for');
    expect(received).toEqual([]);
  });

  it('is sent again for as long as the manifest says, and takes values of the expected answer only', async () => {
    let calls = 0;
    const script: Script = () => {
      calls += 1;
      return {
        type: 'application/json',
        body: JSON.stringify({ id: calls, state: calls < 3 ? 'accepted' : 'created' }),
      };
    };
    const files = {
      'replay.yaml': 'steps:\n  - { request: a.http, within_seconds: 5 }\n  - { request: b.http }\n',
      'a.http': GET,
      'a.response.http': expected({ id: '{{id}}', state: 'created' }),
      'b.http': 'GET /orders/{{id}}\n',
    };
    const { out, received } = await play(files, script);
    expect(out).toMatch(/2 passed, 0 failed$/);
    expect(received.at(-1)?.path).toBe('/orders/3');
  });

  it('tolerates what the manifest says: times of the same form, fields of any value', async () => {
    const files = {
      'replay.yaml': 'any_date_time: [at]\nany_value: [correlationId]\nsteps: [{ request: a.http }]\n',
      'a.http': GET,
      'a.response.http': expected({ at: '2030-01-02 03:04:05', correlationId: 'x' }),
    };
    expect((await play(files, json(200, { at: '2031-12-30 23:59:59', correlationId: 'y' }))).code).toBe(0);
    expect((await play(files, json(200, { at: '2031-12-30T23:59:59', correlationId: 'y' }))).code).toBe(1);
    expect((await play(files, json(200, { at: '2031-12-30 23:59:59' }))).out).toContain('at       body.correlationId');
  });

  it('is recorded, and passes the next time', async () => {
    const first = await play({ 'a.http': GET }, json(409, { detail: 'no' }), '--record');
    expect(first.out).toMatch(/^new/);
    const text = await readFile(join(first.path, 'a.response.http'), 'utf8');
    expect(text).toBe('HTTP/1.1 409 Conflict\n\n{\n  "detail": "no"\n}\n');
    expect((await play({ 'a.http': GET, 'a.response.http': text }, json(409, { detail: 'no' }))).code).toBe(0);
  });

  it.each([
    [
      'no method',
      'http://127.0.0.1/orders\n',
      /a\.http:1: found "http:\/\/127\.0\.0\.1\/orders", expected a request line/,
    ],
    ['two requests', `${GET}\n###\n${GET}`, /a\.http:3: found "###", expected one request in each file/],
    ['a line that is no header', `${GET}what is this\n`, /a\.http:2: found "what is this", expected a header/],
  ])('is rejected with %s', async (_, text, reason) => {
    const { err, code } = await play({ 'a.http': text }, json(200, []));
    expect(err).toMatch(reason);
    expect(code).toBe(1);
  });
});

describe('a SOAP sample is sent to the service of its namespace', () => {
  it.each([
    ['<n:GetOrdersRequest xmlns:n="http://api.exigo.com/"/>', '/3.0/ExigoApi.asmx'],
    ['<pixiDFGetOrders/>', '/soap/pixiDEMO/'],
    ['<n:pixiDFGetOrders xmlns:n="https://pixi.example.com/soap/pixiMMO/"/>', '/soap/pixiMMO/'],
    [`<n:EchoTest xmlns:n="${NS}"/>`, '/Locate/LocateServices'],
  ])('%s', async (payload, path) => {
    const { received } = await play({ 'a.xml': envelope(payload) }, () => ({ body: envelope('<x/>') }));
    expect(received.map((one) => one.path)).toEqual([path]);
  });
});
