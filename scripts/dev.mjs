// dev.mjs: builds, starts the broker, and does both again whenever a source changes, until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const start = (...words) => spawn(process.execPath, words, { cwd: ROOT, stdio: 'inherit' });

// What the compiler does not make, such as tables, is made once.
const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
const compiler = start(
  'node_modules/typescript/bin/tsc',
  ...['-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
);
// Node watches the files that the broker has loaded, and starts it again when the compiler has written one.
const broker = start('--watch', '--watch-preserve-output', 'dist/cli/main.js', 'serve');

const stop = () => {
  compiler.kill();
  broker.kill();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of [compiler, broker]) child.on('exit', stop);
