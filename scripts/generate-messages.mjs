// Writes src/services/locate/messages.ts from xsd/Locate.xsd. With --check it writes nothing and exits 1 when the file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { readSchema } from '../dist/platform/xml/schema/read-schema.js';
import { typescriptOf } from '../dist/platform/xml/schema/typescript.js';

const target = new URL('../src/services/locate/messages.ts', import.meta.url);
const generated = typescriptOf(
  readSchema(readFileSync(new URL('../xsd/Locate.xsd', import.meta.url), 'utf8')),
  'xsd/Locate.xsd',
  'LocatePayloads',
);

if (!process.argv.includes('--check')) {
  writeFileSync(target, generated);
} else if (readFileSync(target, 'utf8') !== generated) {
  console.error(
    'src/services/locate/messages.ts is not what xsd/Locate.xsd says: run `npm run generate` and commit the result.',
  );
  process.exit(1);
}
