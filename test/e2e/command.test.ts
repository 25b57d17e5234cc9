import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

test('npx order-broker runs from a clone as described in the README', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const printed = execFileSync('npx', ['--no-install', 'order-broker', 'config', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(printed)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'PORT' })]));
});
