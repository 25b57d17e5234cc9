// The yardstick: node-soap's own server with the same contract. It parses the message and writes a response; it
// validates, decides and stores nothing. SubmitOrder echoes the message. StatusRequest returns the response in the file
// STATUS_ANSWER, if set, as JSON in the form of node-soap's client. With WORKERS above 1, that many processes listen.
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { listen } from 'soap';
import { wsdl } from '../dist/services/locate/contract.js';

const PATH = '/Locate/LocateServices';
const { WORKERS = '1', STATUS_ANSWER } = process.env;

if (cluster.isPrimary && Number(WORKERS) > 1) {
  supervise(Number(WORKERS));
} else {
  const answer = STATUS_ANSWER === undefined ? {} : JSON.parse(readFileSync(STATUS_ANSWER, 'utf8'));
  const server = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1', () => {
    listen(
      server,
      PATH,
      { LocateService: { LocatePort: { SubmitOrder: (request) => request, StatusRequest: () => answer } } },
      wsdl(),
    );
    const url = `http://127.0.0.1:${server.address().port}${PATH}`;
    if (cluster.isWorker) process.send(url);
    else console.error(`echo answers at ${url}`);
  });
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
    cluster.worker?.disconnect();
  });
}

/** Port 0 is the same port for all workers of one process: the one that the first worker got. */
function supervise(workers) {
  let ready = 0;
  cluster.on('message', (_worker, url) => {
    ready += 1;
    if (ready === workers) console.error(`echo answers at ${url}`);
  });
  for (let i = 0; i < workers; i += 1) cluster.fork();
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
}
