import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface MovingProxy {
  readonly url: string;
  /** Leads new connections to another server, and breaks those that lead to the one before. */
  moveTo(url: string): void;
  close(): Promise<void>;
}

/** A loopback address that stays when the server behind it is started again on another port. */
export async function startMovingProxy(target: string): Promise<MovingProxy> {
  let port = Number(new URL(target).port);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  });
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    moveTo(url) {
      port = Number(new URL(url).port);
      breakAll();
    },
    async close() {
      server.close();
      breakAll();
      await once(server, 'close');
    },
  };
}
