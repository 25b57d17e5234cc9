import { soapPost } from '../exchange.js';
import { describeMessage } from '../message-file.js';
import type { RunNames } from '../run-names.js';
import { PLACEHOLDER } from './check-names.js';
import { messageOf } from './message.js';
import type { Story } from './read-story.js';
import type { StoryStep } from './schema.js';
import { sqlCall } from './sql-call.js';

/** The HTTP request of a step. A `resend` step sends the same bytes again. */
export interface StepRequest {
  readonly operation: string;
  readonly path: string;
  readonly init: RequestInit;
}

/**
 * The request that a step sends: a message in short form, a file, or a call of the admin interface.
 *
 * In messages, order numbers get the run's suffix and names of requests become the assigned request ids, as in a replay
 * of messages. In calls of the admin interface, `$name` and `$today+30` are replaced.
 * @param ids the request ids assigned so far, by their names in the story
 */
export function requestOf(
  story: Story,
  step: StoryStep,
  names: RunNames,
  ids: ReadonlyMap<string, string>,
  today: Date,
): StepRequest {
  if (step.ask !== undefined) {
    const [method = '', path = ''] = step.ask.split(' ');
    const body = step.body === undefined ? {} : { body: fillPlaceholders(JSON.stringify(step.body), ids, today) };
    return {
      operation: step.ask,
      path: fillPlaceholders(path, ids, today),
      init: {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json', ...step.headers },
        ...body,
      },
    };
  }
  if (step.call !== undefined) {
    const parameters = fillPlaceholders(JSON.stringify(step.parameters ?? {}), ids, today);
    return sqlCall(step.call, JSON.parse(parameters) as Readonly<Record<string, unknown>>);
  }
  const shortForm = messageOf(story, step);
  const bytes =
    shortForm === undefined ? (story.files.get(step.send ?? '') ?? Buffer.alloc(0)) : Buffer.from(shortForm);
  const { operation, path, contentType } = describeMessage(bytes);
  return { operation, ...soapPost(path, names.outgoing(bytes), contentType) };
}

/** A value with `$name` replaced in all of its texts. */
export function fillNames(value: unknown, values: ReadonlyMap<string, string>): unknown {
  return JSON.parse(fillPlaceholders(JSON.stringify(value), values, new Date()));
}

/** Request ids are numbers, and everything else that a name stands for is text. */
function jsonOf(value: string | undefined): string | undefined {
  return value === undefined || /^\d+$/.test(value) ? value : JSON.stringify(value);
}

function fillPlaceholders(text: string, ids: ReadonlyMap<string, string>, today: Date): string {
  // A JSON string that consists of a request id alone becomes a number.
  return text
    .replace(/"\$([a-z][a-z0-9-]*)"/g, (whole, name: string) => jsonOf(ids.get(name)) ?? whole)
    .replace(PLACEHOLDER, (_, name: string) => ids.get(name) ?? dateOf(name, today));
}

const MS_PER_DAY = 86_400_000;

/** `today+30` as a date in UTC, the broker's time zone. */
function dateOf(placeholder: string, today: Date): string {
  const days = Number(placeholder.split('+')[1] ?? 0);
  return new Date(today.getTime() + days * MS_PER_DAY).toISOString().slice(0, 10);
}
