import type { BrokerContext } from '../../src/broker/context.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import { jobTable } from '../../src/broker/jobs/job-table.js';
import type { JobSettings } from '../../src/broker/jobs/job-table.js';
import type { JobOptions } from '../../src/broker/jobs/job.js';
import { getJob } from '../../src/broker/jobs/list-jobs.js';
import type { RunView } from '../../src/broker/jobs/list-jobs.js';

const HOURLY = { kind: 'every', seconds: 3600 } as const;
const SETTINGS: JobSettings = {
  autoCancel: HOURLY,
  anonymize: HOURLY,
  releaseLeases: HOURLY,
  handOverRequests: HOURLY,
  makeInvoices: HOURLY,
  deleteTraces: HOURLY,
  deleteMessages: HOURLY,
  deleteNonces: HOURLY,
  deleteAnswers: HOURLY,
  deleteWebhooks: HOURLY,
  privateDataRetentionDays: 999,
  traceRetentionDays: 90,
  messageRetention: { days: 30, bytes: 0 },
  webhookRetentionDays: 30,
};

/** All jobs of a broker, hourly by default. They must be registered before they run. */
export function runnerFor(broker: BrokerContext, settings: Partial<JobSettings> = {}): JobRunner {
  return new JobRunner(broker, jobTable({ ...SETTINGS, ...settings }));
}

/** Runs a job manually to its end. @returns the stored run */
export async function runJob(
  broker: BrokerContext,
  name: string,
  options: JobOptions = {},
  settings: Partial<JobSettings> = {},
): Promise<RunView> {
  const runner = runnerFor(broker, settings);
  await runner.register();
  const job = runner.jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  const run = await runner.startByHand(job, options);
  if (run === undefined) throw new Error(`${name} is running`);
  await run.ended;
  const stored = (await getJob(broker, job, 1)).runs[0];
  if (stored === undefined) throw new Error('the run was not stored');
  return stored;
}
