import { EnvFileError, readEnvFile } from '../../src/cli/env-file.js';

const KNOWN = ['PORT', 'HOST', 'DATABASE_URL', 'DEMO_DATA'];
const read = (text: string) => readEnvFile(Buffer.from(text), KNOWN);

test.each([
  ['a byte order mark', '\uFEFFPORT=1', { PORT: '1' }],
  ['line ends of Windows', 'PORT=1\r\nHOST=::1\r\n', { PORT: '1', HOST: '::1' }],
  ['comments, blank lines and export', '# all\n\n  export PORT=1 # one\n', { PORT: '1' }],
  ['a value in quotes over several lines', 'HOST="a\nPORT 8080\nb"\nPORT=1', { HOST: 'a\nPORT 8080\nb', PORT: '1' }],
  ['an empty value', 'PORT=', { PORT: '' }],
])('reads %s', (_, text, values) => {
  expect(read(text)).toEqual({ values, warnings: [] });
});

test.each([
  [
    'a name with a typing error',
    'DATABSE_URL=x',
    '.env: DATABSE_URL is no setting and has no effect; is it DATABASE_URL?',
  ],
  ['a name in lower case', 'port=1', '.env: port is no setting and has no effect; is it PORT?'],
  [
    'a name like none',
    'MARIADB_ROOT_PASSWORD=secret',
    '.env: MARIADB_ROOT_PASSWORD is no setting and has no effect; see `order-broker config` for all settings',
  ],
])('warns of %s, without its value', (_, text, warning) => {
  expect(read(text).warnings).toEqual([warning]);
});

test('does not warn of names that Node and the system read', () => {
  expect(read('TZ=UTC\nNODE_OPTIONS=--enable-source-maps\nLC_ALL=C').warnings).toEqual([]);
});

test.each([
  ['a line without =', 'PORT=1\nsecret 5', '.env, line 2: expected NAME=value'],
  ['a name with a blank', 'MY PORT=1', '.env, line 1: expected NAME=value'],
  [
    'a quotation mark that is never closed',
    "\nHOST='secret\nPORT=1",
    ".env, line 2: the quotation mark ' is never closed",
  ],
])('refuses %s, without its value', (_, text, reason) => {
  expect(() => read(text)).toThrow(EnvFileError);
  expect(() => read(text)).toThrow(reason);
  expect(() => read(text)).not.toThrow(/secret/);
});
