import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** A webhook as it arrived. */
export interface Arrived {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> };
}

/** What a listener answers: a status, or also headers. */
export type ListenerAnswer =
  number | { readonly status: number; readonly headers?: Record<string, string>; readonly delayMs?: number };

/** A consumer of webhooks on a free port of the loopback interface. */
export interface WebhookListener {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** Answers of the next requests, in order; after the last one, or without any: 204. */
  answer(...answers: readonly ListenerAnswer[]): void;
  /** Decides the answer of every request by itself. */
  decide(decide: (arrived: Arrived) => ListenerAnswer | Promise<ListenerAnswer>): void;
  /** Waits until so many have arrived. @throws {Error} when they do not */
  until(count: number): Promise<readonly Arrived[]>;
  close(): Promise<void>;
}

const WAIT_MS = 20_000;

export async function webhookListener(): Promise<WebhookListener> {
  const arrived: Arrived[] = [];
  const answers: ListenerAnswer[] = [];
  let decide: (one: Arrived) => ListenerAnswer | Promise<ListenerAnswer> = () => answers.shift() ?? 204;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const one = { id: headers['webhook-id'] ?? '', headers, text, body: JSON.parse(text) as Arrived['body'] };
      arrived.push(one);
      void Promise.resolve(decide(one)).then(async (answer) => {
        const { status, headers: own = {}, delayMs = 0 } = typeof answer === 'number' ? { status: answer } : answer;
        if (delayMs > 0) await sleep(delayMs);
        response.writeHead(status, own).end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/hooks`,
    arrived,
    answer: (...more) => {
      answers.push(...more);
    },
    decide: (other) => {
      decide = other;
    },
    async until(count) {
      for (const end = Date.now() + WAIT_MS; arrived.length < count && Date.now() < end;) await sleep(5);
      if (arrived.length < count)
        throw new Error(`${String(arrived.length)} webhooks arrived instead of ${String(count)}`);
      return arrived;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Verifies a webhook with the reference library. @throws when its signature or time is wrong */
export function verify(secret: string, { text, headers }: Arrived): unknown {
  return new Webhook(secret).verify(text, headers);
}
