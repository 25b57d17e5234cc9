import { connectionError } from '../connection-error.js';
import { authorization } from '../http.js';
import type { Server } from '../http.js';
import { callAdmin, rejectionOf } from './admin-client.js';

/** A consumer of the change feed. Times are ISO 8601, UTC. */
export interface FeedConsumer {
  readonly name: string;
  readonly created_at: string;
  /** Orders that changed since the last snapshot; counted up to 10,000. */
  readonly orders_waiting: number;
  readonly snapshot: {
    readonly number: number;
    readonly taken_at: string;
    readonly since: string | null;
    readonly orders: number;
    readonly acknowledged_at: string | null;
  } | null;
  /** The refresh that runs; null for none. */
  readonly refresh: { readonly phase: string; readonly orders: number } | null;
}

const pathOf = (name: string): string => `/feed/consumers/${encodeURIComponent(name)}`;

/** All consumers. */
export async function listFeedConsumers(server: Server): Promise<readonly FeedConsumer[]> {
  return (await callAdmin<{ readonly items: readonly FeedConsumer[] }>(server, '/feed/consumers')).items;
}

export function getFeedConsumer(server: Server, name: string): Promise<FeedConsumer> {
  return callAdmin(server, pathOf(name));
}

/** Creates a consumer; one that exists stays as it is. */
export function createFeedConsumer(server: Server, name: string): Promise<FeedConsumer> {
  return callAdmin(server, pathOf(name), { method: 'PUT' });
}

export async function removeFeedConsumer(server: Server, name: string): Promise<void> {
  await callAdmin(server, pathOf(name), { method: 'DELETE' });
}

/** Starts a refresh. @returns the consumer; its refresh may still be running */
export function refreshFeed(server: Server, name: string, since: string | undefined): Promise<FeedConsumer> {
  const query = since === undefined ? '' : `?${new URLSearchParams({ since }).toString()}`;
  return callAdmin(server, `${pathOf(name)}/refresh${query}`, { method: 'POST' });
}

export function acknowledgeFeed(server: Server, name: string, snapshot: number): Promise<FeedConsumer> {
  return callAdmin(server, `${pathOf(name)}/acknowledge?snapshot=${String(snapshot)}`, { method: 'POST' });
}

/**
 * Reads a whole table of a snapshot, in parts as they arrive. No time limit applies: a large table takes long.
 * @throws {ClientError} when the server refuses, or the connection breaks before the end
 */
export async function* exportFeed(
  server: Server,
  name: string,
  table: string,
  query: { readonly format: 'ndjson' | 'csv'; readonly snapshot?: string | undefined },
): AsyncGenerator<string> {
  const parameters = new URLSearchParams({
    format: query.format,
    ...(query.snapshot === undefined ? {} : { snapshot: query.snapshot }),
  });
  const path = `/admin/v1${pathOf(name)}/snapshot/${encodeURIComponent(table)}/export?${parameters.toString()}`;
  let response: Response;
  try {
    response = await fetch(`${server.url}${path}`, { headers: authorization(server, '/admin') });
  } catch (error) {
    throw connectionError(server, error);
  }
  if (!response.ok || response.body === null) throw rejectionOf(server, response, await response.text());
  const decoder = new TextDecoder();
  try {
    for await (const part of response.body) yield decoder.decode(part as Uint8Array, { stream: true });
  } catch (error) {
    throw connectionError(server, error);
  }
}
