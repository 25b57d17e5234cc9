import { basename } from 'node:path';
import { Command } from 'commander';
import { ClientError } from '../../client/client-error.js';
import { planFor } from '../../workbench/plan.js';
import type { Plan } from '../../workbench/plan.js';
import { replay } from '../../workbench/replay.js';
import type { StepReport } from '../../workbench/replay.js';
import { describeStep, describeTitle } from '../../workbench/story/describe.js';
import { play } from '../../workbench/story/play.js';
import type { StoryStepReport } from '../../workbench/story/play.js';
import { storiesAt } from '../../workbench/story/read-story.js';
import type { Story } from '../../workbench/story/read-story.js';
import { serverOf, withServer } from '../server.js';
import type { Server, ServerOptions } from '../server.js';
import type { Terminal } from '../terminal.js';

interface ReplayCommandOptions extends ServerOptions {
  readonly record?: boolean;
}

interface StoryReport {
  readonly file: string;
  readonly title: string;
  readonly result: 'passed' | 'failed';
  readonly steps: readonly StoryStepReport[];
}

/** `replay`: sends message files and plays stories, and compares the answers with the expected ones. */
export function replayCommand(terminal: Terminal): Command {
  return withServer(
    new Command('replay').argument(
      '<file or folder...>',
      'messages to send, or stories (*.story.yaml) to play; a folder may hold a replay.yaml',
    ),
  )
    .summary('send sample messages, play stories, and compare the answers')
    .description(
      'Sends SOAP messages in order and compares each answer with the expected response beside it; plays stories of several parties, each until the first step that differs (docs/replay.md).',
    )
    .option('--record', 'write the answer of a message that has no expected response yet')
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker replay samples/locate\n  order-broker replay samples/stories\n  order-broker replay samples/stories/20-store-pickup-collected.story.yaml',
    )
    .action(async (paths: string[], options: ReplayCommandOptions) => {
      const server = serverOf(options, terminal);
      // All is read before anything is sent: a fault in the last file is no reason to leave orders of the first behind.
      const wanted = await Promise.all(
        paths.map(async (path): Promise<Plan | readonly Story[]> => {
          const stories = await storiesAt(path);
          return stories.length > 0 ? stories : planFor(path);
        }),
      );
      const plans = wanted.filter((one): one is Plan => 'steps' in one);
      const out =
        options.json === true
          ? (): void => undefined
          : (line: string): void => {
              terminal.out(line);
            };
      const steps = await replayAll(server, plans, options, out);
      const stories = await playAll(
        server,
        wanted.flatMap((one) => ('steps' in one ? [] : one)),
        out,
      );
      const failures = [...ofKind(steps, 'step', 'steps'), ...ofKind(stories, 'story', 'stories')];
      const all = [...steps, ...stories];
      const failed = all.filter(({ result }) => result === 'failed').length;
      const passed = all.length - failed;
      terminal.out(
        options.json === true
          ? JSON.stringify({ passed, failed, steps, stories }, null, 2)
          : `${passed} passed, ${failed} failed`,
      );
      if (failed > 0) throw new ClientError(`${failures.join(', ')} failed`);
    });
}

async function replayAll(
  server: Server,
  plans: readonly Plan[],
  options: ReplayCommandOptions,
  out: (line: string) => void,
): Promise<StepReport[]> {
  const width = Math.max(...plans.flatMap((plan) => plan.steps.map(({ file }) => shortName(file).length)));
  const reports: StepReport[] = [];
  for (const plan of plans) {
    for await (const report of replay(server, plan, { record: options.record === true, suffix: freshSuffix() })) {
      reports.push(report);
      out(describe(report, width));
    }
  }
  return reports;
}

async function playAll(server: Server, stories: readonly Story[], out: (line: string) => void): Promise<StoryReport[]> {
  const reports: StoryReport[] = [];
  const suffix = freshSuffix();
  for (const [index, story] of stories.entries()) {
    out(describeTitle(story));
    const steps: StoryStepReport[] = [];
    for await (const report of play(server, story, `${suffix}.${String(index + 1).padStart(2, '0')}`)) {
      steps.push(report);
      out(describeStep(story, report));
    }
    reports.push({ file: story.file, title: story.title, result: steps.at(-1)?.result ?? 'passed', steps });
  }
  return reports;
}

/** How many of a kind failed, in words; nothing when none did. */
function ofKind(reports: readonly { readonly result: string }[], one: string, several: string): string[] {
  const failed = reports.filter(({ result }) => result === 'failed').length;
  return failed === 0 ? [] : [`${failed} of ${reports.length} ${reports.length === 1 ? one : several}`];
}

/** Different from one millisecond to the next, and unlike anything that stands in a message. */
function freshSuffix(): string {
  return `~${Date.now().toString(36)}`;
}

const shortName = (file: string): string => basename(file).replace(/(\.request)?\.xml$/i, '');

/** One line for a step, and below it why it failed. */
function describe(report: StepReport, width: number): string {
  const marks = { passed: 'ok', failed: 'FAIL', recorded: 'new' };
  const line = [
    marks[report.result].padEnd(4),
    shortName(report.file).padEnd(width),
    report.operation.padEnd(19),
    report.httpStatus || '---',
    `${report.milliseconds.toFixed(0).padStart(5)} ms`,
    (report.responseCode === '' ? '' : `code ${report.responseCode}`).padEnd(9),
    report.requestId === '' ? '' : `request ${report.requestId}`,
  ]
    .join('  ')
    .trimEnd();
  const notes = report.reason === '' ? [] : [`      ${report.reason}`];
  if (report.difference !== undefined) {
    notes.push(
      `      at       ${report.difference.path}`,
      `      expected ${report.difference.expected}`,
      `      found    ${report.difference.found}`,
    );
  }
  return [line, ...notes].join('\n');
}
