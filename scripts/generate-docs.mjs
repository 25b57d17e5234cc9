// Writes the pages of docs/ that are made from the code. With --check it writes nothing and exits 1 when one differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describeSettings } from '../dist/app/config.js';
import { OMS_LETTERS, OMS_ORDER_TYPES, omsLetter } from '../dist/domain/order/oms-letter.js';
import { PREFERENCES } from '../dist/domain/network/preferences.js';
import { RESPONSE_CODES } from '../dist/domain/response-code.js';
import { isFinal, PROGRESS, RESERVING_STATUSES, STATUS_ALIASES, STATUSES } from '../dist/domain/values/status.js';
import { BLOCKED_UNDER_REVIEW, TRANSITIONS } from '../dist/domain/order/transition.js';
import { SCORE_CRITERIA, STANDARD_CRITERIA } from '../dist/routing/criteria/criteria.js';
import { VARIABLES } from '../dist/routing/probability/variables.js';
import { FUNCTIONS } from '../dist/routing/probability/functions.js';
import { OPERATORS } from '../dist/routing/probability/operators.js';
import { FEED_TABLES } from '../dist/store/feed/feed-tables.js';
import { FAULTS } from '../dist/platform/soap/fault-catalog.js';
import { generatedPages, generatedRegions, withRegions } from './pages.mjs';

const tables = {
  settings: describeSettings({}),
  responseCodes: RESPONSE_CODES,
  faults: FAULTS,
  statuses: STATUSES,
  aliases: STATUS_ALIASES,
  progress: PROGRESS,
  isFinal,
  reserving: RESERVING_STATUSES,
  transitions: TRANSITIONS,
  heldBack: BLOCKED_UNDER_REVIEW,
  omsOrderTypes: OMS_ORDER_TYPES,
  omsLetter,
  omsWords: OMS_LETTERS,
  preferences: PREFERENCES,
  standardCriteria: STANDARD_CRITERIA,
  scoreCriteria: SCORE_CRITERIA,
  variables: VARIABLES,
  functions: FUNCTIONS,
  operators: OPERATORS,
  feedTables: FEED_TABLES,
};

const at = (path) => new URL(`../${path}`, import.meta.url);
const pages = {
  ...generatedPages(tables),
  ...Object.fromEntries(
    Object.entries(generatedRegions(tables)).map(([path, regions]) => [
      path,
      withRegions(readFileSync(at(path), 'utf8'), regions),
    ]),
  ),
};
for (const [path, text] of Object.entries(pages)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(at(path), text);
  } else if (!existsSync(at(path)) || readFileSync(at(path), 'utf8') !== text) {
    console.error(`${path} differs from what the code generates: run \`npm run generate\` and commit the result.`);
    process.exitCode = 1;
  }
}
