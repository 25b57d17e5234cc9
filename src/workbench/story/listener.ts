import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListenerAnswer } from './schema.js';

/** A webhook as it arrived at a listener of a story. */
export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown;
  /** Whether its `webhook-id` arrived before. */
  readonly again: boolean;
}

/** How long a webhook is waited for, in milliseconds, and how often it is looked for. */
const WAIT_MS = 10_000;
const LOOK_MS = 10;
/** Bytes of a webhook that a listener takes. */
const MAX_BYTES = 1_000_000;

/** A consumer of webhooks, on a free port of the loopback interface, for the time of a story. */
export class StoryListener {
  readonly #waiting: ReceivedWebhook[] = [];
  readonly #ids = new Set<string>();
  #answers: ListenerAnswer[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<StoryListener> {
    const server = createServer();
    const listener = new StoryListener(server);
    server.on('request', (request, response) => {
      listener.#take(request, response).catch(() => {
        response.destroy();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return listener;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/`;
  }

  /** Answers the next requests so, in order; those after them with 204. */
  answer(answers: readonly ListenerAnswer[]): void {
    this.#answers = [...answers];
  }

  /**
   * Takes the next webhook that nobody took yet.
   * @param matches which one is meant; others stay
   * @returns undefined when none comes in time
   */
  async next(matches: (received: ReceivedWebhook) => boolean): Promise<ReceivedWebhook | undefined> {
    for (const end = Date.now() + WAIT_MS; Date.now() < end;) {
      const found = this.#waiting.findIndex(matches);
      if (found >= 0) return this.#waiting.splice(found, 1)[0];
      await sleep(LOOK_MS);
    }
    return undefined;
  }

  /** Whether a webhook arrived that nobody took. */
  has(matches: (received: ReceivedWebhook) => boolean): boolean {
    return this.#waiting.some(matches);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    request.setEncoding('utf8');
    for await (const part of request) {
      text += String(part);
      if (text.length > MAX_BYTES) throw new Error('too long');
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const id = headers['webhook-id'] ?? '';
    this.#waiting.push({ headers, text, body: parsed(text), again: this.#ids.has(id) });
    this.#ids.add(id);
    const { status, retry_after: retryAfter, delay_ms: delayMs } = this.#answers.shift() ?? { status: 204 };
    if (delayMs !== undefined) await sleep(delayMs);
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }).end();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether one of a webhook's signatures was made with a secret: what a consumer does (docs/webhooks.md). */
export function isSigned({ headers, text }: ReceivedWebhook, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id'] ?? ''}.${headers['webhook-timestamp'] ?? ''}.${text}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return (headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const [version, signature = ''] = one.split(',');
    const found = Buffer.from(signature, 'base64');
    return version === 'v1' && found.length === expected.length && timingSafeEqual(found, expected);
  });
}
