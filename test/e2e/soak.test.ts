import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * The short form of `npm run soak`: a mixed load leaks nothing. The long form is run manually (docs/performance.md).
 */

const SOAK = fileURLToPath(new URL('../../bench/soak.mjs', import.meta.url));

test('two minutes of mixed load do not increase memory, handles or connections', async () => {
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [SOAK, '--minutes', '2'], { env: { PATH: process.env.PATH } }, (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  // The last line of its output; a failure shows the whole output.
  expect(output).toMatch(/\nflat\n$/);
}, 300_000);
