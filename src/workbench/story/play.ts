import { request as send, ServerUnreachableError } from '../../cli/server.js';
import type { Server } from '../../cli/server.js';
import { RunNames } from '../run-names.js';
import { judgeJson, judgeMessage } from './judge.js';
import type { Answer, Outcome } from './judge.js';
import { outgoingOf } from './outgoing.js';
import type { Outgoing } from './outgoing.js';
import type { Story } from './read-story.js';
import type { StoryStep } from './schema.js';

/** What became of a step. */
export interface StoryStepReport extends Outcome {
  readonly number: number;
  readonly who: string;
  readonly operation: string;
  readonly note: string;
  readonly milliseconds: number;
}

/**
 * Plays a story against a running server and reports each step as its answer comes. It ends at the first step that
 * differs, for what follows builds on it.
 *
 * For each step:
 * 1. what it says is sent, or, of a resend, the very bytes of the earlier step;
 * 2. an answer that is to be lost is read to its end and thrown away: the broker has done its part, the caller knows
 *    nothing of it;
 * 3. any other is held against what is expected.
 *
 * @param suffix unlike that of any other story and run: the broker takes an order number it knows for a repeat
 */
export async function* play(
  server: Server,
  story: Story,
  suffix: string,
  today = new Date(),
): AsyncGenerator<StoryStepReport> {
  const names = new RunNames(['order_id', 'transaction_no'], suffix);
  const ids = new Map<string, string>();
  const sent = new Map<string, Outgoing>();
  for (const [index, step] of story.steps.entries()) {
    const outgoing = sent.get(step.resend ?? '') ?? outgoingOf(story, step, names, ids, today);
    if (step.step !== undefined) sent.set(step.step, outgoing);
    const started = performance.now();
    const outcome = await exchange(server, story, step, outgoing, names);
    if (step.request !== undefined) ids.set(step.request, outcome.requestId);
    yield {
      number: index + 1,
      who: step.who ?? '',
      operation: step.resend === undefined ? outgoing.operation : `${outgoing.operation} again`,
      note: step.note ?? '',
      milliseconds: performance.now() - started,
      ...outcome,
    };
    if (outcome.result === 'failed') return;
  }
}

async function exchange(
  server: Server,
  story: Story,
  step: StoryStep,
  outgoing: Outgoing,
  names: RunNames,
): Promise<Outcome> {
  let answer: Answer;
  try {
    const response = await send(server, outgoing.path, outgoing.init);
    answer = { status: response.status, body: await response.text() };
  } catch (error) {
    // Without a server every further step fails alike: one sentence says it better.
    if (error instanceof ServerUnreachableError) throw error;
    return { requestId: '', result: 'failed', reason: `no answer: ${(error as Error).message}` };
  }
  if (step.lose_answer) return { requestId: '', result: 'passed', reason: 'the answer was lost' };
  return step.ask === undefined ? judgeMessage(story, step, answer, names) : judgeJson(step, answer);
}
