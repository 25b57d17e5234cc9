// What it costs an order that others are told of it: a broker with one consumer of the change feed, and one with one
// webhook endpoint, compared with one that nobody has subscribed to.
import { createServer } from 'node:http';
import { contest } from '../contest.mjs';
import { withFolder } from '../folder.mjs';
import { nextOrder, startBroker } from '../servers.mjs';

export async function benchSubscribers({ load }) {
  const listener = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    await withFolder(async (folder, started) => {
      const side = async (name, subscribe = () => undefined) => {
        const server = await started(startBroker(folder, { DATABASE_URL: `sqlite:${name.replace(/\W/g, '-')}.db` }));
        await subscribe((method, path, body) => ask(server.url, method, path, body));
        return { name, server, message: nextOrder, expected: 'response_code="0"' };
      };
      const sides = [
        await side('one consumer', (call) => call('PUT', '/feed/consumers/bench', {})),
        await side('one endpoint', (call) =>
          call('POST', '/webhooks', { url: `http://127.0.0.1:${listener.address().port}/` }),
        ),
        await side('nobody'),
      ];
      await contest('SubmitOrder, told to', sides, load);
    });
  } finally {
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  }
}

async function ask(url, method, path, body) {
  const response = await fetch(new URL(`/admin/v1${path}`, url), {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${await response.text()}`);
}
