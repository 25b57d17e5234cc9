import { Worker } from 'node:worker_threads';
import type { XmlElement } from '../element.js';
import { descend, MAX_STEPS, maxSteps, problemsYielding, problemsOf, tooWide } from './validator.js';
import type { Findings, SchemaProblem, Validator, ValidatorOptions, ValidatorParts } from './validator.js';

/**
 * Validation that holds nobody up: small messages here and now, large ones in a thread, because one call of libxml2 cannot
 * be cut. An order of 4 MB takes it 50 ms, a message with many faults among many siblings a second.
 *
 * 1. The thread is started with the first large message, works on one after the other, and is not waited for when the process
 *    ends with nothing to do; the messages it works on are.
 * 2. It is given text and gives back what libxml2 found; places are looked up here, where the tree is. The faults are the same.
 * 3. When it dies, who waited is told so, and the next message starts another one.
 *
 * Rejected: building the tree and decoding in the thread as well. The result has to come over piece by piece again: cloning the tree
 * of an order of a thousand lines took longer than making it.
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

/** What is validated here: libxml2 reads and validates so many characters in 5 ms, and names that many faults in 20. */
const SMALL = { characters: 200_000, steps: 4_000_000 };

/** A worker runs compiled code, also where this file was compiled on the fly. */
const CODE = new URL('../../../../dist/platform/xml/validation/validation-worker.js', import.meta.url);

/**
 * `validator.validate`, at once for a small message, else from the thread.
 * @param parts what the validator is made of; it is made here only when it is needed here
 * @throws {Error} when the thread died of it
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
      this.#end(worker, new Error('the thread that validates ended'));
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
