import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { JobView, RunView } from '../../../broker/jobs/list-jobs.js';
import { ClientError } from '../../../client/client-error.js';
import { askAdmin } from '../../../client/admin.js';
import { serverOf, withServer } from '../../server.js';
import type { Server, ServerOptions } from '../../server.js';
import { formatTable } from '../../table.js';
import type { Terminal } from '../../terminal.js';

interface Options extends ServerOptions {
  readonly runs?: boolean;
  readonly asOf?: string;
  readonly requestId?: string;
  readonly dryRun?: boolean;
}

/** How often a run that goes on is asked after. */
const ASK_MS = 1000;

/** `job`: what the broker does by the clock; with a name, does it now. */
export function jobCommand(terminal: Terminal): Command {
  return withServer(new Command('job').argument('[name]', 'the job to run; without one they are listed'))
    .option('--runs', 'show the last runs of the job instead of running it')
    .option('--dry-run', 'only say what would be done')
    .option('--request-id <n>', 'only this order')
    .option('--as-of <date>', 'as if today were that day (YYYY-MM-DD, UTC); only with --request-id')
    .summary('list the scheduled jobs, or run one now')
    .description(
      'Lists what the broker does by the clock, or runs a job now, waits for its end and prints what it did.\nA job runs once at a time, whichever instance runs it.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker job\n  order-broker job auto-cancel --dry-run\n  order-broker job auto-cancel --request-id 14 --as-of 2026-12-24',
    )
    .action(async (name: string | undefined, options: Options) => {
      const server = serverOf(options, terminal);
      const print = (value: unknown, table: () => void): void => {
        if (options.json === true) terminal.out(JSON.stringify(value, null, 2));
        else table();
      };
      if (name === undefined) {
        const alone =
          options.runs === true ||
          options.dryRun === true ||
          options.asOf !== undefined ||
          options.requestId !== undefined;
        if (alone) throw new ClientError('which job? The options are for one', 'order-broker job lists them');
        const { items } = (await askAdmin(server, 'GET', '/jobs')) as { items: readonly JobView[] };
        print(items, () => {
          terminal.out(jobsTable(items));
        });
      } else if (options.runs === true) {
        const { runs } = (await askAdmin(server, 'GET', `/jobs/${encodeURIComponent(name)}`)) as {
          runs: readonly RunView[];
        };
        print(runs, () => {
          terminal.out(runs.length === 0 ? `${name} has not run yet` : runsTable(runs));
        });
      } else {
        const run = await runToEnd(server, name, options);
        print(run, () => {
          show(name, run, terminal);
        });
        if (run.outcome !== 'done')
          throw new ClientError(`${name}: ${run.outcome}${run.error === '' ? '' : `, ${run.error}`}`);
      }
    });
}

async function runToEnd(server: Server, name: string, options: Options): Promise<RunView> {
  const query = new URLSearchParams({
    ...(options.requestId === undefined ? {} : { request_id: options.requestId }),
    ...(options.asOf === undefined ? {} : { as_of: options.asOf }),
    ...(options.dryRun === true ? { dry_run: 'true' } : {}),
  });
  let run = (await askAdmin(server, 'POST', `/jobs/${encodeURIComponent(name)}/run?${query.toString()}`)) as RunView;
  while (run.outcome === 'running') {
    await sleep(ASK_MS);
    const { runs } = (await askAdmin(server, 'GET', `/jobs/${encodeURIComponent(name)}`)) as {
      runs: readonly RunView[];
    };
    const mine = runs.find(({ id }) => id === run.id);
    if (mine === undefined)
      throw new ClientError(
        `${name}: the run is no longer among those that are kept`,
        `order-broker job ${name} --runs`,
      );
    run = mine;
  }
  return run;
}

function show(name: string, run: RunView, terminal: Terminal): void {
  const tried = 'dry_run' in run.options ? ' (nothing was changed)' : '';
  terminal.out(`${name}: ${run.outcome}${tried}${figuresOf(run) === '' ? '' : `; ${figuresOf(run)}`}`);
  const [first] = run.items;
  if (first === undefined) return;
  const headings = Object.keys(first);
  terminal.out('');
  terminal.out(
    formatTable(
      headings.map((heading) => heading.replaceAll('_', ' ')),
      run.items.map((item) => headings.map((heading) => String(item[heading] ?? ''))),
    ),
  );
}

const jobsTable = (jobs: readonly JobView[]): string =>
  formatTable(
    ['job', 'what it does', 'when', 'last run', 'outcome', 'figures', 'next'],
    jobs.map((job) => [
      job.name,
      job.does,
      job.schedule,
      timeOf(job.last_run?.started_at),
      job.running_on === null ? (job.last_run?.outcome ?? '') : `running on ${job.running_on}`,
      job.last_run === null ? '' : figuresOf(job.last_run),
      timeOf(job.next_due),
    ]),
  );

const runsTable = (runs: readonly RunView[]): string =>
  formatTable(
    ['run', 'started', 'ended', 'on', 'asked', 'outcome', 'figures', 'error'],
    runs.map((run) => [
      run.id,
      timeOf(run.started_at),
      timeOf(run.ended_at),
      run.on,
      Object.entries(run.options)
        .map(([key, value]) => (value === true ? key : `${key}=${String(value)}`))
        .join(' '),
      run.outcome,
      figuresOf(run),
      run.error,
    ]),
  );

const figuresOf = (run: RunView): string =>
  Object.entries(run.figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(', ');

/** To the second; empty for none. */
const timeOf = (time: string | null | undefined): string => (time ?? '').replace(/\.\d+Z$/, 'Z');
