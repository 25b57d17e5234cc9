import type { ProblemError } from '../../../src/platform/http/json/json-service.js';
import { FieldReader } from '../../../src/services/logistics/field-reader.js';

const faultsOf = (body: unknown): unknown => {
  try {
    new FieldReader(body).check();
    return [];
  } catch (error) {
    return (error as ProblemError).problem.faults;
  }
};

test.each([
  ['no body', undefined, 'nothing'],
  ['null', null, 'null'],
  ['a list', [1], '[1]'],
  ['a text', 'x'.repeat(70), `${'x'.repeat(60)}…`],
])('%s in place of a group is a fault of the request', (_, body, found) => {
  expect(faultsOf(body)).toEqual([{ path: '', reason: `found ${found}, expected a group of fields` }]);
});
