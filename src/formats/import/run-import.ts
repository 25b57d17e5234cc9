import type { BrokerContext } from '../../broker/context.js';
import type { WriteBatch } from '../../broker/import/batch.js';
import { importLocations } from '../../broker/import/locations.js';
import { importBarcodes, importProducts } from '../../broker/import/products.js';
import { stockImport } from '../../broker/import/stock.js';
import { headerFault, readRow } from './columns.js';
import type { ImportKind } from './columns.js';
import { readLines } from './lines.js';
import type { Encoding, Line } from './lines.js';

/** What happens during an import, in the order it happens; also the lines of the answer over HTTP. */
export type ImportEvent =
  | { readonly header: string }
  | { readonly error: { readonly line: number; readonly reason: string; readonly row: string } }
  | { readonly progress: { readonly rows: number; readonly bad: number; readonly seconds: number } }
  | { readonly summary: ImportSummary };

export interface ImportSummary {
  readonly kind: ImportKind;
  /** Rows read, without blank lines, comments and the header. */
  readonly rows: number;
  readonly written: number;
  readonly bad: number;
  readonly seconds: number;
}

/** A file that cannot be imported at all; its message says why. */
export class ImportRefusedError extends Error {
  override readonly name = 'ImportRefused';
}

export interface ImportOptions {
  readonly encoding: Encoding;
  /** Rows a transaction. Default 2,000: orders come in between two of them. */
  readonly batch?: number;
  /** Ends the import after the batch at hand. */
  readonly signal?: AbortSignal;
}

const BATCH = 2000;
const PROGRESS_SECONDS = 1;

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
 * 1. the first row names the columns; without a usable one nothing is done;
 * 2. rows are read and checked as the stream brings them, and written a batch a transaction: memory holds one batch;
 * 3. a bad row is told of and left out, the good ones beside it are written;
 * 4. the last event sums up. A failure in between leaves whole batches written; importing the file again is safe.
 *
 * @throws {ImportRefusedError} for a file without a usable header, or that is not made of lines
 */
export async function* runImport(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  kind: ImportKind,
  source: AsyncIterable<Buffer>,
  options: ImportOptions,
): AsyncGenerator<ImportEvent> {
  const begun = performance.now();
  const seconds = (): number => Math.round(performance.now() - begun) / 1000;
  const write = writerOf(kind);
  const most = options.batch ?? BATCH;
  let names: string[] | undefined;
  let batch: { line: number; entry: object; row: string }[] = [];
  let [rows, bad, told] = [0, 0, 0];

  const flush = async function* (columns: readonly string[]): AsyncGenerator<ImportEvent> {
    const part = batch;
    batch = [];
    if (part.length > 0) {
      const work = { rows: part as never, columns: new Set(columns), now: context.clock().toISOString() };
      const faults = await context.database.transaction((session) => write(session, work));
      bad += faults.length;
      const texts = new Map(part.map(({ line, row }) => [line, row]));
      for (const { line, reason } of faults) yield { error: { line, reason, row: texts.get(line) ?? '' } };
    }
    if (seconds() - told >= PROGRESS_SECONDS) {
      told = seconds();
      yield { progress: { rows, bad, seconds: told } };
    }
  };

  for await (const lines of linesOf(source, options.encoding)) {
    for (const line of lines) {
      if (options.signal?.aborted === true)
        throw new ImportRefusedError(`stopped before line ${String(line.number)}; what was written stays`);
      if (line.shown.trim() === '' || line.shown.startsWith('#')) continue;
      if (names === undefined) {
        names = line.shown.split('|').map((name) => name.trim().toLowerCase());
        if (names.at(-1) === '') names.pop();
        const fault = headerFault(kind, names);
        if (fault !== undefined) throw new ImportRefusedError(`line ${String(line.number)}: ${fault}`);
        yield { header: line.shown };
        continue;
      }
      rows += 1;
      const entry = line.text === undefined ? NOT_UTF8 : readRow(kind, names, line.text);
      if (typeof entry === 'string') {
        bad += 1;
        yield { error: { line: line.number, reason: entry, row: line.shown } };
      } else {
        batch.push({ line: line.number, entry, row: line.shown });
      }
      if (rows % most === 0) yield* flush(names);
    }
  }
  if (names === undefined) throw new ImportRefusedError('the file has no header row');
  yield* flush(names);
  yield { summary: { kind, rows, written: rows - bad, bad, seconds: seconds() } };
}

const NOT_UTF8 = 'its characters are not UTF-8; say so if the file is in Latin-1';

async function* linesOf(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Line[]> {
  try {
    yield* readLines(source, encoding);
  } catch (error) {
    throw error instanceof Error && error.name === 'LineTooLong' ? new ImportRefusedError(error.message) : error;
  }
}
