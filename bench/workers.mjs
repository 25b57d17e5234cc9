// How many processes of each server are measured.
import { availableParallelism } from 'node:os';

/** Those of the asked-for counts that the database allows; says why of the others, and what to think of the rest. */
export function workersOf(counts, database) {
  const sqlite = database === undefined || database.startsWith('sqlite:');
  const possible = sqlite ? counts.filter((count) => count === 1) : counts;
  for (const count of counts.filter((one) => !possible.includes(one))) {
    console.log(
      `${count} workers are not measured: on SQLite one process writes at a time, and the broker refuses to start several (--database names another database)\n`,
    );
  }
  const most = Math.max(...possible);
  if (most >= availableParallelism()) {
    console.log(
      `${most} processes of a server, its database and the callers share ${availableParallelism()} processors: compare the CPU time, not the requests a second\n`,
    );
  }
  return possible;
}
