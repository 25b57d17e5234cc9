import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programCall } from '../../src/platform/program-call.js';

const folder = mkdtempSync(join(tmpdir(), 'order-broker-call-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const callIn = (name: string | undefined, script: string): string => {
  rmSync(join(folder, 'package.json'), { force: true });
  if (name !== undefined) writeFileSync(join(folder, 'package.json'), JSON.stringify({ name }));
  return programCall(script, folder);
};

test.each([
  ['its own folder, where npx runs it', 'order-broker', '/opt/order-broker/dist/cli/main.js', 'npx order-broker'],
  ['a folder of data, by a link in the path', undefined, '/usr/local/bin/order-broker', 'order-broker'],
  ['a folder of data, by its script', undefined, '/opt/broker/dist/cli/main.js', 'node /opt/broker/dist/cli/main.js'],
  ['the folder of another package', 'web-shop', '/opt/broker/dist/cli/main.js', 'node /opt/broker/dist/cli/main.js'],
  ['a path with blanks', undefined, "/opt/my broker's/main.js", String.raw`node '/opt/my broker'\''s/main.js'`],
])('what to type in %s', (_, name, script, call) => {
  expect(callIn(name, script)).toBe(call);
});

test('what to type in a folder where it is installed: npx finds it there', () => {
  expect(callIn('web-shop', join(folder, 'node_modules/.bin/order-broker'))).toBe('npx order-broker');
});
