import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, describeSettings } from '../../src/app/config.js';
import { helpOfAllCommands } from '../../src/cli/program.js';
import { commandsOf, patternOf, sectionOf } from '../support/document-commands.js';
import type { DocumentCommand } from '../support/document-commands.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { makeClone } from '../support/server/clone.js';
import type { Clone } from '../support/server/clone.js';
import { freePorts } from '../support/server/processes.js';

/** What the documents tell people to type exists, and prints what they show. The README has a test of its own. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const PAGES = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md');

/** Code of a page: its blocks and what is between single marks. */
const codeOf = (page: string): string[] =>
  [...read(page).matchAll(/^```\w*\n([\s\S]*?)^```|`([^`\n]+)`/gm)].map(([, block, code]) => block ?? code ?? '');

const allCode = PAGES.flatMap((page) => codeOf(page).map((code) => ({ page, code })));

test('every command and option of `order-broker` that a document names exists', () => {
  const help = new Map(
    helpOfAllCommands()
      .split(/^\$ /m)
      .map((text) => [/^order-broker(.*) --help/.exec(text)?.[1]?.trim() ?? '', text] as const),
  );
  const named = allCode.flatMap(({ page, code }) =>
    [...code.replaceAll('\\\n', ' ').matchAll(/(?:^|[\s"'])order-broker ([^\n`]*)/g)].map(([, words = '']) => ({
      page,
      words: words.split(/[\s,|]+/).filter((word) => word !== ''),
    })),
  );
  expect(named.length).toBeGreaterThan(20);
  const unknown = named.filter(({ words }) => {
    const [command = '', sub = ''] = words;
    const text = help.get(`${command} ${sub}`) ?? help.get(command);
    const options = words.map((word) => /^--[a-z-]+/.exec(word)?.[0]).filter((option) => option !== undefined);
    return (
      (text === undefined && !/^[-<.]/.test(command)) ||
      options.some((option) => !(text ?? help.get(''))?.includes(option))
    );
  });
  expect(unknown).toEqual([]);
});

test('every script of `npm run` that a document names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = allCode.flatMap(({ page, code }) =>
    [...code.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => ({ page, script })),
  );
  expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
});

test('every setting that a document gives a value to exists and takes it', () => {
  const settings = new Set(describeSettings({}).map(({ name }) => name));
  const mistakes = allCode.flatMap(({ page, code }) =>
    [...code.matchAll(/(?<![\w&?"'-])([A-Z][A-Z_]{3,})=([^\s`;,)]*)/g)]
      .filter(([, name = '', value = '']) => settings.has(name) && value !== '' && !/[<.…$]/.test(value))
      .flatMap(([, name = '', text = '']) => {
        // What an error message quotes ends with a colon.
        const value = text.replace(/:$/, '');
        // Alone, without the others that it may need.
        const together = { AUTH: 'users', TLS_CERT: 'x', TLS_KEY: 'y', DATABASE_URL: 'mysql://x/y', [name]: value };
        try {
          readConfig(together);
          return [];
        } catch (error) {
          return String(error).includes('authentication is off') ? [] : [{ page, name, value }];
        }
      }),
  );
  expect(mistakes).toEqual([]);
});

/** Sections whose commands are executed, one after the other, in an order in which the stock is as they show it. */
const EXECUTED = [
  ['docs/routing.md', '## The preview'],
  ['docs/routing.md', '## Splitting'],
  ['docs/routing.md', '## The trace'],
  ['docs/routing.md', '## Acknowledge before brokering'],
  ['docs/configuring/imports.md', '# Imports'],
  ['docs/configuring/admin.md', '# The admin interface'],
  ['docs/configuring/catalog.md', '## Loading'],
  ['docs/operations.md', '## Access control'],
] as const;

/** A start does not end by itself, and one that other machines can reach is none for a test. */
const isExecutable = ({ text }: DocumentCommand): boolean => !text.endsWith('npm start');

describe('the commands of', () => {
  const folder = temporaryFolder();
  let clone: Clone;
  let server: BuiltServer;
  /** Assignments of shell variables that later commands use. */
  let variables = '';
  /** Request numbers and message ids of the documents, and those of this run. */
  const ids = new Map<string, string>();
  const ofThisRun = (text: string): string =>
    text
      .replace(/(?<=orders\/|status |request id |"request_id":)\d+/g, (id) => ids.get(id) ?? id)
      .replace(/01a1fdd4-[\da-f-]+/g, () => ids.get('message') ?? '');

  beforeAll(async () => {
    const url = `sqlite:${folder.path}/documents.db`;
    server = await startBuiltServer({ DATABASE_URL: url, MESSAGE_LOG_PERSONAL_DATA: 'plain' }, folder.path);
    clone = makeClone(Number(new URL(server.url).port), { DATABASE_URL: url });
    copyFileSync(join(ROOT, 'samples/catalogs/demo.yaml'), join(clone.path, 'my-catalog.yaml'));
    // A message that is kept.
    await clone.run('npx order-broker submit --item NOSUCH');
    for (let tries = 0; tries < 50 && !ids.has('message'); tries += 1) {
      const [message] = JSON.parse(await clone.run('npx order-broker messages --json')) as { id: string }[];
      if (message !== undefined) ids.set('message', message.id);
    }
  });

  afterAll(async () => {
    await server.stop();
    clone.remove();
    folder.remove();
  });

  const executed = EXECUTED.flatMap(([page, heading]) =>
    commandsOf(sectionOf(read(page), heading))
      .filter(isExecutable)
      .map((command): [string, DocumentCommand] => [`${page}:${String(command.line)}`, command]),
  );

  test.each(executed)('%s', async (_, { text, output }) => {
    if (/^[A-Z]=/.test(text)) {
      variables += `${text}; `;
      return;
    }
    // A file that a document shows is one that the reader has.
    const shown = /^cat (\S+)$/.exec(text)?.[1];
    if (shown !== undefined && !shown.endsWith('.errors')) writeFileSync(join(clone.path, shown), `${output}\n`);
    const printed = await clone.run(variables + ofThisRun(text));
    const assigned = /request id (\d+)/.exec(output)?.[1];
    if (assigned !== undefined) ids.set(assigned, /request id (\d+)/.exec(printed)?.[1] ?? '');
    if (output === '') expect(printed).not.toMatch(/"error"|"faults"|^error: |not found/m);
    else expect(printed).toMatch(patternOf(ofThisRun(output)));
  });

  test("the README's own catalog is loaded without a broker, and its mistakes are listed as there", async () => {
    const section = sectionOf(read('README.md'), '## Your own catalog');
    const [load] = commandsOf(section);
    const [unused = 0] = await freePorts(1);
    const offline = `DEMO_DATA=false DATABASE_URL=sqlite:own.db PORT=${String(unused)} `;
    expect(await clone.run(`${offline}${load?.text ?? ''}`)).toMatch(
      patternOf(`No server is running at ...; loading directly into ...\n${load?.output ?? ''}`),
    );
    const mistakes = /^```\n(path[\s\S]*?)^```/m.exec(section)?.[1] ?? '';
    const catalog = read('samples/catalogs/demo.yaml').replace(/system_cd: "6"\n/, 'system_cd: 6\n    colour: red\n');
    writeFileSync(join(clone.path, 'wrong.yaml'), catalog);
    expect(await clone.run(`${offline}npx order-broker load wrong.yaml`)).toMatch(
      patternOf(`...${mistakes.trim()}...`),
    );
  });
});
