import type { Server } from '../../client/http.js';
import { exchange } from '../exchange.js';
import type { RawResponse } from '../exchange.js';
import { RunNames } from '../run-names.js';
import { assertJsonResponse, assertSoapResponse, assertSqlResponse } from './assert-response.js';
import type { StepOutcome } from './assert-response.js';
import { FaultSteps } from './fault-steps.js';
import type { Story } from './read-story.js';
import type { StoryStep } from './schema.js';
import { fillNames, requestOf } from './step-request.js';
import type { StepRequest } from './step-request.js';
import { WebhookSteps } from './webhook-steps.js';

/** The result of one step of a story. */
export interface StoryStepReport extends StepOutcome {
  /** The position of the step in the story, from 1. */
  readonly number: number;
  /** The sender, a member of the cast; empty when the step names none, like `note`. */
  readonly who: string;
  readonly operation: string;
  readonly note: string;
  readonly milliseconds: number;
}

/** The result of a story. */
export interface StoryReport {
  readonly file: string;
  readonly title: string;
  readonly result: 'passed' | 'failed';
  /** The steps that were played: up to the first failure. */
  readonly steps: readonly StoryStepReport[];
}

export interface PlayOptions {
  /** Makes the order numbers unique to this story and run: the broker treats a known number as an idempotent replay. */
  readonly suffix: string;
  /** The date that `$today` stands for; default: now. */
  readonly today?: Date;
}

/**
 * Plays a story against a running server, up to the first failure, because later steps depend on earlier ones.
 *
 * For each step:
 * 1. its request is sent; a `resend` step sends the bytes of the earlier step again;
 * 2. with `lose_answer`, the response is read to its end and discarded: the broker has processed the message, but the
 *    caller does not know;
 * 3. otherwise the response is compared with what the step expects.
 *
 * Steps about webhooks are played by `WebhookSteps`, those about faults on purpose by `FaultSteps`.
 *
 * @param onStep called after each step
 * @throws {ServerUnreachableError} when nothing is listening
 */
export async function playStory(
  server: Server,
  story: Story,
  { suffix, today = new Date() }: PlayOptions,
  onStep: (report: StoryStepReport) => void,
): Promise<StoryReport> {
  const names = new RunNames(['order_id', 'transaction_no'], suffix);
  const ids = new Map<string, string>();
  const sent = new Map<string, StepRequest>();
  const steps: StoryStepReport[] = [];
  const webhooks = new WebhookSteps(server, ids);
  const faults = new FaultSteps(server, suffix);
  try {
    for (const [index, step] of story.steps.entries()) {
      const started = performance.now();
      const webhook = WebhookSteps.nameOf(step);
      const fault = FaultSteps.nameOf(step);
      const other = webhook ?? fault;
      const request =
        other === undefined ? (sent.get(step.resend ?? '') ?? requestOf(story, step, names, ids, today)) : undefined;
      if (step.step !== undefined && request !== undefined) sent.set(step.step, request);
      const outcome =
        request === undefined
          ? await (fault === undefined ? webhooks : faults).play(step)
          : await playStep(server, story, withValues(step, ids), request, names);
      if (step.request !== undefined) ids.set(step.request, outcome.requestId);
      for (const [name, value] of Object.entries(outcome.kept ?? {})) ids.set(name, value);
      const operation = request?.operation ?? other ?? '';
      const report = {
        number: index + 1,
        who: step.who ?? '',
        operation: step.resend === undefined ? operation : `${operation} again`,
        note: step.note ?? '',
        milliseconds: performance.now() - started,
        ...outcome,
      };
      steps.push(report);
      onStep(report);
      if (outcome.result === 'failed') break;
    }
  } finally {
    await webhooks.close();
    await faults.close();
  }
  return { file: story.file, title: story.title, result: steps.at(-1)?.result ?? 'passed', steps };
}

/** A call of the admin interface or of direct fulfillment, with what `$name` stands for in its expectation. */
function withValues(step: StoryStep, values: ReadonlyMap<string, string>): StoryStep {
  if ((step.ask === undefined && step.call === undefined) || step.expect === undefined) return step;
  return { ...step, expect: fillNames(step.expect, values) as NonNullable<StoryStep['expect']> };
}

async function playStep(
  server: Server,
  story: Story,
  step: StoryStep,
  request: StepRequest,
  names: RunNames,
): Promise<StepOutcome> {
  const response = await exchange(server, request.path, request.init);
  if (step.expect?.cut === true) return assertCut(response);
  if (response instanceof Error) return { requestId: '', result: 'failed', reason: `no response: ${response.message}` };
  if (step.lose_answer) return { requestId: '', result: 'passed', reason: 'the answer was lost' };
  if (step.call !== undefined) return assertSqlResponse(step, response);
  return step.ask === undefined ? assertSoapResponse(story, step, response, names) : assertJsonResponse(step, response);
}

/** Passes when the connection ended before the whole response was there. */
function assertCut(response: RawResponse | Error): StepOutcome {
  return response instanceof Error
    ? { requestId: '', result: 'passed', reason: 'the connection was cut' }
    : {
        requestId: '',
        result: 'failed',
        reason: `expected the connection to be cut, found HTTP status ${String(response.status)}`,
      };
}
