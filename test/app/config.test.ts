import { describeSettings, readConfig } from '../../src/app/config.js';

const shown = (name: string, value: string): string | undefined =>
  describeSettings({ [name]: value }).find((one) => one.name === name)?.value;

test.each([
  ['mysql://broker:s3cret@db/orders', 'mysql://broker:***@db/orders'],
  ['mysql://broker:s3@cret@db:3306/orders', 'mysql://broker:***@db:3306/orders'],
  ['mariadb://broker:s3:cr/et@db/orders', 'mariadb://broker:***@db/orders'],
  ['mysql://broker:s3%40cret@db/orders?connectTimeout=500', 'mysql://broker:***@db/orders?connectTimeout=500'],
  ['mysql://db/orders?user=broker&password=s3cret&flag=true', 'mysql://db/orders?user=***&password=***&flag=true'],
  ['mysql://broker@db/orders', 'mysql://broker@db/orders'],
  ['mysql://[2001:db8::1]:3306/orders', 'mysql://[2001:db8::1]:3306/orders'],
  ['sqlite:/srv/a@b/broker.db', 'sqlite:/srv/a@b/broker.db'],
])('the password of %s is not shown', (url, expected) => {
  expect(shown('DATABASE_URL', url)).toBe(expected);
});

test.each([
  'mysql:/broker:s3cret@db',
  'broker:s3cret@db',
  'postgres://broker:s3cret@db/orders',
  'mysql:broker:s3cret@db',
])('an error about %s does not show its password either', (url) => {
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(
    /^The settings are not usable:\n {2}DATABASE_URL=.*\*\*\*@db/,
  );
  expect(() => readConfig({ DATABASE_URL: url })).not.toThrow(/s3cret/);
});

test('PUBLIC_URL has no user and no password, because the WSDL would publish them', () => {
  expect(() => readConfig({ PUBLIC_URL: 'https://broker:s3cret@example.com' })).toThrow(
    'PUBLIC_URL=https://broker:***@example.com: expected an address without a user and a password',
  );
  expect(readConfig({ PUBLIC_URL: 'https://example.com/' }).PUBLIC_URL).toBe('https://example.com/');
});
