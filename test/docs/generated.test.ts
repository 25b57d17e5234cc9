import { readFileSync } from 'node:fs';
import { describeSettings } from '../../src/app/config.js';
import { OMS_LETTERS, OMS_ORDER_TYPES, omsLetter } from '../../src/domain/order/oms-letter.js';
import { PREFERENCES } from '../../src/domain/network/preferences.js';
import { RESPONSE_CODES } from '../../src/domain/response-code.js';
import { isFinal, PROGRESS, RESERVING_STATUSES, STATUS_ALIASES, STATUSES } from '../../src/domain/values/status.js';
import { HELD_BACK, TRANSITIONS } from '../../src/domain/order/transition.js';
import { VARIABLES } from '../../src/routing/probability/variables.js';
import { FUNCTIONS } from '../../src/routing/probability/functions.js';
import { OPERATORS } from '../../src/routing/probability/operators.js';
import { FAULTS } from '../../src/platform/soap/fault-catalog.js';
import { generatedPages } from '../../scripts/pages.mjs';

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

test.each(Object.entries(pages))('%s is what the code says (else: npm run generate)', (path, text) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
});
