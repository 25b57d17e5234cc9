import { ClientError } from '../client/client-error.js';
import { request } from './server.js';
import type { Server } from './server.js';

/** A message of the message log, as the admin interface tells it. */
export interface LoggedMessage {
  readonly id: string;
  readonly at: string;
  readonly user: string;
  readonly operation: string;
  readonly correlation_id: string;
  readonly request_id: number | null;
  readonly order_id: string;
  readonly outcome: string;
  readonly response_code: number | null;
  readonly duration_ms: number;
}

export interface WholeMessage extends LoggedMessage {
  readonly request: string | null;
  readonly response: string | null;
}

export interface MessagePage {
  readonly items: readonly LoggedMessage[];
  readonly next?: string;
}

export interface ResentMessage {
  readonly correlation_id: string;
  readonly outcome: string;
  readonly response_code: number | null;
  readonly request_id: number | null;
  readonly response: string;
}

/**
 * Asks the admin interface. The caller vouches for the answer's shape.
 * @param path behind `/admin/v1`
 * @throws {ClientError} with what the broker said, when it refused
 */
export async function askAdmin<T>(server: Server, method: 'GET' | 'POST', path: string): Promise<T> {
  const response = await request(server, `/admin/v1${path}`, { method, headers: { accept: 'application/json' } });
  const body = await response.text();
  if (!response.ok) throw new ClientError(reasonOf(body, response.status));
  return JSON.parse(body) as T;
}

function reasonOf(body: string, status: number): string {
  try {
    const { error, faults } = JSON.parse(body) as {
      error?: string;
      faults?: readonly { path: string; reason: string }[];
    };
    if (faults !== undefined) return faults.map((fault) => `${fault.path}: ${fault.reason}`).join('\n');
    if (error !== undefined) return error;
  } catch {
    // Not JSON: the status says what there is to say.
  }
  return `the broker answered ${status}: ${body.slice(0, 300).trim()}`;
}
