import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { attribute, bodyOf, child, LIMITS, payloadOf } from '../../client/locate/response.js';
import { assertionOf } from '../assertion.js';
import type { AssertionResult } from '../assertion.js';
import { firstDifference } from '../compare.js';
import type { RawResponse } from '../exchange.js';
import { ANY_DATE_TIME, ANY_VALUE } from '../manifest.js';
import type { RunNames } from '../run-names.js';
import { firstMismatch } from './match.js';
import { locationOf } from './message.js';
import type { Story } from './read-story.js';
import type { Expectation, StoryStep } from './schema.js';
import { viewSql } from './sql-call.js';
import type { SqlView } from './sql-call.js';
import { viewOf } from './view.js';
import type { LocationLabel, ResponseView } from './view.js';

/** The response to a step, and whether it is the expected one. */
export interface StepOutcome extends AssertionResult {
  /** The request id that was assigned in this step; empty when none was. */
  readonly requestId: string;
  /** The values that the step keeps, by their names. */
  readonly kept?: Readonly<Record<string, string>>;
  /** The response in the terms of `expect`; absent when it was discarded or cannot be read. */
  readonly came?: ResponseView;
}

const TOLERANCE = { anyDateTime: new Set(ANY_DATE_TIME), anyValue: new Set(ANY_VALUE) };

/**
 * Compares a SOAP response with what the step expects. By default a step expects success: HTTP 200, no fault, `OK`.
 * A new request id gets the name that the step assigns, which already applies to this response.
 */
export function assertSoapResponse(story: Story, step: StoryStep, response: RawResponse, names: RunNames): StepOutcome {
  let envelope: XmlElement;
  try {
    envelope = parseXml(response.body, LIMITS);
  } catch (error) {
    return {
      requestId: '',
      result: 'failed',
      reason: `HTTP status ${response.status}, no readable response: ${(error as Error).message}`,
    };
  }
  const payload = payloadOf(envelope);
  const assigned = attribute(payload === undefined ? undefined : child(bodyOf(payload), 'response'), 'request_id');
  const requestId = /^[1-9]\d*$/.test(assigned) ? assigned : '';
  if (step.request !== undefined && requestId !== '') names.assign(requestId, step.request);
  const translated = names.incoming(envelope);
  const label = labelsOf(story);
  const came = viewOf(translated, response.status, label);
  const difference =
    step.response === undefined
      ? firstMismatch(expectationOf(step, label, story), came)
      : firstDifference(
          parseXml(story.files.get(step.response)?.toString('utf8') ?? '', LIMITS),
          translated,
          TOLERANCE,
        );
  return { requestId, came, ...assertionOf(difference) };
}

/** Compares a response of the admin interface with what the step expects; by default HTTP 200. */
export function assertJsonResponse(step: StoryStep, response: Pick<RawResponse, 'status' | 'body'>): StepOutcome {
  let body: unknown;
  try {
    body = JSON.parse(response.body);
  } catch {
    body = response.body;
  }
  const difference = firstMismatch({ http: 200, ...step.expect }, { http: response.status, body });
  const kept = Object.entries(step.keep ?? {}).map(([name, field]) => [name, valueOf(body, field)]);
  return {
    requestId: '',
    came: { http: String(response.status) },
    kept: Object.fromEntries(kept) as Readonly<Record<string, string>>,
    ...assertionOf(difference),
  };
}

/** Compares an answer of the direct fulfillment service with what the step expects; by default one without an error. */
export function assertSqlResponse(step: StoryStep, response: RawResponse): StepOutcome {
  let view: SqlView;
  try {
    view = viewSql(response);
  } catch (error) {
    const reason = `HTTP status ${response.status}, no readable response: ${(error as Error).message}`;
    return { requestId: '', result: 'failed', reason };
  }
  const difference = firstMismatch({ http: 200, message: '', ...step.expect }, view);
  const kept = Object.entries(step.keep ?? {}).map(([name, field]) => [name, valueOf(view, field)]);
  return {
    requestId: '',
    came: { http: view.http, message: view.message, rows: view.rows },
    kept: Object.fromEntries(kept) as Readonly<Record<string, string>>,
    ...assertionOf(difference),
  };
}

/** A value of a body by its path, such as `items.0.id`, as text; `''` for none. */
function valueOf(body: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>(
      (found, key) =>
        typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[key] : undefined,
      body,
    );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Labels locations by the story's cast, or else by their codes. */
function labelsOf(story: Story): LocationLabel {
  const names = new Map<string, string>();
  for (const [name, codes] of Object.entries(story.cast)) if (!names.has(codes)) names.set(codes, name);
  return (system, location) => {
    const codes = `${system}/${location}`;
    if (location === '') return '';
    return names.has(codes) ? `${names.get(codes) ?? ''} (${codes})` : codes;
  };
}

/** The complete expectation of a step: its `expect`, the defaults, and locations labeled as in the response view. */
function expectationOf(step: StoryStep, label: LocationLabel, story: Story): Expectation {
  const expect = step.expect ?? {};
  const labelOf = (text: string): string => {
    if (text === '') return '';
    const { system, location } = locationOf(story, text);
    return label(system, location);
  };
  const labelLines = (lines: NonNullable<Expectation['lines']>) =>
    lines.map((line) => ({ ...line, ...(line.at === undefined ? {} : { at: labelOf(line.at) }) }));
  return {
    ...(expect.fault === undefined ? { http: 200, answer: 'OK' } : {}),
    ...(step.request === undefined ? {} : { request: step.request }),
    ...expect,
    ...(expect.lines === undefined ? {} : { lines: labelLines(expect.lines) }),
    ...(expect.orders === undefined
      ? {}
      : {
          orders: expect.orders.map((order) => ({
            ...order,
            ...(order.placed_at === undefined ? {} : { placed_at: labelOf(order.placed_at) }),
            ...(order.pickup_at === undefined ? {} : { pickup_at: labelOf(order.pickup_at) }),
            ...(order.lines === undefined ? {} : { lines: labelLines(order.lines) }),
          })),
        }),
  };
}
