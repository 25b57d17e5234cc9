// What a StatusRequest costs, beside a SOAP server of node-soap that gives back the same answer: it has the answer's data ready, and
// reads the message and writes the answer by the same contract. The broker is asked about one of its orders at random.
import { createClientAsync } from 'soap';
import { contest, throughputAtLeast } from '../contest.mjs';
import { withFolder } from '../folder.mjs';
import { statusRequest } from '../inquiry-message.mjs';
import { seeded, startBroker, startEcho, submitOrders } from '../servers.mjs';
import { workersOf } from '../workers.mjs';

const ORDERS = 2000;
const TARGET = 2;

export async function benchStatus({ load, database, workers }) {
  for (const count of workersOf(workers, database)) {
    await withFolder(async (folder, started) => {
      const broker = await started(
        startBroker(folder, { WORKERS: String(count), ...(database === undefined ? {} : { DATABASE_URL: database }) }),
      );
      const ids = await submitOrders(broker.url, ORDERS);
      const answer = await answerOf(broker.url, ids[0]);
      const echo = await started(startEcho(folder, { workers: count, answer }));
      const random = seeded(1);
      const message = () => statusRequest(ids[Math.floor(random() * ids.length)]);
      const expected = 'item_id="THING       BLUE';
      const sizes = [];
      for (const { url } of [broker, echo]) sizes.push((await send(url, statusRequest(ids[0]))).length);
      await contest(
        `StatusRequest of ${ORDERS} orders, ${count === 1 ? 'one process' : `${count} processes`} each, answered with ${sizes.join(' and ')} characters`,
        [
          { name: 'broker', server: broker, message, expected },
          { name: 'node-soap echo', server: echo, message, expected },
        ],
        { ...load, warm: load.warm * count },
        throughputAtLeast(TARGET),
      );
    });
  }
}

const send = async (url, body) =>
  (await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml; charset=utf-8' }, body })).text();

/** The answer about an order as node-soap's client reads it, which is what its server writes. */
async function answerOf(url, requestId) {
  const client = await createClientAsync(`${url}?wsdl`);
  const [answer] = await client.StatusRequestAsync({
    _xml: /<l:StatusRequest[^]*<\/l:StatusRequest>/.exec(statusRequest(requestId))[0],
  });
  return answer;
}
