// Makes what the build needs beside compiled code: the postal table, the demo catalog as JSON and an executable command.
// The files are made only when they are missing or older than their sources.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const at = (path) => new URL(`../${path}`, import.meta.url);
const isOlder = (made, ...sources) =>
  !existsSync(made) || sources.some((source) => statSync(source).mtimeMs > statSync(made).mtimeMs);

const postalTable = at('dist/postal-table.txt');
const builder = at('dist/geo/postal-table-builder.js');
if (isOlder(postalTable, builder)) {
  const { buildPostalTable } = await import(builder);
  writeFileSync(postalTable, buildPostalTable(createRequire(import.meta.url)('zipcodes').codes));
}

const demo = at('dist/demo-catalog.json');
const written = at('samples/catalogs/demo.yaml');
const reader = at('dist/formats/catalog/catalog-document.js');
if (isOlder(demo, written, reader)) {
  const { parseCatalogDocument } = await import(reader);
  const parsed = parseCatalogDocument(readFileSync(written, 'utf8'));
  if ('faults' in parsed)
    throw new Error(
      parsed.faults.map(({ path, reason }) => `samples/catalogs/demo.yaml: ${path}: ${reason}`).join('\n'),
    );
  writeFileSync(demo, JSON.stringify(parsed.document));
}

chmodSync(at('dist/cli/main.js'), 0o755);
