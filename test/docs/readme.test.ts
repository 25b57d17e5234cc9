import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { commandsOf, patternOf, sectionOf } from '../support/document-commands.js';
import { temporaryFolder } from '../support/server/built-server.js';
import { freePorts } from '../support/server/processes.js';

/**
 * The first five minutes of the README, executed as they are written, in a folder that looks like a fresh clone. Two things
 * differ: the port, and `npx`, which takes half a second each time (test/e2e/command.test.ts runs it).
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NPX = '#!/bin/sh\nshift\nexec node dist/cli/main.js "$@"\n';
const [START, ...COMMANDS] = commandsOf(
  sectionOf(readFileSync(join(ROOT, 'README.md'), 'utf8'), '## The first five minutes'),
);

onEveryEngine((engine) => {
  const folder = temporaryFolder();
  const env: Record<string, string> = {};
  /** Request numbers of the README, and those of this run. */
  const requests = new Map<string, string>();
  let database: TestDatabase;
  let broker: ChildProcess;
  let said = '';

  /** A text of the README with the port and the request numbers of this run. */
  const ofThisRun = (text: string): string =>
    text
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${env.PORT ?? ''}`)
      .replace(/\b\d+\b/g, (number) => requests.get(number) ?? number);

  beforeAll(async () => {
    for (const name of ['dist', 'samples', 'scripts', 'wsdl', 'xsd', 'package.json', 'node_modules'])
      symlinkSync(join(ROOT, name), join(folder.path, name));
    mkdirSync(join(folder.path, 'bin'));
    writeFileSync(join(folder.path, 'bin/npx'), NPX);
    chmodSync(join(folder.path, 'bin/npx'), 0o755);
    const [port = 0] = await freePorts(1);
    database = await engine.create();
    Object.assign(env, { PATH: `${folder.path}/bin:${process.env.PATH ?? ''}`, PORT: String(port), HOME: folder.path });
    // On SQLite the README's own: the default.
    if (engine.name !== 'sqlite') env.DATABASE_URL = database.url;
    broker = spawn('sh', ['-c', `exec ${START?.text ?? ''}`], {
      cwd: folder.path,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [broker.stdout, broker.stderr])
      stream?.on('data', (data: Buffer) => {
        said += data.toString();
      });
    while (!said.includes('warning: authentication is off')) {
      if (broker.exitCode !== null) throw new Error(`the broker did not start: ${said}`);
      await sleep(50);
    }
  }, 60_000);

  afterAll(async () => {
    const ended = once(broker, 'exit');
    broker.kill('SIGTERM');
    await ended;
    await database.drop();
    folder.remove();
  });

  test(`line ${String(START?.line)}: ${START?.text ?? ''}`, () => {
    const greeting = said
      .slice(said.indexOf('Order Broker'))
      .replaceAll(` --url http://127.0.0.1:${env.PORT ?? ''}`, '');
    const expected = ofThisRun(START?.output ?? '').replace('sqlite:data/broker.db', env.DATABASE_URL ?? '$&');
    expect(greeting.replace(/\{"level".*\n/g, '')).toMatch(patternOf(expected));
  });

  test.each(COMMANDS)('line $line: $text', async ({ text, output }) => {
    const printed = await new Promise<string>((resolve) => {
      execFile('sh', ['-c', `{ ${ofThisRun(text)}\n} 2>&1`], { cwd: folder.path, env }, (_error, out) => {
        resolve(out);
      });
    });
    const assigned = /request id (\d+)/.exec(output)?.[1];
    if (assigned !== undefined) requests.set(assigned, /request id (\d+)/.exec(printed)?.[1] ?? '');
    if (output !== '')
      expect(printed.replace(/^ *% Total[\s\S]*?\r[^\n{<]*/m, '')).toMatch(patternOf(ofThisRun(output)));
    expect(printed).not.toMatch(/[1-9]\d* failed/);
  });
});
