import type { Server } from '../../client/http.js';
import { assertionOf } from '../assertion.js';
import { exchange } from '../exchange.js';
import { assertJsonResponse } from './assert-response.js';
import type { StepOutcome } from './assert-response.js';
import { isSigned, StoryListener } from './listener.js';
import type { ReceivedWebhook } from './listener.js';
import { firstMismatch } from './match.js';
import { fillNames } from './step-request.js';
import type { StoryStep } from './schema.js';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The steps of a story that are about webhooks: it listens as a consumer does, answers as it chooses, looks at what
 * arrives, and moves the clock that deliveries are due by.
 */
export class WebhookSteps {
  readonly #listeners = new Map<string, StoryListener>();
  #clockMs = 0;

  /** @param values what `$name` stands for in the story; listeners add their addresses */
  constructor(
    private readonly server: Server,
    private readonly values: Map<string, string>,
  ) {}

  /** What a step does here, for people; undefined for a step of another kind. */
  static nameOf(step: StoryStep): string | undefined {
    if (step.listen !== undefined) return `listen ${step.listen}`;
    if (step.answer !== undefined) return `answer ${step.answer.at}`;
    if (step.receive !== undefined) return `receive ${step.receive.at}`;
    if (step.receive_nothing !== undefined) return `receive nothing ${step.receive_nothing.at}`;
    return step.deliver === undefined ? undefined : `deliver after ${step.deliver}`;
  }

  async play(step: StoryStep): Promise<StepOutcome> {
    if (step.listen !== undefined) return this.#listen(step.listen);
    if (step.answer !== undefined) {
      this.#listeners.get(step.answer.at)?.answer(step.answer.with);
      return PASSED;
    }
    if (step.receive !== undefined) return this.#receive(step.receive, step);
    if (step.receive_nothing !== undefined) return this.#receiveNothing(step.receive_nothing);
    return this.#deliver(step.deliver ?? '0s', step);
  }

  /** Closes the listeners. */
  async close(): Promise<void> {
    for (const listener of this.#listeners.values()) await listener.close();
  }

  async #listen(name: string): Promise<StepOutcome> {
    const listener = await StoryListener.open();
    this.#listeners.set(name, listener);
    this.values.set(name, listener.url);
    return PASSED;
  }

  async #receive(
    { at, request, type, secret, again }: NonNullable<StoryStep['receive']>,
    step: StoryStep,
  ): Promise<StepOutcome> {
    const received = await this.#listeners.get(at)?.next(this.#isOf(request, type));
    if (received === undefined) return failed('no webhook arrived within 10 s');
    if (secret !== undefined && !isSigned(received, this.values.get(secret) ?? ''))
      return failed('no signature was made with the secret');
    if (again !== undefined && again !== received.again)
      return failed(received.again ? 'its webhook-id arrived before' : 'its webhook-id did not arrive before');
    const expected = fillNames(step.expect ?? {}, this.values);
    return { requestId: '', ...assertionOf(firstMismatch(expected, received)) };
  }

  #receiveNothing({ at, request }: NonNullable<StoryStep['receive_nothing']>): StepOutcome {
    return this.#listeners.get(at)?.has(this.#isOf(request)) === true ? failed('a webhook arrived') : PASSED;
  }

  /** Others may place orders at the same time: theirs are not of this story. */
  #isOf(request: string | undefined, type?: string): (received: ReceivedWebhook) => boolean {
    const wanted = {
      ...(type === undefined ? {} : { type }),
      ...(request === undefined ? {} : { data: { request_id: this.values.get(request) } }),
    };
    return ({ body }) => firstMismatch(wanted, body) === undefined;
  }

  async #deliver(after: string, step: StoryStep): Promise<StepOutcome> {
    this.#clockMs += Number.parseInt(after, 10) * UNITS[after.at(-1) as keyof typeof UNITS];
    const asOf = new Date(Date.now() + this.#clockMs).toISOString();
    const response = await exchange(this.server, `/admin/v1/webhook-deliveries/run?as_of=${asOf}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
    });
    return response instanceof Error ? failed(`no response: ${response.message}`) : assertJsonResponse(step, response);
  }
}

const PASSED: StepOutcome = { requestId: '', ...assertionOf(undefined) };
const failed = (reason: string): StepOutcome => ({ requestId: '', result: 'failed', reason });
