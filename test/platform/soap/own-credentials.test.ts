import type { AccessControl } from '../../../src/platform/auth/access-control.js';
import { SoapFaultError } from '../../../src/platform/soap/faults.js';
import type { SoapService } from '../../../src/platform/soap/service.js';
import type { Harness } from './support.js';
import { echo, echoed, EchoService, faultOf, post, SOAP12, start } from './support.js';

/** A service whose messages carry a name and a password in a header block of its own. */
const ownCredentials: SoapService['ownCredentials'] = {
  isIn: (block) => block.local === 'Login',
  read: ({ headers }) => {
    const [login, second] = headers.filter((block) => block.local === 'Login');
    if (second !== undefined) throw new SoapFaultError('credentials-header', { subject: 'there are two' });
    const [user, password] = login?.children ?? [];
    return login && { kind: 'text', user: user?.text ?? '', password: password?.text ?? '' };
  },
};

const PEOPLE: ReadonlyMap<string, string> = new Map([['ann', 'right']]);
const access: AccessControl = {
  checkRate: () => undefined,
  signIn: (credentials) =>
    Promise.resolve(
      credentials.kind !== 'digest' && PEOPLE.get(credentials.user) === credentials.password
        ? { name: credentials.user, organization: 'O', systems: new Set(), groups: new Set() }
        : { refused: 'credentials' },
    ),
  signInByKey: () => Promise.resolve({ refused: 'credentials' }),
  resume: () => Promise.resolve({ refused: 'credentials' }),
};

let server: Harness;
beforeAll(async () => {
  server = await start({}, { service: Object.assign(new EchoService(), { ownCredentials }), access });
});
afterAll(() => server.gateway.close());

const login = (password: string, mark = ''): string =>
  `<l:Login xmlns:l="urn:login"${mark}><l:Name>ann</l:Name><l:Word>${password}</l:Word></l:Login>`;
const header = (...blocks: readonly string[]): string => `<s:Header>${blocks.join('')}</s:Header>`;
const BASIC = { Authorization: `Basic ${Buffer.from('ann:right').toString('base64')}` };

test('signs in by credentials of the service, also where their block must be understood', async () => {
  const { text } = await post(server.url, echo('x', { header: header(login('right', ' s:mustUnderstand="1"')) }));
  expect(echoed(text).text).toBe('x');
});

test('takes HTTP Basic as well, for a message without them', async () => {
  const { text } = await post(server.url, echo('x'), BASIC);
  expect(echoed(text).text).toBe('x');
});

test.each([
  ['wrong credentials', header(login('wrong')), {}, 'token-refused'],
  ['a message without any', '', {}, 'authentication-required'],
  ['two blocks', header(login('right'), login('right')), {}, 'credentials-header'],
  ['credentials in two places', header(login('right')), BASIC, 'credentials-header'],
])('refuses %s', async (_, block, headers, key) => {
  const { status, text } = await post(server.url, echo('x', { header: block }), headers);
  expect(faultOf(text)?.code).toMatch(/:(?:FailedAuthentication|InvalidSecurity)$/);
  expect(status).toBe(key === 'authentication-required' ? 401 : 500);
  expect(server.lines.at(-1)).toMatchObject({ outcome: key });
  expect(JSON.stringify(server.lines)).not.toContain('right');
});

test('names the key in a fault of SOAP 1.2', async () => {
  const text = echo('x', { soap: SOAP12, header: header(login('wrong')) });
  const answer = await post(server.url, text, { 'Content-Type': 'application/soap+xml' });
  expect(faultOf(answer.text)?.key).toBe('token-refused');
});
