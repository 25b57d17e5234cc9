import type { Schedule } from '../../domain/values/job-schedule.js';
import { releaseLeases as releaseExpired } from '../polling/poll-leases.js';
import type { Job } from './job.js';

/** The job that ends expired poll leases, so that later polls offer their lines again. */
export function releaseLeases(schedule: Schedule): Job {
  return {
    name: 'release-leases',
    does: 'offers again what polls did not confirm in time',
    schedule,
    takesOptions: false,
    run: async (context, { tally }) => {
      tally.count('released', await releaseExpired(context));
    },
  };
}
