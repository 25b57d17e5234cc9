import { accountOf } from '../client/admin/organization.js';
import type { Server } from '../client/http.js';
import { planFor } from './plan.js';
import type { Plan } from './plan.js';
import { replay } from './replay.js';
import type { StepReport } from './replay.js';
import { playStory } from './story/play.js';
import type { StoryReport, StoryStepReport } from './story/play.js';
import { storiesAt } from './story/read-story.js';
import type { Story } from './story/read-story.js';

/** What a run sends. */
export interface Script {
  readonly plans: readonly Plan[];
  readonly stories: readonly Story[];
}

/** The results of a run. */
export interface RunReport {
  /** Numbers of steps and stories; recorded steps count as passed. */
  readonly passed: number;
  readonly failed: number;
  readonly steps: readonly StepReport[];
  readonly stories: readonly StoryReport[];
}

export interface RunOptions {
  /** Whether to write the responses of messages that have no expected response yet. */
  readonly record: boolean;
  /** Destination of the messages of stories; without it the one that a story names, else the broker's. */
  readonly account?: string;
  /** Called after each message. */
  readonly onStep?: (report: StepReport) => void;
  /** Called before the first step of each story. */
  readonly onStory?: (story: Story) => void;
  /** Called after each step of a story. */
  readonly onStoryStep?: (story: Story, report: StoryStepReport) => void;
}

/**
 * Reads everything that the paths name: message files, folders of messages, stories and folders of stories. Reading
 * comes before sending, so that an error in the last file does not leave the orders of the first behind.
 * @throws {ClientError} when a path cannot be read or a file is invalid
 */
export async function readScript(paths: readonly string[]): Promise<Script> {
  const found = await Promise.all(
    paths.map(async (path): Promise<Plan | readonly Story[]> => {
      const stories = await storiesAt(path);
      return stories.length > 0 ? stories : planFor(path);
    }),
  );
  return {
    plans: found.filter((entry): entry is Plan => 'steps' in entry),
    stories: found.flatMap((entry) => ('steps' in entry ? [] : entry)),
  };
}

/**
 * Sends the messages and then plays the stories, one after the other. A failure does not end the run; a failed story
 * ends at its failed step.
 * @throws {ClientError} when the server is unreachable
 */
export async function runScript(server: Server, script: Script, options: RunOptions): Promise<RunReport> {
  const ignore = (): void => undefined;
  const { record, onStep = ignore, onStory = ignore, onStoryStep = ignore } = options;
  const steps: StepReport[] = [];
  for (const plan of script.plans) {
    steps.push(...(await replay(server, plan, { record, suffix: newSuffix() }, onStep)));
  }
  const stories: StoryReport[] = [];
  const account = options.account ?? (script.stories.some(isUnaddressed) ? await accountOf(server) : undefined);
  const suffix = newSuffix();
  for (const [index, story] of script.stories.entries()) {
    onStory(story);
    const playOptions = { suffix: `${suffix}.${String(index + 1).padStart(2, '0')}` };
    stories.push(
      await playStory(server, addressed(story, options.account ?? story.account ?? account), playOptions, (report) => {
        onStoryStep(story, report);
      }),
    );
  }
  const results = [...steps, ...stories].map(({ result }) => result);
  const failed = results.filter((result) => result === 'failed').length;
  return { passed: results.length - failed, failed, steps, stories };
}

const isUnaddressed = (story: Story): boolean => story.account === undefined;

const addressed = (story: Story, account: string | undefined): Story =>
  account === undefined ? story : { ...story, account };

/** Unique per millisecond, and not contained in any message. */
const newSuffix = (): string => `~${Date.now().toString(36)}`;
