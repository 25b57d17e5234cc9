import { isCallable, networksOf, urlFault } from '../../../src/platform/auth/outbound-address.js';

const PUBLIC = { allowHttp: true, allowed: networksOf([]) };
const HTTPS = { ...PUBLIC, allowHttp: false };
const HOME = { ...PUBLIC, allowed: networksOf(['127.0.0.0/8', '::1/128', '10.1.0.0/16', 'fd00:1::/32']) };

describe('the addresses that the broker calls', () => {
  it.each([
    '8.8.8.8',
    '203.0.112.255',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '64:ff9b::8.8.8.8',
    '::ffff:8.8.8.8',
  ])('include %s', (address) => {
    expect(isCallable(address, PUBLIC)).toBe(true);
  });

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    'localhost',
    '',
    '1.2.3',
  ])('do not include %p', (address) => {
    expect(isCallable(address, PUBLIC)).toBe(false);
  });

  it('include private networks that the settings name, in every form, and no others', () => {
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '10.1.2.3', '64:ff9b::10.1.2.3', 'fd00:1::5'])
      expect([address, isCallable(address, HOME)]).toEqual([address, true]);
    for (const address of ['10.2.0.1', '192.168.0.1', 'fd00:2::5', '169.254.169.254'])
      expect([address, isCallable(address, HOME)]).toEqual([address, false]);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '::/129', 'example.com/8', '10.0.0.0/8/8', '/8', '10.0.0.0/x'])(
    'cannot be named by %p',
    (text) => {
      expect(() => networksOf([text])).toThrow(JSON.stringify(text));
    },
  );
});

describe('the URL of an endpoint', () => {
  it.each([
    'https://www.example.com/hooks?a=b',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
  ])('can be %s', (url) => {
    expect(urlFault(url, HTTPS)).toBeUndefined();
  });

  it.each([
    ['http://example.com/', 'http:'],
    ['ftp://example.com/', 'ftp:'],
    ['file:///etc/passwd', 'file:'],
    ['javascript:alert(1)', 'javascript:'],
    ['example.com/hooks', 'expected a URL'],
    ['https://', 'expected a URL'],
    ['https://user@example.com/', 'user or password'],
    ['https://user:secret@example.com/', 'user or password'],
    ['https://example.com/#part', 'fragment'],
    ['https://example.com:25/', 'port 25'],
    ['https://example.com:22/', 'port 22'],
    ['https://example.com\\@127.0.0.1/', 'backslash'],
    ['https://exam\tple.com/', 'blank'],
    ['https://example.com/\r\nHost: other', 'blank'],
    ['https://ⓔxample.com/', 'ASCII'],
    [`https://example.com/${'a'.repeat(2000)}`, '2020 characters'],
    // Forms of 127.0.0.1 and 169.254.169.254 that URL parsers know.
    ['https://127.0.0.1/', '127.0.0.1'],
    ['https://127.1/', '127.0.0.1'],
    ['https://2130706433/', '127.0.0.1'],
    ['https://0x7f000001/', '127.0.0.1'],
    ['https://0177.0.0.1/', '127.0.0.1'],
    ['https://0xa9.0xfe.0xa9.0xfe/', '169.254.169.254'],
    ['https://127.0.0.1./', '127.0.0.1'],
    ['https://[::1]/', '::1'],
    ['https://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['https://[64:ff9b::169.254.169.254]/', 'not public'],
  ])('cannot be %p', (url, reason) => {
    expect(urlFault(url, HTTPS)).toContain(reason);
  });

  it('does not show a password in its fault', () => {
    expect(urlFault('https://user:hunter2@example.com/', HTTPS)).not.toContain('hunter2');
  });
});
