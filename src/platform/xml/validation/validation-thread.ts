import { BackgroundThread } from '../../background-thread.js';
import type { XmlElement } from '../element.js';
import { descend, MAX_STEPS, maxSteps, problemsYielding, problemsOf, tooWide } from './validator.js';
import type { Findings, SchemaProblem, Validator, ValidatorOptions, ValidatorParts } from './validator.js';

/**
 * Validation that does not block the event loop: small messages are validated here, large ones in a worker thread,
 * because a call of libxml2 cannot be interrupted. An order of 4 MB takes it 50 ms, a message with many errors among
 * many siblings a second.
 *
 * The thread receives text and returns the findings of libxml2; positions are looked up here, where the tree is. The
 * problems are the same.
 *
 * Rejected: parsing and decoding in the thread as well. The result would have to be copied piece by piece: cloning the
 * tree of an order of a thousand lines took longer than building it.
 */

/** What the thread examines. */
export interface Examination {
  readonly xsd: string;
  readonly options: ValidatorOptions;
  readonly text: string;
  readonly position: readonly number[];
}

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
  return problemsYielding(await thread.ask({ ...parts, text, position }), element, position);
}

const thread = new BackgroundThread<Examination, Findings>('a message could not be validated', CODE);
