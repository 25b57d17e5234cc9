import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One message as transmitted, and its response. */
export interface Exchange {
  readonly request: string;
  readonly status: number;
  readonly contentType: string;
  readonly response: string;
}

export interface RecordingProxy {
  readonly url: string;
  /** Every POST so far, in the order of the responses. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/**
 * A loopback proxy in front of a server that records the traffic: clients build their messages themselves, so this is
 * where the bytes can be observed. The Host header is forwarded unchanged, so the WSDL names the proxy's address.
 */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const request = await readAll(incoming);
      const answer = await forward(target, incoming, request);
      const response = await readAll(answer);
      if (incoming.method === 'POST') {
        exchanges.push({
          request: request.toString('utf8'),
          status: answer.statusCode ?? 0,
          contentType: answer.headers['content-type'] ?? '',
          response: response.toString('utf8'),
        });
      }
      outgoing.writeHead(answer.statusCode ?? 502, withoutHopByHop(answer.headers)).end(response);
    })().catch(() => {
      outgoing.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    exchanges,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const outgoing = send(new URL(incoming.url ?? '/', target), {
    method: incoming.method ?? 'GET',
    agent: false,
    headers: { ...withoutHopByHop(incoming.headers), 'content-length': String(body.length) },
  });
  outgoing.end(body);
  return ((await once(outgoing, 'response')) as [IncomingMessage])[0];
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Headers of one connection, and the length, which is set again. */
const HOP_BY_HOP = new Set(['connection', 'expect', 'transfer-encoding', 'keep-alive', 'content-length']);

function withoutHopByHop(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
