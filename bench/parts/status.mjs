// The cost of a StatusRequest, compared with a node-soap server that returns the same response: it has the data of the
// response ready, and parses the message and writes the response by the same contract. Each request is about a random
// order.
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
      const answer = await responseOf(broker.url, ids[0]);
      const echo = await started(startEcho(folder, { workers: count, answer }));
      const random = seeded(1);
      const message = () => statusRequest(ids[Math.floor(random() * ids.length)]);
      const expected = 'item_id="THING       BLUE';
      const sizes = [];
      for (const { url } of [broker, echo]) sizes.push((await send(url, statusRequest(ids[0]))).length);
      await contest(
        `StatusRequest of ${ORDERS} orders, ${count === 1 ? 'one process' : `${count} processes`} each, responses of ${sizes.join(' and ')} characters`,
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

/** The response about an order in the form of node-soap's client, which its server writes. */
async function responseOf(url, requestId) {
  const client = await createClientAsync(`${url}?wsdl`);
  const [answer] = await client.StatusRequestAsync({
    _xml: /<l:StatusRequest[^]*<\/l:StatusRequest>/.exec(statusRequest(requestId))[0],
  });
  return answer;
}
