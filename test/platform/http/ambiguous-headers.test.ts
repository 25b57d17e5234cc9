import type { Harness } from '../soap/support.js';
import { bodyOf, echo, echoed, faultOf, PATH, raw, start } from '../soap/support.js';
import { readBasic } from '../../../src/platform/auth/credentials.js';

/** Headers that this server and another one in front of it could read differently. */

let server: Harness;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.gateway.close();
});

const message = echo('x');
const send = (port: number, lines: readonly string[], target = PATH, length = true): Promise<string> =>
  raw(port, [
    `POST ${target} HTTP/1.1\r\n${['Host: localhost', 'Content-Type: text/xml', ...lines, ...(length ? [`Content-Length: ${message.length}`] : []), 'Connection: close'].join('\r\n')}\r\n\r\n${length ? message : ''}`,
  ]);
const basic = `Basic ${Buffer.from('a:b').toString('base64')}`;

test('two Authorization lines are refused', async () => {
  const answer = await send(server.gateway.port, [`Authorization: ${basic}`, 'AUTHORIZATION: Bearer x']);
  expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*more than one Authorization header/);
});

test.each([`${basic}, ${basic}`, `${basic}, Bearer x`, `${basic} ${basic}`, 'Basic a*b=', 'Basic'])(
  'two credentials in one Authorization line, or none, are nobody: %s',
  (line) => {
    expect(readBasic(line)).toMatchObject({ user: '', password: '' });
    expect(readBasic(basic)).toMatchObject({ user: 'a', password: 'b' });
  },
);

test.each([
  ['in two lines, the first contrary', ['SOAPAction: "urn:x/Other"', 'SOAPAction: "urn:x/Echo"']],
  ['in two lines, the second contrary', ['SOAPAction: "urn:x/Echo"', 'SOAPAction: "urn:x/Other"']],
  ['twice in one line', ['SOAPAction: "urn:x/Other", "urn:x/Echo"']],
])('a SOAPAction %s contradicts the message', async (_, lines) => {
  expect(faultOf(bodyOf(await send(server.gateway.port, lines)))?.key).toBe('action-mismatch');
});

test('a SOAPAction that is given twice, and fits, is accepted', async () => {
  for (const action of ['""', '"urn:x/Echo"', '"urn:a,b/Echo"'])
    expect(
      echoed(bodyOf(await send(server.gateway.port, [`SOAPAction: ${action}`, `SOAPAction: ${action}`]))).text,
    ).toBe('x');
});

test.each(['gzip, chunked', 'identity, chunked', 'gzip,chunked', 'chunked;q=1'])(
  'the transfer coding %s is refused, because the body would be read as if it were not coded',
  async (coding) => {
    expect(await send(server.gateway.port, [`Transfer-Encoding: ${coding}`], PATH, false)).toMatch(/^HTTP\/1\.1 400 /);
  },
);

describe('without authentication', () => {
  test.each([
    [`http://evil.example${PATH}`, 421],
    [`http://evil.example:80${PATH}`, 421],
    [`HTTPS://evil.example${PATH}`, 421],
    [`http://localhost@evil.example${PATH}`, 421],
    [`http://127.0.0.1${PATH}`, 200],
    [PATH, 200],
  ])('the host of the target %s gets %i', async (target, status) => {
    await send(server.gateway.port, []);
    expect(await send(server.gateway.port, [], target)).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
  });

  test.each([
    ['https://evil.example', [], 403],
    ['null', [], 403],
    ['https://broker.example.com', ['X-Forwarded-Host: broker.example.com', 'X-Forwarded-Proto: https'], 200],
    ['https://evil.example', ['X-Forwarded-Host: broker.example.com', 'X-Forwarded-Proto: https'], 403],
    ['http://localhost', [], 200],
  ])('behind a proxy, a page of %s with %j gets %i', async (origin, lines, status) => {
    const behind = await start({ proxies: 1 });
    try {
      const answer = await send(behind.gateway.port, [`Origin: ${origin}`, ...lines]);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    } finally {
      await behind.gateway.close();
    }
  });
});
