// The yardstick: node-soap's own server on the same contract. It parses the message, gives the data back and writes it
// out again; it checks nothing, decides nothing and stores nothing.
import { createServer } from 'node:http';
import { listen } from 'soap';
import { wsdl } from '../dist/locate/contract.js';

const PATH = '/Locate/LocateServices';

const server = createServer((_request, response) => { response.writeHead(404).end(); });
server.listen(0, '127.0.0.1', () => {
  listen(server, PATH, { LocateService: { LocatePort: { SubmitOrder: (request) => request } } }, wsdl());
  console.error(`echo answers at http://127.0.0.1:${server.address().port}${PATH}`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
