import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { delimitedText, errorSchema, faultsSchema, importEvent } from '../rest/schemas.js';

/** Largest file that is taken over HTTP: about 40 million rows of stock. */
const MAX_BYTES = 2 * 1024 ** 3;
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['', 'utf8'],
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['iso-8859-1', 'latin1'],
  ['latin1', 'latin1'],
]);

/**
 * `POST /imports/{kind}`: a file of rows in, one JSON object a line out, the summary last.
 *
 * The upload goes to a temporary file first and is imported from there. A request must arrive within a set time, and
 * the database must not decide about that; and a client that reads the answer only when it has sent everything would
 * otherwise wait for us while we wait for it.
 */
export const importRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/imports/{kind}',
    role: 'operate',
    summary: `Import a file of rows separated by | (${IMPORT_KINDS.join(', ')}); bad rows are told of, good ones written`,
    body: { mediaTypes: ['text/plain'], schema: delimitedText },
    answers: {
      200: {
        description: 'What happened, one JSON object a line; the last is the summary, or the failure that ended it',
        schema: importEvent,
        mediaType: 'application/x-ndjson',
      },
      400: { description: 'The file has no usable header row; nothing was changed', schema: faultsSchema },
      404: { description: 'Unknown kind', schema: errorSchema },
      413: { description: 'The file is too large', schema: errorSchema },
      415: { description: 'Not text/plain, or an unknown charset', schema: errorSchema },
    },
    before: [],
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
        await throughFile(request, (file) => answer(context, kind, file, encoding, response));
      }
    },
  },
];

function charsetOf(request: Request): string {
  return /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? '';
}

async function throughFile(request: Request, use: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'order-broker-import-'));
  try {
    const file = join(folder, 'rows');
    await pipeline(request, atMost(MAX_BYTES), createWriteStream(file, { mode: 0o600 }));
    await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bytes) done(Object.assign(new Error('too large'), { status: 413 }));
      else done(null, chunk);
    },
  });
}

async function answer(
  context: BrokerContext,
  kind: ImportKind,
  file: string,
  encoding: Encoding,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    for await (const event of runImport(context, kind, createReadStream(file), { encoding, signal: gone.signal })) {
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
    if (!(error instanceof ImportRefusedError)) context.log.error({ err: error }, 'an import failed');
    await write(response, {
      failure:
        error instanceof ImportRefusedError
          ? error.message
          : 'the import failed; what was written stays, and importing the file again is safe',
    });
  }
  response.end();
}

/** Waits for a client that reads slowly, so that what it has not read does not pile up here. */
async function write(response: Response, event: object): Promise<void> {
  if (response.destroyed || response.write(`${JSON.stringify(event)}\n`)) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
