import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { runCli } from '../support/server/cli.js';

/** What the first page of the documentation tells a tester to try: start it, replay the samples, and again. */

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

test('warns at start that authentication is off', () => {
  expect(server.printed()).toContain('warning: authentication is off (AUTH=none)');
});

test.each(['on an empty database', 'again on the same database'])(
  'every sample message is answered as its sample response says, %s',
  async () => {
    const { exitCode, out, err } = await runCli(['replay', 'samples/locate', 'samples/versions', '--url', server.url]);
    const failures = out
      .split('\n')
      .filter((line, index, lines) => line.startsWith('FAIL') || (lines[index - 1] ?? '').startsWith('FAIL'));
    expect({ exitCode, failures, err }).toEqual({ exitCode: 0, failures: [], err: expect.any(String) as string });
    expect(out).toMatch(/^[1-9]\d* passed, 0 failed$/m);
  },
);
