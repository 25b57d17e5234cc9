// The numbers of processes to measure.
import { availableParallelism } from 'node:os';

/** The requested counts that the database supports; prints why others are skipped, and how to read the results. */
export function workersOf(counts, database) {
  const sqlite = database === undefined || database.startsWith('sqlite:');
  const possible = sqlite ? counts.filter((count) => count === 1) : counts;
  for (const count of counts.filter((one) => !possible.includes(one))) {
    console.log(
      `${count} workers are skipped: SQLite allows one writing process at a time, and the broker refuses to start more (--database names another database)\n`,
    );
  }
  const most = Math.max(...possible);
  if (most >= availableParallelism()) {
    console.log(
      `${most} processes of a server, its database and the callers share ${availableParallelism()} processors: compare the CPU time, not the requests/s\n`,
    );
  }
  return possible;
}
