import { describeMessage } from '../message-file.js';
import type { RunNames } from '../run-names.js';
import { MARK } from './check-names.js';
import { messageOf } from './message.js';
import type { Story } from './read-story.js';
import type { StoryStep } from './schema.js';

/** What goes out: what a resend repeats to the letter. */
export interface Outgoing {
  readonly operation: string;
  readonly path: string;
  readonly init: RequestInit;
}

/**
 * What a step sends: a message written in short, a file as it is, or a question to the admin interface.
 *
 * Order numbers get the suffix of the run and names of requests become the ids that were given out, as in a replay of
 * messages; in what is asked of the admin interface `$name` and `$today+30` stand for them.
 * @param ids the request ids given out so far, by the name the story gives them
 */
export function outgoingOf(
  story: Story,
  step: StoryStep,
  names: RunNames,
  ids: ReadonlyMap<string, string>,
  today: Date,
): Outgoing {
  if (step.ask !== undefined) {
    const [method = '', path = ''] = step.ask.split(' ');
    const body = step.body === undefined ? {} : { body: filledIn(JSON.stringify(step.body), ids, today) };
    return {
      operation: step.ask,
      path: filledIn(path, ids, today),
      init: { method, headers: { accept: 'application/json', 'content-type': 'application/json' }, ...body },
    };
  }
  const short = messageOf(story, step);
  const bytes = short === undefined ? (story.files.get(step.send ?? '') ?? Buffer.alloc(0)) : Buffer.from(short);
  const { operation, contentType } = describeMessage(bytes);
  return {
    operation,
    path: '/Locate/LocateServices',
    init: {
      method: 'POST',
      headers: { 'content-type': contentType, soapaction: '""' },
      body: Buffer.from(names.outgoing(bytes)),
    },
  };
}

function filledIn(written: string, ids: ReadonlyMap<string, string>, today: Date): string {
  // A request id that is all of a text was meant as the number it is.
  return written
    .replace(/"\$([a-z][a-z0-9-]*)"/g, (whole, mark: string) => ids.get(mark) ?? whole)
    .replace(MARK, (_, mark: string) => ids.get(mark) ?? dayOf(mark, today));
}

/** `today+30` as a date, in UTC as the broker counts. */
function dayOf(mark: string, today: Date): string {
  const days = Number(mark.split('+')[1] ?? 0);
  return new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
