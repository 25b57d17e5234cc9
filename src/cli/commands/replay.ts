import { Command } from 'commander';
import { ClientError } from '../../client/client-error.js';
import { readScript, runScript } from '../../workbench/run.js';
import { formatStep, formatStoryStep, formatTitle, nameWidth } from '../replay-text.js';
import { serverOf, withServer } from '../server-options.js';
import type { ServerOptions } from '../server-options.js';
import type { Terminal } from '../terminal/terminal.js';

interface ReplayCommandOptions extends ServerOptions {
  readonly record?: boolean;
  readonly account?: string;
}

/** `replay`: sends message files and HTTP requests, plays stories, and compares the responses with the expected ones. */
export function replayCommand(terminal: Terminal): Command {
  return withServer(
    new Command('replay').argument(
      '<file or folder...>',
      'messages (*.xml) and HTTP requests (*.http) to send, or stories (*.story.yaml) to play; a folder may contain a replay.yaml',
    ),
  )
    .summary('send sample messages, play stories, and compare the responses')
    .description(
      'Sends SOAP messages and HTTP requests in order, each to the service that it is for, and compares each response with the expected response beside it. Plays stories, which are scenarios with several parties, each up to the first step that fails (docs/replay.md).',
    )
    .option('--record', 'write the responses of samples that have no expected response yet')
    .option('--account <name>', "destination of the messages of stories (default: the story's, else the broker's)")
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker replay samples/locate\n  order-broker replay samples/direct-fulfillment samples/fulfillment-requests\n  order-broker replay samples/stories\n  order-broker replay samples/stories/20-store-pickup-collected.story.yaml',
    )
    .action(async (paths: string[], options: ReplayCommandOptions) => {
      const server = serverOf(options, terminal);
      const script = await readScript(paths);
      const { account = terminal.env.BROKER_ACCOUNT } = options;
      const runOptions = { record: options.record === true, ...(account ? { account } : {}) };
      if (options.json === true) {
        const report = await runScript(server, script, runOptions);
        terminal.out(JSON.stringify(report, null, 2));
        requireAllPassed(report);
        return;
      }
      const width = nameWidth(script.plans);
      const report = await runScript(server, script, {
        ...runOptions,
        onStep: (step) => terminal.out(formatStep(step, width)),
        onStory: (story) => terminal.out(formatTitle(story)),
        onStoryStep: (story, step) => terminal.out(formatStoryStep(story, step)),
      });
      terminal.out(`${report.passed} passed, ${report.failed} failed`);
      requireAllPassed(report);
    });
}

interface Results {
  readonly steps: readonly { readonly result: string }[];
  readonly stories: readonly { readonly result: string }[];
}

/** @throws {ClientError} when a step or story failed */
function requireAllPassed({ steps, stories }: Results): void {
  const failures = [...countFailed(steps, 'step', 'steps'), ...countFailed(stories, 'story', 'stories')];
  if (failures.length > 0) throw new ClientError(`${failures.join(', ')} failed`);
}

/** E.g. `1 of 2 steps`; empty when none failed. */
function countFailed(results: Results['steps'], singular: string, plural: string): string[] {
  const failed = results.filter(({ result }) => result === 'failed').length;
  return failed === 0 ? [] : [`${failed} of ${results.length} ${results.length === 1 ? singular : plural}`];
}
