import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { runCli } from '../support/server/cli.js';

/** The first steps of the README: start the broker, replay the samples, and replay them again. */

const SAMPLES = [
  'locate',
  'versions',
  'direct-fulfillment',
  'third-party-logistics',
  'fulfillment-requests',
  'logistics',
].map((name) => `samples/${name}`);

const folder = temporaryFolder();
let server: BuiltServer;

beforeAll(async () => {
  server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
});

afterAll(async () => {
  try {
    await server.stop();
  } finally {
    folder.remove();
  }
});

test('the start banner warns that authentication is off', () => {
  expect(server.printed()).toContain('warning: authentication is off (AUTH=none)');
});

test.each(['on an empty database', 'again on the same database'])(
  'every sample request gets its sample response, %s',
  async () => {
    const { exitCode, out, err } = await runCli(['replay', ...SAMPLES, '--url', server.url]);
    const failures = out
      .split('\n')
      .filter((line, index, lines) => line.startsWith('FAIL') || (lines[index - 1] ?? '').startsWith('FAIL'));
    expect({ exitCode, failures, err }).toEqual({ exitCode: 0, failures: [], err: expect.any(String) as string });
    expect(out).toMatch(/^[1-9]\d* passed, 0 failed$/m);
  },
);
