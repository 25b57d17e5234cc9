import { answerQuestions } from '../../background-thread.js';
import type { Examination } from './validation-thread.js';
import { Validator } from './validator.js';
import type { Findings } from './validator.js';

/** The worker of validation-thread.ts. It keeps compiled schemas. */
const validators = new Map<string, Validator>();

answerQuestions(({ xsd, options, text, position }: Examination): Findings => {
  const key = `${options.wrongTypeHints} ${xsd}`;
  const validator = validators.get(key) ?? new Validator(xsd, options);
  validators.set(key, validator);
  return validator.examine(text, position);
});
