import type { StoryText } from './schema.js';

/** An error in a story, with the path of the value. */
export interface NameFault {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** `$name` and `$today+30` in a call of the admin interface. */
export const PLACEHOLDER = /\$([a-z][a-z0-9-]*(?:\+\d+)?)/g;
const TODAY = /^today(\+\d+)?$/;
const REQUEST = 'the name of a request that an earlier step assigned (request: ...)';

/**
 * Checks the references that a schema cannot check: steps refer to members of the cast and to requests and steps before
 * them. An undefined name would be sent as a request id, and the broker would reject it as unknown.
 */
export function checkNames(story: StoryText): NameFault[] {
  const faults: NameFault[] = [];
  const requests = new Set<string>();
  const steps = new Set<string>();
  const values = new Set<string>();
  const injected = new Set<string>();
  const checkReference = (
    names: ReadonlySet<string>,
    expected: string,
    name: string | undefined,
    ...path: (string | number)[]
  ): void => {
    if (name !== undefined && !names.has(name))
      faults.push({ path: ['steps', ...path], reason: `found ${JSON.stringify(name)}, expected ${expected}` });
  };
  const define = (names: Set<string>, kind: string, name: string | undefined, ...path: (string | number)[]): void => {
    if (name === undefined) return;
    if (names.has(name))
      faults.push({
        path: ['steps', ...path],
        reason: `found ${JSON.stringify(name)} again, expected a name that no other ${kind} has`,
      });
    names.add(name);
  };
  const cast = new Set(Object.keys(story.cast));
  const checkLocation = (name: string | undefined, ...path: (string | number)[]): void => {
    if (name !== undefined && !name.includes('/'))
      checkReference(cast, 'a member of the cast, or system/location', name, ...path);
  };
  story.steps.forEach((step, index) => {
    checkReference(cast, `a member of the cast: ${[...cast].join(', ')}`, step.who, index, 'who');
    checkLocation(step.SubmitOrder?.pickup_at, index, 'SubmitOrder', 'pickup_at');
    step.SubmitOrder?.lines.forEach((line, position) => {
      checkLocation(line.from, index, 'SubmitOrder', 'lines', position, 'from');
    });
    for (const operation of ['StatusUpdate', 'StatusRequest', 'OrderUpdate'] as const) {
      checkReference(requests, REQUEST, step[operation]?.request, index, operation, 'request');
    }
    step.StatusListRequest?.requests.forEach((name, position) => {
      checkReference(requests, REQUEST, name, index, 'StatusListRequest', 'requests', position);
    });
    for (const key of ['answer', 'receive', 'receive_nothing'] as const)
      checkReference(values, 'the name of a listener (listen: ...)', step[key]?.at, index, key, 'at');
    checkReference(
      values,
      'a name that an earlier step keeps (keep: ...)',
      step.receive?.secret,
      index,
      'receive',
      'secret',
    );
    for (const key of ['receive', 'receive_nothing'] as const)
      checkReference(requests, REQUEST, step[key]?.request, index, key, 'request');
    checkReference(injected, 'the name of an earlier fault (fault: ...)', step.end_fault, index, 'end_fault');
    checkReference(steps, 'the name of an earlier step (step: ...)', step.resend, index, 'resend');
    for (const key of ['ask', 'body', 'parameters'] as const) {
      for (const [, name = ''] of (JSON.stringify(step[key]) as string | undefined)?.matchAll(PLACEHOLDER) ?? []) {
        if (!TODAY.test(name) && !values.has(name))
          checkReference(requests, `$today, $today+30 or ${REQUEST}`, name, index, key);
      }
    }
    define(requests, 'request', step.request, index, 'request');
    define(values, 'listener', step.listen, index, 'listen');
    for (const name of Object.keys(step.keep ?? {})) define(values, 'value', name, index, 'keep', name);
    define(steps, 'step', step.step, index, 'step');
    define(injected, 'fault', step.fault?.name, index, 'fault', 'name');
  });
  return faults;
}
