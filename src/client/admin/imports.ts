import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { ClientError } from '../client-error.js';
import { connectionError } from '../connection-error.js';
import { authorization } from '../http.js';
import type { Server } from '../http.js';
import { rejectionOf } from './admin-client.js';

/** What the server reports during an import, one JSON object a line. */
export type ImportEvent =
  | { readonly header: string }
  | { readonly error: { readonly line: number; readonly reason: string; readonly row: string } }
  | { readonly notice: { readonly line: number; readonly reason: string } }
  | { readonly progress: { readonly rows: number; readonly bad: number; readonly seconds: number } }
  | { readonly summary: ImportSummary };

export interface ImportSummary {
  readonly kind: string;
  /** Rows read, without the header, blank lines and comments. */
  readonly rows: number;
  readonly written: number;
  readonly bad: number;
  readonly seconds: number;
}

/** What to do after an interrupted import. */
export const RETRY_IMPORT = 'import the file again; rows that were already written are not duplicated';

/**
 * Streams a file to the server and yields its events as they arrive; neither is held in memory as a whole. No time
 * limit applies: a long import keeps reporting progress.
 * @param kind what the rows are, e.g. `product`
 * @throws {ClientError} when the server rejects the file or the connection breaks
 */
export async function* uploadImport(
  server: Server,
  kind: string,
  file: string,
  encoding: 'utf8' | 'latin1',
): AsyncGenerator<ImportEvent> {
  const source = createReadStream(file);
  let response: Response;
  try {
    response = await fetch(`${server.url}/admin/v1/imports/${kind}`, {
      method: 'POST',
      duplex: 'half',
      body: Readable.toWeb(source) as ReadableStream,
      headers: {
        'content-type': `text/plain; charset=${encoding === 'latin1' ? 'iso-8859-1' : 'utf-8'}`,
        ...authorization(server, '/admin'),
      },
    });
  } catch (error) {
    throw connectionError(server, error);
  } finally {
    source.destroy();
  }
  if (!response.ok || response.body === null) throw rejectionOf(server, response, await response.text());
  let ended = false;
  try {
    for await (const line of createInterface({
      input: Readable.fromWeb(response.body as never),
      crlfDelay: Infinity,
    })) {
      const event = JSON.parse(line) as ImportEvent | { readonly failure: string };
      if ('failure' in event) throw new ClientError(event.failure);
      ended = 'summary' in event;
      yield event;
    }
  } catch (error) {
    throw error instanceof ClientError ? error : connectionError(server, error);
  }
  if (!ended) throw new ClientError(`the response from ${server.url} ended early`, RETRY_IMPORT);
}
