import { setTimeout as sleep } from 'node:timers/promises';
import { addFault, listFaults, removeFault } from '../../client/admin/faults.js';
import { ClientError } from '../../client/client-error.js';
import type { Server } from '../../client/http.js';
import { assertionOf } from '../assertion.js';
import { assertJsonResponse } from './assert-response.js';
import type { StepOutcome } from './assert-response.js';
import type { StoryStep } from './schema.js';

/** Within a second, every process of a broker knows a new fault: any of them may get the next message. */
const KNOWN_MS = 1_200;

/**
 * The steps of a story that are about faults on purpose (docs/faults.md). A fault has a name in the story and another one at the
 * broker, so that several runs do not meet; those that are left at the end of the story are removed.
 */
export class FaultSteps {
  readonly #names = new Map<string, string>();

  /** @param suffix of the order numbers of this run */
  constructor(
    private readonly server: Server,
    private readonly suffix: string,
  ) {}

  /** What a step does here, for people; undefined for a step of another kind. */
  static nameOf({ fault, end_fault: ended }: StoryStep): string | undefined {
    if (fault !== undefined) return `fault ${fault.action}`;
    return ended === undefined ? undefined : `end fault ${ended}`;
  }

  async play(step: StoryStep): Promise<StepOutcome> {
    try {
      return step.fault === undefined ? await this.#end(step.end_fault ?? '', step) : await this.#add(step.fault);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return { requestId: '', result: 'failed', reason: error.message };
    }
  }

  /** Removes the faults that the story has left. */
  async close(): Promise<void> {
    for (const name of this.#names.values()) await removeFault(this.server, name).catch(() => undefined);
  }

  async #add({ name = '', order, ...rest }: NonNullable<StoryStep['fault']>): Promise<StepOutcome> {
    const pattern = order === undefined || order.endsWith('*') ? order : order + this.suffix;
    const added = await addFault(this.server, { ...rest, ...(pattern === undefined ? {} : { order: pattern }) });
    this.#names.set(name, added.name);
    await sleep(KNOWN_MS);
    return { requestId: '', ...assertionOf(undefined) };
  }

  async #end(name: string, step: StoryStep): Promise<StepOutcome> {
    const known = this.#names.get(name) ?? '';
    const fault = (await listFaults(this.server)).find((one) => one.name === known);
    await removeFault(this.server, known);
    this.#names.delete(name);
    return assertJsonResponse(step, { status: 200, body: JSON.stringify(fault ?? {}) });
  }
}
