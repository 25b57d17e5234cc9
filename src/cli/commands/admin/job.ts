import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { listJobs, listRuns, startJob } from '../../../client/admin/jobs.js';
import type { JobRun, ScheduledJob } from '../../../client/admin/jobs.js';
import { ClientError } from '../../../client/client-error.js';
import type { Server } from '../../../client/http.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';
import { ownCall } from '../../../platform/program-call.js';

interface Options extends ServerOptions {
  readonly runs?: boolean;
  readonly asOf?: string;
  readonly requestId?: string;
  readonly dryRun?: boolean;
}

/** How often a run in progress is checked. */
const POLL_MS = 1000;

/** `job`: lists the scheduled jobs, or runs one. */
export function jobCommand(terminal: Terminal): Command {
  return withServer(new Command('job').argument('[name]', 'job to run; without it, the jobs are listed'))
    .option('--runs', 'show the last runs of the job instead of running it')
    .option('--dry-run', 'report what the job would do, and change nothing')
    .option('--request-id <n>', 'process this order only')
    .option('--as-of <date>', 'run as if today were this date (YYYY-MM-DD) everywhere; only with --request-id')
    .summary('list the scheduled jobs, or run one now')
    .description(
      'Lists the scheduled jobs, or runs one now, waits until it ends and prints the result.\nA job runs once at a time across all instances.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker job\n  order-broker job auto-cancel --dry-run\n  order-broker job auto-cancel --request-id 14 --as-of 2026-12-24',
    )
    .action(async (name: string | undefined, options: Options) => {
      const server = serverOf(options, terminal);
      const print = (value: unknown, text: () => string): void => {
        terminal.out(options.json === true ? JSON.stringify(value, null, 2) : text());
      };
      if (name === undefined) {
        requireNoJobOptions(options);
        const jobs = await listJobs(server);
        print(jobs, () => jobsTable(jobs));
      } else if (options.runs === true) {
        const runs = await listRuns(server, name);
        print(runs, () => (runs.length === 0 ? `${name} has not run yet` : runsTable(runs)));
      } else {
        const run = await runToEnd(server, name, options);
        print(run, () => formatRun(name, run));
        if (run.outcome !== 'done')
          throw new ClientError(`${name}: ${run.outcome}${run.error === '' ? '' : `, ${run.error}`}`);
      }
    });
}

function requireNoJobOptions(options: Options): void {
  const names = [
    ...(options.runs === true ? ['--runs'] : []),
    ...(options.dryRun === true ? ['--dry-run'] : []),
    ...(options.requestId === undefined ? [] : ['--request-id']),
    ...(options.asOf === undefined ? [] : ['--as-of']),
  ];
  if (names.length > 0)
    throw new ClientError(
      `found ${names.join(', ')} without a job, expected the name of a job`,
      `${ownCall()} job lists the jobs`,
    );
}

async function runToEnd(server: Server, name: string, options: Options): Promise<JobRun> {
  let run = await startJob(server, name, options);
  while (run.outcome === 'running') {
    await sleep(POLL_MS);
    const current = (await listRuns(server, name)).find(({ id }) => id === run.id);
    if (current === undefined)
      throw new ClientError(
        `${name}: run ${String(run.id)} is no longer listed, so its result is unknown`,
        `${ownCall()} job ${name} --runs lists the last runs`,
      );
    run = current;
  }
  return run;
}

function formatRun(name: string, run: JobRun): string {
  const dryRun = 'dry_run' in run.options ? ' (dry run: nothing was changed)' : '';
  const counters = countersOf(run);
  const summary = `${name}: ${run.outcome}${dryRun}${counters === '' ? '' : `; ${counters}`}`;
  const [first] = run.items;
  if (first === undefined) return summary;
  const keys = Object.keys(first);
  const items = formatTable(
    keys.map((key) => key.replaceAll('_', ' ')),
    run.items.map((item) => keys.map((key) => String(item[key] ?? ''))),
  );
  return `${summary}\n\n${items}`;
}

const jobsTable = (jobs: readonly ScheduledJob[]): string =>
  formatTable(
    ['job', 'purpose', 'schedule', 'last run', 'outcome', 'counters', 'next run'],
    jobs.map((job) => [
      job.name,
      job.does,
      job.schedule,
      toSeconds(job.last_run?.started_at),
      job.running_on === null ? (job.last_run?.outcome ?? '') : `running on ${job.running_on}`,
      job.last_run === null ? '' : countersOf(job.last_run),
      toSeconds(job.next_due),
    ]),
  );

const runsTable = (runs: readonly JobRun[]): string =>
  formatTable(
    ['run', 'started', 'ended', 'instance', 'options', 'outcome', 'counters', 'error'],
    runs.map((run) => [
      run.id,
      toSeconds(run.started_at),
      toSeconds(run.ended_at),
      run.on,
      Object.entries(run.options)
        .map(([key, value]) => (value === true ? key : `${key}=${String(value)}`))
        .join(' '),
      run.outcome,
      countersOf(run),
      run.error,
    ]),
  );

const countersOf = (run: JobRun): string =>
  Object.entries(run.figures)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
