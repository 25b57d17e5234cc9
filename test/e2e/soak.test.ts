import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The short form of `npm run soak`: under a mixed load nothing is kept that should go. The long one is run by hand (docs/performance.md). */

const SOAK = fileURLToPath(new URL('../../bench/soak.mjs', import.meta.url));

test('two minutes of mixed load leave memory, handles and connections where they were', async () => {
  const told = await new Promise<string>((resolve) => {
    execFile(process.execPath, [SOAK, '--minutes', '2'], { env: { PATH: process.env.PATH } }, (_, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
  // Its last word; all that it told is shown when it is another.
  expect(told).toMatch(/\nflat\n$/);
}, 300_000);
