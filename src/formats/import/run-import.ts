import type { BrokerContext } from '../../broker/context.js';
import type { RowFault, WriteBatch } from '../../broker/import/batch.js';
import { importLocations } from '../../broker/import/locations.js';
import { importBarcodes, importProducts } from '../../broker/import/products.js';
import { stockImport } from '../../broker/import/stock.js';
import { headerFault, noticeOf, readRow } from './columns.js';
import type { ImportKind } from './columns.js';
import { LineTooLongError, readLines } from './lines.js';
import type { Encoding, Line } from './lines.js';

/** Progress of an import, in the order it happens; also the lines of the HTTP response. */
export type ImportEvent =
  | { readonly header: string }
  | { readonly error: { readonly line: number; readonly reason: string; readonly row: string } }
  /** A row that was written, but not as it was sent. */
  | { readonly notice: { readonly line: number; readonly reason: string } }
  | { readonly progress: { readonly rows: number; readonly bad: number; readonly seconds: number } }
  | { readonly summary: ImportSummary };

export interface ImportSummary {
  readonly kind: ImportKind;
  /** Rows read, without the header, blank lines and comments. */
  readonly rows: number;
  readonly written: number;
  readonly bad: number;
  readonly seconds: number;
}

/** A file that cannot be imported at all, or an import that was canceled; the message says why. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefusedError';
  readonly code = 'import-refused';
}

export interface ImportOptions {
  readonly encoding: Encoding;
  /** Rows per transaction; 2,000 by default. Orders are processed between two transactions. */
  readonly batch?: number;
  /** Ends the import after the current batch. */
  readonly signal?: AbortSignal;
}

const BATCH = 2000;
const PROGRESS_SECONDS = 1;

/** A checked row that waits for its batch. */
interface PendingRow {
  readonly line: number;
  readonly entry: object;
  readonly row: string;
}

function writerOf(kind: ImportKind): WriteBatch<never> {
  switch (kind) {
    case 'product':
      return importProducts;
    case 'barcode':
      return importBarcodes;
    case 'location':
      return importLocations;
    case 'product-location':
      return stockImport();
  }
}

/**
 * Imports a file of rows separated by `|`.
 *
 * 1. The first row names the columns; without a valid one nothing is written.
 * 2. Rows are parsed as the stream delivers them and written in batches, one transaction each, so memory holds one batch.
 * 3. A bad row is reported and skipped; the good ones around it are written.
 * 4. The last event is the summary. After a failure, whole batches stay written; importing the file again is safe.
 *
 * @throws {ImportRefusedError} for a file without a valid header or with a line that is too long, and when the signal
 *   cancels the import
 */
export async function* runImport(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  kind: ImportKind,
  source: AsyncIterable<Buffer>,
  options: ImportOptions,
): AsyncGenerator<ImportEvent> {
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  const write = writerOf(kind);
  const batchSize = options.batch ?? BATCH;
  let names: string[] | undefined;
  let pending: PendingRow[] = [];
  let [rows, bad, reportedAt] = [0, 0, 0];

  const flush = async function* (columns: readonly string[]): AsyncGenerator<ImportEvent> {
    const batch = pending;
    pending = [];
    const faults = batch.length === 0 ? [] : await writeBatch(context, write, batch, columns);
    bad += faults.length;
    yield* errorsOf(faults, batch);
    if (seconds() - reportedAt >= PROGRESS_SECONDS) {
      reportedAt = seconds();
      yield { progress: { rows, bad, seconds: reportedAt } };
    }
  };

  for await (const lines of linesOf(source, options.encoding)) {
    for (const line of lines) {
      if (options.signal?.aborted === true)
        throw new ImportRefusedError(`stopped before line ${String(line.number)}; what was written stays`);
      if (line.shown.trim() === '' || line.shown.startsWith('#')) continue;
      if (names === undefined) {
        names = readHeader(kind, line);
        yield { header: line.shown };
        continue;
      }
      rows += 1;
      const entry = line.text === undefined ? NOT_UTF8 : readRow(kind, names, line.text);
      if (typeof entry === 'string') {
        bad += 1;
        yield { error: { line: line.number, reason: entry, row: line.shown } };
      } else {
        pending.push({ line: line.number, entry, row: line.shown });
        const reason = noticeOf(kind, entry);
        if (reason !== undefined) yield { notice: { line: line.number, reason } };
      }
      if (rows % batchSize === 0) yield* flush(names);
    }
  }
  if (names === undefined) throw new ImportRefusedError('the file has no header row');
  yield* flush(names);
  yield { summary: { kind, rows, written: rows - bad, bad, seconds: seconds() } };
}

const NOT_UTF8 = 'its characters are not UTF-8; say so if the file is in Latin-1';

/** @throws {ImportRefusedError} when it is no valid header */
function readHeader(kind: ImportKind, line: Line): string[] {
  const names = line.shown.split('|').map((name) => name.trim().toLowerCase());
  if (names.at(-1) === '') names.pop();
  const fault = headerFault(kind, names);
  if (fault !== undefined) throw new ImportRefusedError(`line ${String(line.number)}: ${fault}`);
  return names;
}

function writeBatch(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  write: WriteBatch<never>,
  batch: readonly PendingRow[],
  columns: readonly string[],
): Promise<RowFault[]> {
  const work = { rows: batch as never, columns: new Set(columns), now: context.clock().toISOString() };
  return context.database.transaction((session) => write(session, work));
}

function errorsOf(faults: readonly RowFault[], batch: readonly PendingRow[]): ImportEvent[] {
  const rows = new Map(batch.map(({ line, row }) => [line, row]));
  return faults.map(({ line, reason }) => ({ error: { line, reason, row: rows.get(line) ?? '' } }));
}

async function* linesOf(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Line[]> {
  try {
    yield* readLines(source, encoding);
  } catch (error) {
    throw error instanceof LineTooLongError ? new ImportRefusedError(error.message) : error;
  }
}
