// The cost of a SubmitOrder, compared with the minimum that a SOAP server in JavaScript does for the same bytes: the
// broker, with a catalog of a thousand locations that can all fulfill the order, and node-soap's server, which only
// echoes the message.
import { contest, throughputAtLeast } from '../contest.mjs';
import { withFolder } from '../folder.mjs';
import { orderMessage } from '../order-message.mjs';
import { nextOrder, startBroker, startEcho } from '../servers.mjs';
import { workersOf } from '../workers.mjs';

const SIZE = Buffer.byteLength(orderMessage('1-1'));

/** @param database URL of the broker's database; undefined for a temporary SQLite file */
export async function benchSubmit({ load, database, workers }) {
  const target = database === undefined || database.startsWith('sqlite:') ? 1 : 0.5;
  for (const count of workersOf(workers, database)) {
    await withFolder(async (folder, started) => {
      const broker = await started(
        startBroker(folder, { WORKERS: String(count), ...(database === undefined ? {} : { DATABASE_URL: database }) }),
      );
      const echo = await started(startEcho(folder, { workers: count }));
      await contest(
        `SubmitOrder, ${SIZE} bytes, ${count === 1 ? 'one process' : `${count} processes`} each`,
        [
          { name: 'broker', server: broker, message: nextOrder, expected: 'response_code="0"' },
          { name: 'node-soap echo', server: echo, message: nextOrder, expected: 'THING       BLUE' },
        ],
        { ...load, warm: load.warm * count },
        throughputAtLeast(target),
      );
    });
  }
}

/** SubmitOrder with each level of the message log, compared with none. */
export async function benchLogLevels({ load }) {
  await withFolder(async (folder, started) => {
    const sides = [];
    for (const level of ['all', 'errors', 'none']) {
      const server = await started(startBroker(folder, { MESSAGE_LOG: level, DATABASE_URL: `sqlite:${level}.db` }));
      sides.push({ name: `log ${level}`, server, message: nextOrder, expected: 'response_code="0"' });
    }
    await contest(`SubmitOrder, ${SIZE} bytes, with MESSAGE_LOG`, sides, load);
  });
}
