import type { z } from 'zod';
import { isEnough } from '../../platform/auth/admin-role.js';
import { listJobs, getJob } from '../../broker/jobs/list-jobs.js';
import type { Job } from '../../broker/jobs/job.js';
import type { JobRunner } from '../../broker/jobs/job-runner.js';
import { jobList, jobRun, jobWithRuns, runQuery, runsQuery } from '../schemas/jobs.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { forbidden, jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { settlesWithin } from '../rest/settles-within.js';
import { errorSchema } from '../schemas/common.js';

/** How long the response waits for the run to end. Idle connections get cut, so clients poll for a longer run. */
const WAIT_MS = 20_000;

/** Lists jobs and runs them by hand. */
export function jobRoutes(runner: JobRunner): readonly Route[] {
  const find = (name: string): Job | undefined => runner.jobs.find((job) => job.name === name);
  const unknown = (name: string) =>
    notFound(`job ${JSON.stringify(name)}; there are ${runner.jobs.map((job) => job.name).join(', ')}`);
  return [
    jsonRoute({
      method: 'get',
      path: '/jobs',
      role: 'read',
      summary: 'List the jobs with their schedules and last runs',
      responses: { 200: { description: 'All of them', schema: jobList } },
      handle: async (context) => ok({ items: await listJobs(context, runner.jobs) }),
    }),
    jsonRoute({
      method: 'get',
      path: '/jobs/{name}',
      role: 'read',
      summary: 'Show a job with its last runs',
      query: runsQuery,
      responses: { 200: { description: 'The job', schema: jobWithRuns } },
      handle: async (context, { param, query }) => {
        const job = find(param('name'));
        return job === undefined ? unknown(param('name')) : ok(await getJob(context, job, query.runs));
      },
    }),
    jsonRoute({
      method: 'post',
      path: '/jobs/{name}/run',
      role: 'operate',
      summary: 'Run a job now, and wait until it ends',
      query: runQuery,
      responses: {
        200: { description: 'The finished run', schema: jobRun },
        202: { description: 'The run continues; poll /jobs/{name}', schema: jobRun },
        409: { description: 'It is running already', schema: errorSchema },
      },
      handle: async (context, { param, query, role }) => {
        const job = find(param('name'));
        if (job === undefined) return unknown(param('name'));
        rejectOptions(job, query);
        if (isAhead(query, context.clock()) && !isEnough(role, 'administer'))
          return forbidden(
            `as_of is after today: without dry_run=true that needs a token of the role administer; this one has the role ${role}`,
          );
        const started = await runner.startByHand(job, {
          ...(query.request_id === undefined ? {} : { requestId: query.request_id }),
          ...(query.as_of === undefined ? {} : { asOf: query.as_of }),
          dryRun: query.dry_run === 'true',
        });
        if (started === undefined) {
          const { running_on: on } = await getJob(context, job, 1);
          return {
            status: 409,
            body: {
              error: `${job.name} is running already${on === null ? '' : `, on ${on}`}; ask again when it has ended`,
            },
          };
        }
        const ended = await settlesWithin(started.ended, WAIT_MS);
        const { runs } = await getJob(context, job, 100);
        return { status: ended ? 200 : 202, body: runs.find(({ id }) => id === started.id) };
      },
    }),
  ];
}

/**
 * Whether a run would do today what is due on a later day: cancel a pickup before its date, mask an order before its
 * retention has ended. To look ahead is everybody's who may run jobs; to act ahead overrides the preferences.
 */
const isAhead = ({ as_of, dry_run }: z.output<typeof runQuery>, now: Date): boolean =>
  as_of !== undefined && dry_run === 'false' && as_of > now.toISOString().slice(0, 10);

/** @throws {InvalidRequestError} */
function rejectOptions(
  job: Job,
  query: { request_id?: number | undefined; as_of?: string | undefined; dry_run: string },
): void {
  const faults = [
    ...(query.as_of !== undefined && query.request_id === undefined
      ? [
          {
            path: 'as_of',
            reason:
              'found no request_id with it, expected the order that it is for: another day is for trying out on one order',
          },
        ]
      : []),
    ...(job.takesOptions
      ? []
      : (['request_id', 'as_of'] as const)
          .filter((name) => query[name] !== undefined)
          .map((path) => ({ path, reason: `found a value, expected none: ${job.name} is not for one order` }))),
    ...(!job.takesOptions && query.dry_run === 'true'
      ? [{ path: 'dry_run', reason: `found true, expected false: ${job.name} cannot be tried out` }]
      : []),
  ];
  if (faults.length > 0) throw new InvalidRequestError(faults);
}
