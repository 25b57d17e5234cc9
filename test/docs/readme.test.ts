import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { commandsOf, patternOf, sectionOf } from '../support/document-commands.js';
import { makeClone } from '../support/server/clone.js';
import type { Clone } from '../support/server/clone.js';
import { freePorts } from '../support/server/processes.js';

/** The first five minutes of the README, executed as they are written, but for the port. */

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [START, ...COMMANDS] = commandsOf(sectionOf(README, '## The first five minutes'));

onEveryEngine((engine) => {
  /** Request numbers of the README, and those of this run. */
  const requests = new Map<string, string>();
  let clone: Clone;
  let database: TestDatabase;
  let broker: ChildProcess;
  let said = '';

  const ofThisRun = (text: string): string => text.replace(/\b\d+\b/g, (number) => requests.get(number) ?? number);

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    database = await engine.create();
    // On SQLite the README's own: the default.
    clone = makeClone(port, engine.name === 'sqlite' ? {} : { DATABASE_URL: database.url });
    broker = spawn('sh', ['-c', `exec ${START?.text ?? ''}`], {
      cwd: clone.path,
      env: clone.env,
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
    clone.remove();
  });

  test(`line ${String(START?.line)}: ${START?.text ?? ''}`, () => {
    const greeting = said.slice(said.indexOf('Order Broker')).replace(/\{"level".*\n/g, '');
    const expected = (START?.output ?? '').replace('sqlite:data/broker.db', clone.env.DATABASE_URL ?? '$&');
    // Commands know the port 8080 without an option.
    const withoutOption = greeting.replaceAll(/ --url \S+/g, '');
    expect(withoutOption).toMatch(patternOf(clone.withPort(expected)));
  });

  test.each(COMMANDS)('line $line: $text', async ({ text, output }) => {
    const printed = await clone.run(ofThisRun(text));
    const assigned = /request id (\d+)/.exec(output)?.[1];
    if (assigned !== undefined) requests.set(assigned, /request id (\d+)/.exec(printed)?.[1] ?? '');
    if (output !== '') expect(printed).toMatch(patternOf(clone.withPort(ofThisRun(output))));
    expect(printed).not.toMatch(/[1-9]\d* failed/);
  });
});
