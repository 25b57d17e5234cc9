// Makes what the build needs beside compiled code: the postal table, the demo catalog as JSON and an executable command.
// Called by scripts/build.mjs, when something has changed.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const at = (path) => new URL(`../${path}`, import.meta.url);

const { buildPostalTable } = await import(at('dist/geo/postal-table-builder.js'));
writeFileSync(at('dist/postal-table.txt'), buildPostalTable(createRequire(import.meta.url)('zipcodes').codes));

const { parseCatalogDocument } = await import(at('dist/formats/catalog/catalog-document.js'));
const parsed = parseCatalogDocument(readFileSync(at('samples/catalogs/demo.yaml'), 'utf8'));
if ('faults' in parsed)
  throw new Error(parsed.faults.map(({ path, reason }) => `samples/catalogs/demo.yaml: ${path}: ${reason}`).join('\n'));
writeFileSync(at('dist/demo-catalog.json'), JSON.stringify(parsed.document));

chmodSync(at('dist/cli/main.js'), 0o755);
