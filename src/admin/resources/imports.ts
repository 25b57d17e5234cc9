import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { BrokerContext } from '../../broker/context.js';
import { IMPORT_KINDS } from '../../formats/import/columns.js';
import type { ImportKind } from '../../formats/import/columns.js';
import type { Encoding } from '../../formats/import/lines.js';
import { ImportRefusedError, runImport } from '../../formats/import/run-import.js';
import type { Route } from '../rest/route.js';
import { errorSchema, faultsSchema } from '../schemas/common.js';
import { delimitedText, importEvent } from '../schemas/imports.js';
import { withUploadFolder } from './uploads.js';

/** Maximum size of a file over HTTP: about 40 million rows of stock. */
const MAX_BYTES = 2 * 1024 ** 3;
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['', 'utf8'],
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['iso-8859-1', 'latin1'],
  ['latin1', 'latin1'],
]);

/**
 * `POST /imports/{kind}` takes a file of rows and returns one JSON object per line, the summary last.
 *
 * The upload is written to a temporary file first, and imported from there. A request must arrive within a time limit,
 * which must not depend on the database's speed; and a client that reads the response only after it has sent everything
 * would otherwise deadlock with the server.
 */
export const importRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/imports/{kind}',
    role: 'operate',
    summary: `Import a file of rows separated by | (${IMPORT_KINDS.join(', ')}); bad rows are reported, good ones written`,
    body: { mediaTypes: ['text/plain'], schema: delimitedText },
    responses: {
      200: {
        description: 'Events, one JSON object per line; the last is the summary, or the failure that ended the import',
        schema: importEvent,
        mediaType: 'application/x-ndjson',
      },
      400: { description: 'The file has no valid header row; nothing was changed', schema: faultsSchema },
      404: { description: 'Unknown kind', schema: errorSchema },
      413: { description: 'The file is too large', schema: errorSchema },
      415: { description: 'Not text/plain, or an unknown charset', schema: errorSchema },
    },
    middleware: [],
    respond: async (context, request, response) => {
      const kind = IMPORT_KINDS.find((one) => one === request.params.kind);
      const encoding = request.is('text/plain') === false ? undefined : ENCODINGS.get(charsetOf(request));
      if (kind === undefined) {
        response.status(404).json({ error: `there is no import of this kind; there are ${IMPORT_KINDS.join(', ')}` });
      } else if (encoding === undefined) {
        response
          .status(415)
          .json({ error: 'a file is sent as text/plain, with charset=utf-8 (the default) or charset=iso-8859-1' });
      } else {
        await withUpload(request, (file) => respondWithEvents(context, kind, file, encoding, response));
      }
    },
  },
];

function charsetOf(request: Request): string {
  return /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? '';
}

const withUpload = (request: Request, use: (file: string) => Promise<void>): Promise<void> =>
  withUploadFolder(async (folder) => {
    const file = join(folder, 'rows');
    await pipeline(request, limitedTo(MAX_BYTES), createWriteStream(file, { mode: 0o600 }));
    await use(file);
  });

function limitedTo(bytes: number): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > bytes) done(Object.assign(new Error('too large'), { status: 413 }));
      else done(null, chunk);
    },
  });
}

async function respondWithEvents(
  context: BrokerContext,
  kind: ImportKind,
  file: string,
  encoding: Encoding,
  response: Response,
): Promise<void> {
  const disconnected = new AbortController();
  response.once('close', () => {
    disconnected.abort();
  });
  try {
    for await (const event of runImport(context, kind, createReadStream(file), {
      encoding,
      signal: disconnected.signal,
    })) {
      if (!response.headersSent) response.status(200).setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
      if ('summary' in event) context.log.info({ import: event.summary }, 'file imported');
      await write(response, event);
    }
  } catch (error) {
    if (!response.headersSent && error instanceof ImportRefusedError) {
      response.status(400).json({ faults: [{ path: '', reason: error.message }] });
      return;
    }
    if (!response.headersSent) throw error;
    if (!(error instanceof ImportRefusedError)) context.log.error({ err: error }, 'import failed');
    await write(response, {
      failure:
        error instanceof ImportRefusedError
          ? error.message
          : 'the import failed; what was written stays, and importing the file again is safe',
    });
  }
  response.end();
}

/** Waits for a client that reads slowly, so that unread events do not fill the memory. */
async function write(response: Response, event: object): Promise<void> {
  if (response.destroyed || response.write(`${JSON.stringify(event)}\n`)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
