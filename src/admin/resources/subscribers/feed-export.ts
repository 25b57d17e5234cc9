import type { Response } from 'express';
import type { BrokerContext } from '../../../broker/context.js';
import { SnapshotGoneError } from '../../../broker/feed/feed-errors.js';
import { readSnapshot } from '../../../broker/feed/read-snapshot.js';
import type { SnapshotPage } from '../../../broker/feed/read-snapshot.js';
import { InvalidRequestError } from '../../rest/invalid-request-error.js';
import { checked } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { writeSlowly } from '../../rest/write-slowly.js';
import { errorSchema, faultsSchema } from '../../schemas/common.js';
import { exportQuery, feedRow } from '../../schemas/feed.js';

/** Rows read at a time. */
const PAGE = 500;
/** Exports that one process serves at a time. */
const MAX_EXPORTS = 4;

type Format = 'ndjson' | 'csv';

const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};

/**
 * Streams a whole table of a snapshot: one JSON object a line, or CSV with a header row. When the snapshot is replaced meanwhile,
 * the connection is cut, so that no reader takes a part for the whole.
 */
export function exportRoute(): Route {
  let open = 0;
  return {
    method: 'get',
    path: '/feed/consumers/{name}/snapshot/{table}/export',
    role: 'operate',
    summary: 'Read a whole table of the last snapshot as lines of JSON, or as CSV',
    query: exportQuery,
    responses: {
      200: { description: 'One row per line', schema: feedRow, mediaType: 'application/x-ndjson' },
      400: { description: 'Faults, each with its path', schema: faultsSchema },
      404: { description: 'Unknown consumer or table', schema: errorSchema },
      409: { description: 'There is no such snapshot, or none any more', schema: errorSchema },
      503: { description: 'Too many exports at once; see Retry-After', schema: errorSchema },
    },
    middleware: [],
    respond: async (context, request, response) => {
      if (open >= MAX_EXPORTS) {
        response
          .status(503)
          .setHeader('Retry-After', '10')
          .json({ error: `${String(MAX_EXPORTS)} exports are running, the most at a time: ask again in 10 seconds` });
        return;
      }
      open += 1;
      try {
        const { snapshot, format } = checked(exportQuery, { ...request.query });
        const { name, table } = request.params;
        await stream(context, { consumer: String(name), table: String(table), snapshotNo: snapshot }, format, response);
      } catch (error) {
        if (response.headersSent) response.destroy();
        else if (error instanceof InvalidRequestError) response.status(400).json({ faults: error.faults });
        else if (error instanceof SnapshotGoneError) response.status(409).json({ error: error.message });
        else throw error;
      } finally {
        open -= 1;
      }
    },
  };
}

async function stream(
  context: BrokerContext,
  query: { readonly consumer: string; readonly table: string; readonly snapshotNo: number | undefined },
  format: Format,
  response: Response,
): Promise<void> {
  let page = await readSnapshot(context, { ...query, limit: PAGE });
  if (page === undefined) {
    const { consumer, table } = query;
    const error = `there is no consumer ${JSON.stringify(consumer)}, or no table ${JSON.stringify(table)}`;
    response.status(404).json({ error });
    return;
  }
  const { snapshotNo } = page;
  response.status(200).setHeader('Content-Type', MEDIA_TYPES[format]).setHeader('Snapshot', String(snapshotNo));
  if (format === 'csv') response.write(csvLine(page.columns));
  for (;;) {
    if (!(await writeSlowly(response, linesOf(page, format)))) {
      response.destroy();
      return;
    }
    if (page.next === undefined) break;
    page = await readSnapshot(context, { ...query, snapshotNo, after: page.next, limit: PAGE });
    if (page === undefined) throw new SnapshotGoneError(`the consumer ${query.consumer} was removed`);
  }
  response.end();
}

function linesOf({ columns, rows }: SnapshotPage, format: Format): string {
  const line =
    format === 'csv'
      ? csvLine
      : (row: SnapshotPage['rows'][number]): string =>
          `${JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, row[index]])))}\n`;
  return rows.map(line).join('');
}

/** A line as RFC 4180 has it; no value is an empty field. */
function csvLine(values: readonly (string | number | null)[]): string {
  const field = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${values.map(field).join(',')}\r\n`;
}
