import { ClientError } from './client-error.js';
import { request } from '../cli/server.js';
import type { Server } from '../cli/server.js';

/** What the admin interface answers when it refuses. */
interface Refusal {
  readonly error?: string;
  readonly faults?: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Asks the admin interface for JSON.
 * @param path behind `/admin/v1`
 * @throws {ClientError} with what the interface says is wrong
 */
export async function askAdmin(server: Server, method: 'GET' | 'POST', path: string): Promise<unknown> {
  const response = await request(server, `/admin/v1${path}`, { method, headers: { accept: 'application/json' } });
  const text = await response.text();
  const body = readJson(text);
  if (response.ok && body !== undefined) return body;
  const { error, faults } = (body ?? {}) as Refusal;
  if (faults !== undefined)
    throw new ClientError(
      faults.map(({ path: where, reason }) => (where === '' ? reason : `${where}: ${reason}`)).join('\n       '),
    );
  throw new ClientError(
    error ?? `the broker at ${server.url} answered ${response.status}: ${text.slice(0, 300).trim()}`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
