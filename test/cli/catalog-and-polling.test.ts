import { cli } from './support/capture.js';
import { always, temporaryFile, unusedAddress } from './support/fixtures.js';
import { scriptedBroker } from './support/scripted-broker.js';

describe('load', () => {
  it('sends the file and shows the changes', async () => {
    await using broker = await scriptedBroker(() => ({
      body: JSON.stringify({ changes: { systems: { created: 2, updated: 0 } } }),
      type: 'application/json',
    }));
    const result = await cli(['load', await temporaryFile('c.yaml', 'systems: []'), '--url', broker.url]);
    expect(result.out).toMatch(/systems\s+2\s+0/);
    expect(broker.received[0]).toMatchObject({
      method: 'PUT',
      path: '/admin/v1/catalog',
      contentType: 'application/yaml',
      body: 'systems: []',
    });
  });

  it('shows every error and fails', async () => {
    await using broker = await scriptedBroker(() => ({
      status: 422,
      body: JSON.stringify({ faults: [{ path: 'systems[0].system_cd', reason: 'found nothing' }] }),
      type: 'application/json',
    }));
    const result = await cli(['load', await temporaryFile('c.json', '{}'), '--url', broker.url]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('found 1 error in ') as string });
    expect(result.out).toMatch(/systems\[0\]\.system_cd\s+found nothing/);
    expect(broker.received[0]?.contentType).toBe('application/json');
  });

  it('validates the file itself when no server is running', async () => {
    const port = new URL(await unusedAddress()).port;
    const result = await cli(['load', await temporaryFile('c.yaml', 'sistems: []')], { PORT: port });
    expect(result.out).toMatch(/sistems\s+found a key/);
    expect(result.code).toBe(1);
  });

  it('does not write to the database when the server of --url is unreachable', async () => {
    const result = await cli(['load', await temporaryFile('c.yaml', 'systems: []'), '--url', await unusedAddress()]);
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('cannot connect to a broker') as string });
  });
});

describe('polling', () => {
  const never = {
    last_polled_at: null,
    polls: 0,
    last_lines: 0,
    last_handed_out_at: null,
    lines_waiting: 0,
    waiting_since: null,
    late: false,
  };
  const location = (location_cd: string) => ({
    system_cd: 'STC',
    location_cd,
    name: '',
    require_status_update: false,
    late: true,
    intransit: never,
    fulfillments: {
      ...never,
      last_polled_at: '2030-01-02T03:04:05.678Z',
      lines_waiting: 2,
      waiting_since: '2030-01-02T04:00:00.000Z',
      late: true,
    },
  });

  it('lists the locations of all pages', async () => {
    await using broker = await scriptedBroker(({ path }) => ({
      type: 'application/json',
      body: JSON.stringify(
        path.includes('after=p') ? { items: [location('8')] } : { items: [location('7')], next: 'p' },
      ),
    }));
    const { code, out } = await cli(['polling', '--late', '--url', broker.url]);
    expect(code).toBe(0);
    expect(out).toMatch(/STC\/7 +2030-01-02T03:04:05\.678Z +2 +2030-01-02T04:00:00\.000Z +never +0 +late\n.*STC\/8/);
    expect(broker.received.map(({ path }) => path)).toEqual([
      '/admin/v1/polling?limit=1000&late=true',
      '/admin/v1/polling?limit=1000&late=true&after=p',
    ]);
    expect(JSON.parse((await cli(['polling', '--json', '--url', broker.url])).out)).toMatchObject([
      { location_cd: '7' },
      { location_cd: '8' },
    ]);
  });

  it('reports that no location is late', async () => {
    await using broker = await scriptedBroker(always('{"items":[]}'));
    expect((await cli(['polling', '--late', '--url', broker.url])).out).toBe('No location is late.');
  });
});
