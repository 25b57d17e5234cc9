import { readFileSync } from 'node:fs';
import { describeSettings } from '../../src/app/config.js';
import { OMS_LETTERS, OMS_ORDER_TYPES, omsLetter } from '../../src/domain/order/oms-letter.js';
import { PREFERENCES } from '../../src/domain/network/preferences.js';
import { RESPONSE_CODES } from '../../src/domain/response-code.js';
import { isFinal, PROGRESS, RESERVING_STATUSES, STATUS_ALIASES, STATUSES } from '../../src/domain/values/status.js';
import { BLOCKED_UNDER_REVIEW, TRANSITIONS } from '../../src/domain/order/transition.js';
import { VARIABLES } from '../../src/routing/probability/variables.js';
import { FUNCTIONS } from '../../src/routing/probability/functions.js';
import { OPERATORS } from '../../src/routing/probability/operators.js';
import { FEED_TABLES } from '../../src/store/feed/feed-tables.js';
import { FAULTS } from '../../src/platform/soap/fault-catalog.js';
import { generatedPages, generatedRegions, withRegions } from '../../scripts/pages.mjs';
import type { Tables } from '../../scripts/pages.mjs';
import { SCORE_CRITERIA, STANDARD_CRITERIA } from '../../src/routing/criteria/criteria.js';

const tables: Tables = {
  settings: describeSettings({}),
  responseCodes: RESPONSE_CODES,
  faults: FAULTS,
  feedTables: FEED_TABLES,
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
};
const pages = generatedPages(tables);
const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test.each(Object.entries(pages))('%s is what the code generates (else run npm run generate)', (path, text) => {
  expect(read(path)).toBe(text);
});

test.each(Object.entries(generatedRegions(tables)))(
  'the generated regions of %s are what the code generates (else run npm run generate)',
  (path, regions) => {
    expect(read(path)).toBe(withRegions(read(path), regions));
  },
);

test('a page that lacks a generated region is an error', () => {
  expect(() => withRegions('# Page', { criteria: '' })).toThrow('the page has no region "criteria"');
});
