import { parentPort } from 'node:worker_threads';
import type { ExaminationAnswer, ExaminationRequest } from './validation-thread.js';
import { Validator } from './validator.js';

/** The worker of validation-thread.ts: processes one message at a time and caches compiled schemas. */
const validators = new Map<string, Validator>();

parentPort?.on('message', ({ number, xsd, options, text, position }: ExaminationRequest) => {
  const answer = (): ExaminationAnswer => {
    try {
      const key = `${options.wrongTypeHints} ${xsd}`;
      const validator = validators.get(key) ?? new Validator(xsd, options);
      validators.set(key, validator);
      return { number, findings: validator.examine(text, position) };
    } catch (error) {
      return { number, failure: error instanceof Error ? error.message : String(error) };
    }
  };
  parentPort?.postMessage(answer());
});
