import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/server/built-server.js';

test('npx order-broker runs from a clone as described in the README', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  // npx links the command into its cache; two that do so at once leave the cache broken.
  const cache = temporaryFolder();
  try {
    const printed = execFileSync('npx', ['--no-install', 'order-broker', 'config', '--json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, npm_config_cache: cache.path },
    });
    expect(JSON.parse(printed)).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'PORT' })]));
  } finally {
    cache.remove();
  }
});
