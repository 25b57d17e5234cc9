import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { ImportKind } from '../../formats/import/columns.js';
import type { Encoding } from '../../formats/import/lines.js';
import type { ImportEvent } from '../../formats/import/run-import.js';
import { ClientError } from '../../client/client-error.js';
import { authorization, connectionFailure } from '../server.js';
import type { Server } from '../server.js';

/**
 * Sends a file to a running broker and hands on what it answers, line by line; neither is ever in memory as a whole.
 * The time limit is for the broker to begin to answer: a long import goes on talking.
 */
export async function* importThroughServer(
  server: Server,
  kind: ImportKind,
  file: string,
  encoding: Encoding,
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
    throw connectionFailure(server, error);
  } finally {
    source.destroy();
  }
  if (!response.ok || response.body === null) throw new ClientError(await reasonOf(response, server));
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
    throw error instanceof ClientError ? error : connectionFailure(server, error);
  }
  if (!ended) throw new ClientError(`the answer of ${server.url} breaks off`, 'importing the file again is safe');
}

async function reasonOf(response: Response, server: Server): Promise<string> {
  const body = await response.text();
  try {
    const { faults, error } = JSON.parse(body) as { faults?: readonly { reason: string }[]; error?: string };
    const reason = faults?.map((fault) => fault.reason).join('; ') ?? error;
    if (reason !== undefined) return reason;
  } catch {
    // Not ours: told as it is.
  }
  return `the broker at ${server.url} answered ${response.status} ${response.statusText}: ${body.slice(0, 300).trim()}`;
}
