import { Worker } from 'node:worker_threads';
import type { XmlElement } from '../element.js';
import { descend, MAX_STEPS, maxSteps, problemsYielding, problemsOf, tooWide } from './validator.js';
import type { Findings, SchemaProblem, Validator, ValidatorOptions, ValidatorParts } from './validator.js';

/**
 * Validation that does not block the event loop: small messages are validated here, large ones in a worker thread,
 * because a call of libxml2 cannot be interrupted. An order of 4 MB takes it 50 ms, a message with many errors among
 * many siblings a second.
 *
 * 1. The thread starts with the first large message and processes one message at a time. It keeps the process alive
 *    only while messages are in progress.
 * 2. It receives text and returns the findings of libxml2; positions are looked up here, where the tree is. The
 *    problems are the same.
 * 3. If it dies, all pending validations reject, and the next large message starts a new thread.
 *
 * Rejected: parsing and decoding in the thread as well. The result would have to be copied piece by piece: cloning the
 * tree of an order of a thousand lines took longer than building it.
 */

export interface ExaminationRequest {
  readonly number: number;
  readonly xsd: string;
  readonly options: ValidatorOptions;
  readonly text: string;
  readonly position: readonly number[];
}

export type ExaminationAnswer = { readonly number: number } & (
  { readonly findings: Findings } | { readonly failure: string }
);

/**
 * The largest message validated here: libxml2 parses and validates so many characters in 5 ms, and reports errors of so
 * many steps in 20 ms.
 */
const SMALL = { characters: 200_000, steps: 4_000_000 };

/** The worker always runs the compiled file, even if this one is transpiled on the fly, as in the tests. */
const CODE = new URL('../../../../dist/platform/xml/validation/validation-worker.js', import.meta.url);

/**
 * `validator.validate`: directly for a small message, otherwise in the thread.
 * @param parts the validator's input, for the thread
 * @param validator creates the validator; called only if it is needed in this thread
 * @throws {Error} if the thread dies
 */
export async function validateOffThread(
  parts: ValidatorParts,
  validator: () => Validator,
  text: string,
  root: XmlElement,
  position: readonly number[],
): Promise<SchemaProblem[]> {
  const element = descend(root, position);
  const steps = maxSteps(element);
  if (steps > MAX_STEPS) return [tooWide(element)];
  if (text.length <= SMALL.characters && steps <= SMALL.steps)
    return problemsOf(validator().examine(text, position), element, position);
  return problemsYielding(await thread.examine(parts, text, position), element, position);
}

interface Waiting {
  resolve(findings: Findings): void;
  reject(error: Error): void;
}

class ValidationThread {
  #worker: Worker | undefined;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  examine({ xsd, options }: ValidatorParts, text: string, position: readonly number[]): Promise<Findings> {
    const worker = (this.#worker ??= this.#start());
    const request: ExaminationRequest = { number: (this.#last += 1), xsd, options, text, position };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.number, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const worker = new Worker(CODE);
    worker.on('message', (answer: ExaminationAnswer) => {
      const waiting = this.#waiting.get(answer.number);
      this.#waiting.delete(answer.number);
      if (this.#waiting.size === 0) worker.unref();
      if ('findings' in answer) waiting?.resolve(answer.findings);
      else waiting?.reject(new Error(`a message could not be validated: ${answer.failure}`));
    });
    worker.on('error', (error) => {
      this.#end(worker, error);
    });
    worker.on('exit', () => {
      this.#end(worker, new Error('the validation thread exited'));
    });
    return worker;
  }

  #end(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

const thread = new ValidationThread();
