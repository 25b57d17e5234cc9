// Writes the messages.ts of each SOAP service from its schema. With --check it writes nothing and exits 1 when a file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { readSchema } from '../dist/platform/xml/schema/read-schema.js';
import { typescriptOf } from '../dist/platform/xml/schema/typescript.js';

const CONTRACTS = [
  { xsd: 'xsd/Locate.xsd', messages: 'src/services/locate/messages.ts', payloads: 'LocatePayloads' },
  {
    xsd: 'xsd/ThirdPartyLogistics.xsd',
    messages: 'src/services/third-party-logistics/messages.ts',
    payloads: 'ThirdPartyPayloads',
  },
];

const at = (path) => new URL(`../${path}`, import.meta.url);
for (const { xsd, messages, payloads } of CONTRACTS) {
  const generated = typescriptOf(readSchema(readFileSync(at(xsd), 'utf8')), xsd, payloads);
  if (!process.argv.includes('--check')) {
    writeFileSync(at(messages), generated);
  } else if (readFileSync(at(messages), 'utf8') !== generated) {
    console.error(`${messages} is not what ${xsd} says: run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  }
}
