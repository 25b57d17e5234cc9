import { basename } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../failure.js';
import { planFor } from '../replay/plan.js';
import { replay } from '../replay/replay.js';
import type { StepReport } from '../replay/replay.js';
import { serverOf, withServer } from '../server.js';
import type { ServerOptions } from '../server.js';
import type { Terminal } from '../terminal.js';

/** `replay`: sends message files and compares the answers with the expected ones. */
export function replayCommand(terminal: Terminal): Command {
  return withServer(new Command('replay').argument('<file or folder...>', 'messages to send; a folder may hold a replay.yaml'))
    .summary('send sample messages and compare the answers')
    .description('Sends SOAP messages in order and compares each answer with the expected response beside it (docs/replay.md).')
    .option('--record', 'write the answer of a step that has no expected response yet')
    .addHelpText('after', '\nExample:\n  order-broker replay samples/locate')
    .action(async (paths: string[], options: ServerOptions & { record?: boolean }) => {
      const server = serverOf(options, terminal);
      const plans = await Promise.all(paths.map(planFor));
      const width = Math.max(...plans.flatMap((plan) => plan.steps.map(({ file }) => shortName(file).length)));
      const reports: StepReport[] = [];
      for (const plan of plans) {
        for await (const report of replay(server, plan, { record: options.record === true, suffix: freshSuffix() })) {
          reports.push(report);
          if (options.json !== true) terminal.out(describe(report, width));
        }
      }
      const failed = reports.filter(({ result }) => result === 'failed').length;
      const passed = reports.length - failed;
      terminal.out(options.json === true
        ? JSON.stringify({ passed, failed, steps: reports }, null, 2)
        : `${passed} passed, ${failed} failed`);
      if (failed > 0) throw new Failure(`${failed} of ${reports.length} ${reports.length === 1 ? 'step' : 'steps'} failed`);
    });
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
    marks[report.result].padEnd(4), shortName(report.file).padEnd(width), report.operation.padEnd(19), report.httpStatus || '---',
    `${report.milliseconds.toFixed(0).padStart(5)} ms`,
    (report.responseCode === '' ? '' : `code ${report.responseCode}`).padEnd(9),
    report.requestId === '' ? '' : `request ${report.requestId}`,
  ].join('  ').trimEnd();
  const notes = report.reason === '' ? [] : [`      ${report.reason}`];
  if (report.difference !== undefined) {
    notes.push(`      at       ${report.difference.path}`, `      expected ${report.difference.expected}`, `      found    ${report.difference.found}`);
  }
  return [line, ...notes].join('\n');
}
