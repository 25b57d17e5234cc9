import { isScalar, LineCounter, parseDocument } from 'yaml';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import { checkCatalog } from './catalog-checks.js';
import { faultsOf } from './catalog-fault.js';
import type { CatalogFault } from '../../broker/network/load-catalog.js';
import type { Path } from './catalog-fault.js';
import { catalogSchema } from './catalog-schema.js';

export type CatalogFormat = 'yaml' | 'json';
export type ParsedCatalog = { readonly document: CatalogDocument } | { readonly faults: readonly CatalogFault[] };

/** Enough for a file that names its recurring parts, too few for one that grows without end. */
const MOST_ALIASES = 100;

/**
 * Reads a catalog document.
 *
 * 1. the text is read as YAML, of which JSON is a part; syntax faults carry line and column and end the reading;
 * 2. it is held against the schema, and its values against each other: every fault is reported, one entry each;
 * 3. without faults it is a document.
 *
 * @param format `json` refuses what only YAML can say
 */
export function parseCatalogDocument(text: string, format: CatalogFormat = 'yaml'): ParsedCatalog {
  const lineCounter = new LineCounter();
  let source;
  let value: unknown;
  try {
    source = parseDocument(text, { lineCounter, prettyErrors: false, schema: format === 'json' ? 'json' : 'core' });
    if (source.errors.length > 0) {
      return {
        faults: source.errors.map((error) => {
          const { line, col } = lineCounter.linePos(error.pos[0]);
          return { path: '', reason: `line ${line}, column ${col}: ${error.message}` };
        }),
      };
    }
    value = source.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
  } catch (error) {
    // The reader gives up on too many aliases, and the stack on a document nested without end.
    const reason = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message;
    return { faults: [{ path: '', reason: `the document cannot be read: ${reason}` }] };
  }
  if (value === null || value === undefined) {
    return { faults: [{ path: '', reason: 'found an empty document, expected a catalog' }] };
  }

  const written = (path: Path): string | undefined => {
    const node = source.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  };
  const result = catalogSchema.safeParse(value);
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue, value, written));
  const faults = oneForEachPath([...issues, ...checkCatalog(value)]);
  return result.success && faults.length === 0 ? { document: result.data } : { faults };
}

/** An empty code is both too short and blank: the first of several reasons for one place says enough. */
function oneForEachPath(faults: readonly CatalogFault[]): CatalogFault[] {
  const first = new Map<string, CatalogFault>();
  for (const fault of faults) if (!first.has(fault.path)) first.set(fault.path, fault);
  return [...first.values()];
}
