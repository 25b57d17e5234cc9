import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = resolve(import.meta.dirname, '../../');
const IGNORED = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', '.stryker-tmp', 'reports']);

/** Every file of the repository, by its path from the root. */
const FILES = list(ROOT);
const MARKDOWN = FILES.filter((file) => file.endsWith('.md'));
const CODE = FILES.filter((file) => /^(src|test|bench|scripts)\/.*\.(ts|mjs)$/.test(file));

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? list(path) : [relative(ROOT, path)];
  });
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const matches = (text: string, pattern: RegExp): string[][] => [...text.matchAll(pattern)];

/** A name counts as existing where a file's path ends with it: comments name neighbors without their folder. */
const exists = (name: string): boolean => FILES.some((file) => file === name || file.endsWith(`/${name}`));

/** The `.md`, `.ts` and `.mjs` files that a text names. */
const namedIn = (text: string): string[] =>
  matches(text, /(?<![\w@/.*-])(?:\.{1,2}\/)*([\w-][\w./-]*\.(?:md|ts|mjs))\b(?!\.)/g).map(([, name = '']) => name);

const commentsIn = (file: string): string =>
  matches(read(file), /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*/g)
    .join('\n')
    .replace(/\s*\n\s*\*?\s*/g, ' ');

/** A page without its code blocks, in which neither headings nor links count. */
const proseOf = (page: string): string => read(page).replace(/^```.*?^```/gms, '');

const headingsOf = (page: string): string[] =>
  exists(page) ? matches(proseOf(page), /^#+ (.*)$/gm).map(([, heading = '']) => heading) : [];

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string => heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

test('every document and source file that the code names exists', () => {
  const names = CODE.flatMap((file) =>
    [...namedIn(commentsIn(file)), ...matches(read(file), /\bdocs\/[\w/-]+\.md\b/g).flat()].map((name) => ({
      file,
      name,
    })),
  );
  expect(names.filter(({ name }) => !exists(name))).toEqual([]);
});

test('every section of docs/reference/ that a comment cites is a heading there', () => {
  const section = String.raw`(?:\d(?:\.\d+)?|\([a-f]\)(?: (?:\d+|[A-Z]\w+))?)`;
  const citation = new RegExp(String.raw`(docs/reference/[\w-]+\.md) (${section}(?:(?:, | to )${section})*)`, 'g');
  const cited = CODE.flatMap((file) =>
    matches(commentsIn(file), citation).flatMap(([, page = '', sections = '']) =>
      sections.split(/, | to /).map((one) => ({ file, page, section: one })),
    ),
  );
  const isHeading = (page: string, one: string) =>
    headingsOf(page).some((heading) => `${heading} `.startsWith(`${one} `));
  expect(cited.length).toBeGreaterThan(0);
  expect(cited.filter((one) => !isHeading(one.page, one.section))).toEqual([]);
});

test('every relative link and anchor of a document leads somewhere', () => {
  const links = MARKDOWN.flatMap((page) =>
    matches(proseOf(page), /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g).map(([, path = '', anchor]) => ({
      page,
      target: path === '' ? page : join(dirname(page), path),
      anchor,
    })),
  );
  const leads = ({ target, anchor }: { target: string; anchor: string | undefined }) =>
    anchor === undefined
      ? FILES.some((file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`))
      : headingsOf(target).some((heading) => anchorOf(heading.toLowerCase()) === anchor);
  expect(links.filter((link) => !leads(link))).toEqual([]);
});

test('every file and folder that a document names exists', () => {
  const folder = /^(?:src|test|bench|scripts|samples|docs|wsdl|xsd)\/[\w./-]*$/;
  const names = MARKDOWN.flatMap((page) =>
    matches(read(page), /`([^`\n]+)`/g).flatMap(([, code = '']) =>
      [...namedIn(code), ...(folder.test(code) ? [code] : [])].map((name) => ({ page, name })),
    ),
  );
  const isFolder = (name: string) => FILES.some((file) => file.startsWith(`${name.replace(/\/$/, '')}/`));
  expect(names.filter(({ name }) => !exists(name) && !isFolder(name))).toEqual([]);
});

test('every log line that docs/operations.md explains is one that the code writes', () => {
  const logs = /^## Logs$[\s\S]*?(?=^## )/m.exec(read('docs/operations.md'))?.[0] ?? '';
  const lines = matches(logs, /^\| (`.*?) \|/gm).flatMap(([, cell = '']) => matches(cell, /`([^`]+)`/g));
  const code = CODE.filter((file) => file.startsWith('src/')).map(read);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.map(([, line = '']) => line).filter((line) => !code.some((text) => text.includes(line)))).toEqual([]);
});

test('every threat of SECURITY.md names tests, and they exist', () => {
  const rows = matches(read('SECURITY.md'), /^\| (.+?) \| .+ \| (.+?) \|$/gm).slice(2);
  expect(rows.length).toBeGreaterThan(20);
  const named = rows.map(([, threat = '', tests = '']) => ({
    threat,
    files: matches(tests, /`(test\/[\w/.-]+)`/g).map(([, file = '']) => file),
  }));
  expect(named.filter(({ files }) => files.length === 0)).toEqual([]);
  const isThere = (file: string): boolean =>
    file.endsWith('/') ? FILES.some((one) => one.startsWith(file)) : FILES.includes(file);
  expect(named.flatMap(({ files }) => files).filter((file) => !isThere(file))).toEqual([]);
});
