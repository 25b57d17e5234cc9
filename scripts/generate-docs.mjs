// Writes the pages of docs/ that are made from the code. With --check it writes nothing and exits 1 when one differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describeSettings } from '../dist/app/config.js';
import { OMS_LETTERS, OMS_ORDER_TYPES, omsLetter } from '../dist/domain/order/oms-letter.js';
import { PREFERENCES } from '../dist/domain/network/preferences.js';
import { RESPONSE_CODES } from '../dist/domain/response-code.js';
import { isFinal, PROGRESS, RESERVING_STATUSES, STATUS_ALIASES, STATUSES } from '../dist/domain/values/status.js';
import { HELD_BACK, TRANSITIONS } from '../dist/domain/order/transition.js';
import { VARIABLES } from '../dist/routing/probability/variables.js';
import { FUNCTIONS } from '../dist/routing/probability/functions.js';
import { OPERATORS } from '../dist/routing/probability/operators.js';
import { FAULTS } from '../dist/platform/soap/fault-catalog.js';
import { generatedPages } from './pages.mjs';

const pages = generatedPages({
  settings: describeSettings({}),
  responseCodes: RESPONSE_CODES,
  faults: FAULTS,
  statuses: STATUSES,
  aliases: STATUS_ALIASES,
  progress: PROGRESS,
  isFinal,
  reserving: RESERVING_STATUSES,
  transitions: TRANSITIONS,
  heldBack: HELD_BACK,
  omsOrderTypes: OMS_ORDER_TYPES,
  omsLetter,
  omsWords: OMS_LETTERS,
  preferences: PREFERENCES,
  figures: VARIABLES,
  functions: FUNCTIONS,
  operators: OPERATORS,
});
for (const [path, text] of Object.entries(pages)) {
  const target = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`${path} is not what the code says: run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  }
}
