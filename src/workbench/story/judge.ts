import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { attribute, descend, LIMITS, payloadOf } from '../../client/locate/answer.js';
import { firstDifference } from '../compare.js';
import type { Difference } from '../compare.js';
import { ANY_DATE_TIME, ANY_VALUE } from '../manifest.js';
import type { RunNames } from '../run-names.js';
import { firstMismatch } from './match.js';
import { placeOf } from './message.js';
import type { Story } from './read-story.js';
import type { Expectation, StoryStep } from './schema.js';
import { viewOf } from './view.js';
import type { NameOfPlace, View } from './view.js';

/** What came back, and whether it is what was expected. */
export interface Outcome {
  /** The request id given out here; empty when none was. */
  readonly requestId: string;
  /** Absent when the answer was lost, or cannot be read. */
  readonly came?: View;
  readonly result: 'passed' | 'failed';
  readonly reason: string;
  readonly difference?: Difference;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const TOLERANCE = { anyDateTime: new Set(ANY_DATE_TIME), anyValue: new Set(ANY_VALUE) };

/**
 * Holds an answer against what the step expects. What is not said there is expected to go well: HTTP 200, no fault, `OK`.
 * A request id given out is called from now on by the name the step gives it, in the view of this answer already.
 */
export function judgeMessage(story: Story, step: StoryStep, answer: Answer, names: RunNames): Outcome {
  let envelope: XmlElement;
  try {
    envelope = parseXml(answer.body, LIMITS);
  } catch (error) {
    return {
      requestId: '',
      result: 'failed',
      reason: `HTTP status ${answer.status}, and no answer that can be read: ${(error as Error).message}`,
    };
  }
  const realId = attribute(descend(payloadOf(envelope)?.children[0], 'message_body', 'response'), 'request_id');
  const requestId = /^[1-9]\d*$/.test(realId) ? realId : '';
  if (step.request !== undefined && requestId !== '') names.call(requestId, step.request);
  const told = names.incoming(envelope);
  const place = placesOf(story);
  const came = viewOf(told, answer.status, place);
  const difference =
    step.response === undefined
      ? firstMismatch(expectedOf(step, place, story), came)
      : firstDifference(parseXml(story.files.get(step.response)?.toString('utf8') ?? '', LIMITS), told, TOLERANCE);
  return { requestId, came, ...verdict(difference) };
}

/** Likewise, for an answer of the admin interface. */
export function judgeJson(step: StoryStep, answer: Answer): Outcome {
  let body: unknown;
  try {
    body = JSON.parse(answer.body);
  } catch {
    body = answer.body;
  }
  const difference = firstMismatch({ http: 200, ...step.expect }, { http: answer.status, body });
  return { requestId: '', came: { http: String(answer.status) }, ...verdict(difference) };
}

const verdict = (difference: Difference | undefined): Pick<Outcome, 'result' | 'reason' | 'difference'> =>
  difference === undefined
    ? { result: 'passed', reason: '' }
    : { result: 'failed', reason: 'the answer differs', difference };

/** What a story calls the locations: by its cast, else by their codes. */
function placesOf(story: Story): NameOfPlace {
  const names = new Map<string, string>();
  for (const [name, code] of Object.entries(story.cast)) if (!names.has(code)) names.set(code, name);
  return (system, location) => {
    const code = `${system}/${location}`;
    if (location === '') return '';
    return names.has(code) ? `${names.get(code) ?? ''} (${code})` : code;
  };
}

/** What a step expects, with all that goes without saying, and with locations called as in what comes back. */
function expectedOf(step: StoryStep, place: NameOfPlace, story: Story): Expectation {
  const expect = step.expect ?? {};
  const called = (written: string): string => {
    if (written === '') return '';
    const { system, location } = placeOf(story, written);
    return place(system, location);
  };
  const lines = (given: NonNullable<Expectation['lines']>) =>
    given.map((line) => ({ ...line, ...(line.at === undefined ? {} : { at: called(line.at) }) }));
  return {
    ...(expect.fault === undefined ? { http: 200, answer: 'OK' } : {}),
    ...(step.request === undefined ? {} : { request: step.request }),
    ...expect,
    ...(expect.lines === undefined ? {} : { lines: lines(expect.lines) }),
    ...(expect.orders === undefined
      ? {}
      : {
          orders: expect.orders.map((order) => ({
            ...order,
            ...(order.placed_at === undefined ? {} : { placed_at: called(order.placed_at) }),
            ...(order.pickup_at === undefined ? {} : { pickup_at: called(order.pickup_at) }),
            ...(order.lines === undefined ? {} : { lines: lines(order.lines) }),
          })),
        }),
  };
}
