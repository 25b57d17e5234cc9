// Makes what the build needs beside compiled code: the postal table, the demo catalog as JSON, an executable command, and the
// entry of order-broker/testing with its declarations: those of one file, so that others' compilers read no more than that.
// Called by scripts/build.mjs, when something has changed.
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import typescript from 'typescript';

const at = (path) => new URL(`../${path}`, import.meta.url);

const { buildPostalTable } = await import(at('dist/geo/postal-table-builder.js'));
writeFileSync(at('dist/postal-table.txt'), buildPostalTable(createRequire(import.meta.url)('zipcodes').codes));

const { parseCatalogDocument } = await import(at('dist/formats/catalog/catalog-document.js'));
const parsed = parseCatalogDocument(readFileSync(at('samples/catalogs/demo.yaml'), 'utf8'));
if ('faults' in parsed)
  throw new Error(parsed.faults.map(({ path, reason }) => `samples/catalogs/demo.yaml: ${path}: ${reason}`).join('\n'));
writeFileSync(at('dist/demo-catalog.json'), JSON.stringify(parsed.document));

chmodSync(at('dist/cli/main.js'), 0o755);

for (const name of ['entry.cjs', 'native.cjs']) copyFileSync(at(`src/testing/${name}`), at(`dist/testing/${name}`));
const { outputText } = typescript.transpileDeclaration(readFileSync(at('src/testing/surface.ts'), 'utf8'), {
  compilerOptions: { isolatedDeclarations: true, declaration: true, target: typescript.ScriptTarget.ES2023 },
});
writeFileSync(at('dist/testing/entry.d.cts'), `${outputText}\nexport declare const startBroker: StartBroker;\n`);
