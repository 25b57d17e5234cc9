import type { StoryText } from './schema.js';

/** A fault of a story, with the way to where it stands. */
export interface NameFault {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** `$name` and `$today+30` in what is asked of the admin interface. */
export const MARK = /\$([a-z][a-z0-9-]*(?:\+\d+)?)/g;
const TODAY = /^today(\+\d+)?$/;

/**
 * What no schema can see: a step speaks of members of the cast, and of requests and steps that came before it. A name
 * nobody gave would go out as a request id, and the broker would be blamed for not knowing it.
 */
export function checkNames(story: StoryText): NameFault[] {
  const faults: NameFault[] = [];
  const requests = new Set<string>();
  const steps = new Set<string>();
  const known = (
    names: ReadonlySet<string>,
    what: string,
    used: string | undefined,
    ...path: (string | number)[]
  ): void => {
    if (used !== undefined && !names.has(used))
      faults.push({ path: ['steps', ...path], reason: `found ${JSON.stringify(used)}, expected ${what}` });
  };
  const given = (names: Set<string>, what: string, own: string | undefined, ...path: (string | number)[]): void => {
    if (own === undefined) return;
    if (names.has(own))
      faults.push({
        path: ['steps', ...path],
        reason: `found ${JSON.stringify(own)} again, expected a name that no ${what} has`,
      });
    names.add(own);
  };
  const cast = new Set(Object.keys(story.cast));
  const REQUEST = 'the name of a request that an earlier step gave (request: ...)';
  const place = (used: string | undefined, ...path: (string | number)[]): void => {
    if (used !== undefined && !used.includes('/'))
      known(cast, 'a member of the cast, or system/location', used, ...path);
  };
  story.steps.forEach((step, index) => {
    known(cast, `a member of the cast: ${[...cast].join(', ')}`, step.who, index, 'who');
    place(step.SubmitOrder?.pickup_at, index, 'SubmitOrder', 'pickup_at');
    step.SubmitOrder?.lines.forEach((line, at) => {
      place(line.from, index, 'SubmitOrder', 'lines', at, 'from');
    });
    for (const operation of ['StatusUpdate', 'StatusRequest', 'OrderUpdate'] as const) {
      known(requests, REQUEST, step[operation]?.request, index, operation, 'request');
    }
    step.StatusListRequest?.requests.forEach((used, at) => {
      known(requests, REQUEST, used, index, 'StatusListRequest', 'requests', at);
    });
    known(steps, 'the name of an earlier step (step: ...)', step.resend, index, 'resend');
    for (const key of ['ask', 'body'] as const) {
      for (const [, used = ''] of (JSON.stringify(step[key]) as string | undefined)?.matchAll(MARK) ?? []) {
        if (!TODAY.test(used)) known(requests, `$today, $today+30 or ${REQUEST}`, used, index, key);
      }
    }
    given(requests, 'other request', step.request, index, 'request');
    given(steps, 'other step', step.step, index, 'step');
  });
  return faults;
}
