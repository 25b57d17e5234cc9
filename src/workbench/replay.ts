import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from '../client/client-error.js';
import type { Server } from '../client/http.js';
import { exchange } from './exchange.js';
import { httpSample } from './http-sample.js';
import type { Plan, PlannedStep } from './plan.js';
import { RunNames } from './run-names.js';
import { RunValues } from './run-values.js';
import { failure } from './sample.js';
import type { SampleResult } from './sample.js';
import { soapSample } from './soap-sample.js';
import type { SampleRun } from './soap-sample.js';

/** The result of one step. */
export interface StepReport extends SampleResult {
  readonly file: string;
  /** `?` for a file that is not well-formed XML. */
  readonly operation: string;
  /** 0 when there was no readable response. */
  readonly httpStatus: number;
  readonly milliseconds: number;
}

export interface ReplayOptions {
  /** Whether to write the response of a step without an expected response to its file. */
  readonly record: boolean;
  /** Makes the order numbers of this run unique. */
  readonly suffix: string;
}

/** How long a step waits that is sent again. */
const PAUSE_MS = 100;

/**
 * Sends the samples of a plan one after the other. Without an expected response, anything but a fault or a refusal passes, or is
 * recorded on request.
 *
 * @param onStep called after each step
 * @throws {ClientError} when a file cannot be read or the server is unreachable
 */
export async function replay(
  server: Server,
  plan: Plan,
  options: ReplayOptions,
  onStep: (report: StepReport) => void,
): Promise<StepReport[]> {
  const run: SampleRun = {
    names: new RunNames(plan.unique, plan.unique.length === 0 ? '' : options.suffix),
    values: new RunValues(options.suffix),
    tolerance: { anyDateTime: new Set(plan.any_date_time), anyValue: new Set(plan.any_value) },
    record: options.record,
  };
  const reports: StepReport[] = [];
  for (const step of plan.steps) {
    const end = performance.now() + (step.withinSeconds ?? 0) * 1000;
    const forget = run.values.remember();
    let report = await replayStep(server, step, run);
    while (report.result === 'failed' && performance.now() < end) {
      await sleep(PAUSE_MS);
      forget();
      report = await replayStep(server, step, run);
    }
    reports.push(report);
    onStep(report);
  }
  return reports;
}

async function replayStep(server: Server, step: PlannedStep, run: SampleRun): Promise<StepReport> {
  const bytes = await readFile(step.file).catch((error: unknown) => {
    throw new ClientError(`cannot read ${step.file}: ${(error as Error).message}`);
  });
  const sample = (/\.http$/i.test(step.file) ? httpSample : soapSample)(step, bytes, run);
  const report = { file: step.file, operation: sample.operation, httpStatus: 0, milliseconds: 0 };
  const missing = run.values.missing(bytes.toString('latin1'));
  if (missing !== undefined)
    return { ...report, ...failure(`not sent: no earlier answer has said what ${missing} stands for`) };
  const started = performance.now();
  const response = await exchange(server, sample.path, sample.init);
  const milliseconds = performance.now() - started;
  if (response instanceof Error)
    return { ...report, milliseconds, ...failure(`no readable response: ${response.message}`) };
  return { ...report, milliseconds, httpStatus: response.status, ...(await sample.assert(response)) };
}
