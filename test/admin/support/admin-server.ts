import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Resend } from '../../../src/admin/resources/messages.js';
import type { ReadOrder } from '../../../src/admin/resources/routing.js';
import { crossOriginCheck } from '../../../src/app/gateway/cross-origin.js';
import { adminRouter } from '../../../src/admin/router.js';
import type { WebhookTools } from '../../../src/broker/webhooks/tools.js';
import type { BrokerContext } from '../../../src/broker/context.js';
import { runnerFor } from '../../support/jobs.js';
import { loopbackTools } from '../../support/server/webhook-tools.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown;
}

/** The admin interface of a broker on a loopback port, with a client for it. */
export class AdminServer implements AsyncDisposable {
  private constructor(
    readonly url: string,
    private readonly close: () => Promise<void>,
  ) {}

  static async over(
    broker: BrokerContext,
    publicUrl?: string,
    resend: Resend = () => Promise.reject(new Error('this test resends nothing')),
    readOrder: ReadOrder = () => Promise.resolve({ faults: [] }),
    webhooks: WebhookTools = loopbackTools(),
  ): Promise<AdminServer> {
    const app = express().use(
      '/admin',
      adminRouter(broker, {
        readOrder,
        jobs: runnerFor(broker),
        webhooks,
        resend,
        crossOrigin: crossOriginCheck(publicUrl, 0),
      }),
    );
    return new Promise((resolve) => {
      const server = app.listen(0, '127.0.0.1', () => {
        resolve(
          new AdminServer(
            `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
            () =>
              new Promise((closed) => {
                server.close(() => {
                  closed();
                });
                server.closeAllConnections();
              }),
          ),
        );
      });
    });
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/admin/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, text, body: json };
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  put(path: string, body: unknown): Promise<Reply> {
    return this.send('PUT', path, body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
