import { verifyDatabase } from '../../src/app/offline.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { runCli } from '../support/server/cli.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';

interface Played {
  readonly passed: number;
  readonly failed: number;
  readonly stories: readonly {
    readonly file: string;
    readonly result: string;
    readonly steps: readonly Record<string, unknown>[];
  }[];
}

/** Replays every documented flow from its first message to its last, and then again. */
onEveryEngine((engine) => {
  const folder = temporaryFolder();
  let home: TestDatabase;
  let server: BuiltServer;

  beforeAll(async () => {
    home = await engine.create();
    server = await startBuiltServer({ DATABASE_URL: home.url }, folder.path);
  });

  afterAll(async () => {
    try {
      await server.stop();
    } finally {
      folder.remove();
      await home.drop();
    }
  });

  test.each(['on an empty database', 'again on the same database'])(
    'every scenario of samples/stories passes, %s',
    async () => {
      const { exitCode, out, err } = await runCli(['replay', 'samples/stories', '--json', '--url', server.url], {
        timeoutMs: 120_000,
      });
      const { passed, failed, stories } = JSON.parse(out) as Played;
      const differing = stories
        .filter(({ result }) => result !== 'passed')
        .map(({ file, steps }) => ({ file, ...steps.at(-1) }));
      expect({ exitCode, differing, failed, err }).toEqual({ exitCode: 0, differing: [], failed: 0, err: '' });
      expect(passed).toBeGreaterThanOrEqual(25);
    },
    150_000,
  );

  test('the scenarios leave no stock reserved and no order open', async () => {
    const database = await home.open();
    try {
      const left = await database.transaction(async (session) => ({
        reserved: await session.all('SELECT product_id, location_id FROM product_location WHERE reserved_qty <> 0'),
        open: await session.all(
          `SELECT request_id, line_no, status FROM order_line WHERE status NOT IN ('fulfilled', 'canceled', 'unfulfillable')`,
        ),
      }));
      expect(left).toEqual({ reserved: [], open: [] });
    } finally {
      await database.close();
    }
  });

  test('verify agrees with all that the scenarios left', async () => {
    expect(await verifyDatabase(home.url)).toEqual({ stock: [], orders: [], feed: [], requests: [], services: [] });
  });
});
