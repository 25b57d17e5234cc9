// What the build makes beside compiled code: the table of places, the demo retailer as JSON, a command that can be run. All of it only
// when it is missing or older than what it is made of.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const at = (path) => new URL(`../${path}`, import.meta.url);
const isOlder = (made, ...sources) =>
  !existsSync(made) || sources.some((source) => statSync(source).mtimeMs > statSync(made).mtimeMs);

const places = at('dist/places.txt');
const table = at('dist/geo/postal-table.js');
if (isOlder(places, table)) {
  const { writeTable } = await import(table);
  writeFileSync(places, writeTable(createRequire(import.meta.url)('zipcodes').codes));
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
