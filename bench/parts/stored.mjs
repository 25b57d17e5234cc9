// The time of a SubmitOrder with a million stored orders, beside ten thousand: two brokers on SQLite files that were filled in
// the same way (stored-orders.mjs) receive the same messages, each order from another person.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { contest, latencyAtMost } from '../contest.mjs';
import { withFolder } from '../folder.mjs';
import { startBroker } from '../servers.mjs';
import { newOrders, storeOrders } from '../stored-orders.mjs';

const FEW = 10_000;
const TARGET = 1.2;

/** @param stored number of orders of one broker; the other has ten thousand */
export async function benchStored({ load, stored }) {
  await withFolder(async (folder, started) => {
    const sides = [];
    for (const count of [stored, FEW]) {
      const file = join(folder, `${count}.db`);
      const begun = performance.now();
      let reportedAt = begun;
      await storeOrders(file, count, (done) => {
        if (performance.now() - reportedAt < 10_000) return;
        reportedAt = performance.now();
        console.log(`${done.toLocaleString('en')} of ${count.toLocaleString('en')} orders stored`);
      });
      console.log(
        `${count.toLocaleString('en')} orders stored in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${(statSync(file).size / 1e9).toFixed(2)} GB`,
      );
      sides.push({
        name: `${count.toLocaleString('en')} stored`,
        server: await started(startBroker(folder, { DATABASE_URL: `sqlite:${file}`, JOBS: 'false' })),
        message: newOrders(count, 7),
        expected: 'response_code="0"',
      });
    }
    console.log('');
    for (const connections of [1, 10])
      await contest('SubmitOrder with many orders stored', sides, { ...load, connections }, latencyAtMost(TARGET));
  });
}
