import { readFileSync } from 'node:fs';
import { helpOfAllCommands } from '../../src/cli/program.js';
import { cli } from './support/capture.js';
import { always, unusedAddress } from './support/fixtures.js';
import { fault, scriptedBroker } from './support/scripted-broker.js';

describe('every command', () => {
  it.each([
    ['submit', '--item', 'X'],
    ['status', '1'],
    ['poll', 'A', '1'],
    ['polling'],
    ['update', '1', 'canceled'],
    ['locate', 'X'],
    ['availability', 'X'],
    ['replay', 'samples/locate'],
  ])('explains how to reach a server when none is running: %s', async (...words) => {
    const { code, err } = await cli([...words, '--url', await unusedAddress()]);
    expect(code).toBe(1);
    expect(err).toMatch(/cannot connect to a broker at http.*\(ECONNREFUSED\)\n.*npm start.*--url/);
  });

  it('shows a SOAP fault as text', async () => {
    await using broker = await scriptedBroker(always(fault('soap:Server', 'The store is not there.'), 500));
    expect(await cli(['status', '1', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: the broker returned a SOAP fault: soap:Server: The store is not there.',
    });
  });

  it('fails after the timeout', async () => {
    await using broker = await scriptedBroker(() => undefined);
    const { code, err } = await cli(['status', '1', '--timeout', '0.2', '--url', broker.url]);
    expect(code).toBe(1);
    expect(err).toContain('did not respond within 0.2 s');
  });

  it.each([
    'serve',
    'load',
    'replay',
    'submit',
    'status',
    'poll',
    'polling',
    'update',
    'locate',
    'availability',
    'config',
    'verify',
  ])('has help with an example: %s', async (name) => {
    const { code, out } = await cli([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples?:\n.*order-broker/);
  });

  it('rejects unknown options, commands and addresses', async () => {
    expect((await cli(['status', '1', '--colour'])).code).toBe(1);
    expect((await cli(['dance'])).code).toBe(1);
    expect((await cli(['status', '1', '--url', 'localhost'])).err).toMatch(/expected an address, e\.g\./);
  });

  it('does not take a password as part of an address, and does not repeat it', async () => {
    const { code, err } = await cli(['status', '1', '--url', 'http://oms:s3cret@127.0.0.1']);
    expect([code, err]).toEqual([1, expect.stringContaining('BROKER_PASSWORD')]);
    expect(err).not.toContain('s3cret');
  });
});

describe('the help of all commands', () => {
  it('lists every command and subcommand once', () => {
    const titles = helpOfAllCommands().match(/^\$ order-broker.* --help$/gm) ?? [];
    expect(titles).toEqual(expect.arrayContaining(['$ order-broker --help', '$ order-broker messages show --help']));
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThanOrEqual(32);
  });

  it('does not depend on the terminal', () => {
    const before = helpOfAllCommands();
    const { FORCE_COLOR, COLUMNS } = process.env;
    try {
      Object.assign(process.env, { FORCE_COLOR: '1', COLUMNS: '40' });
      expect(helpOfAllCommands()).toBe(before);
    } finally {
      for (const [name, value] of Object.entries({ FORCE_COLOR, COLUMNS }))
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
    }
  });
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await cli(['--version'])).toEqual({ code: 0, out: version, err: '' });
});

describe('config', () => {
  it('prints every setting with its current value', async () => {
    const { code, out } = await cli(['config'], { PORT: '9999' });
    expect(code).toBe(0);
    expect(out).toMatch(/^PORT=9999 +\(default: 8080\)\n {4}\w+/m);
    expect(JSON.parse((await cli(['config', '--json'])).out)).toContainEqual(
      expect.objectContaining({ name: 'PORT', value: '8080' }),
    );
  });
});
