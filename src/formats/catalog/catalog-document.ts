import { isScalar } from 'yaml';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import type { Path } from '../document-path.js';
import { faultsOf, reservedNames } from '../schema-faults.js';
import { parseYaml } from '../yaml-document.js';
import { checkCatalog } from './catalog-checks.js';
import { catalogSchema } from './catalog-schema.js';
import { readableParts } from './readable-parts.js';

export type CatalogFormat = 'yaml' | 'json';
export type ParsedCatalog =
  | { readonly document: CatalogDocument }
  | {
      readonly faults: readonly CatalogFault[];
      /** What can be read of it all the same; absent if it is too little. */
      readonly readable?: CatalogDocument;
    };

/** Enough for a file that reuses parts by YAML aliases; too few for an alias bomb. */
const MAX_ALIASES = 100;

/**
 * Parses a catalog document.
 *
 * 1. The text is parsed as YAML, of which JSON is a subset. A syntax fault, with line and column, ends the parsing.
 * 2. The value is checked against the schema, and its parts against each other. Every fault is reported, one per path.
 *
 * @param format `json` rejects syntax that only YAML has
 */
export function parseCatalogDocument(text: string, format: CatalogFormat = 'yaml'): ParsedCatalog {
  const { document: source, lines } = parseYaml(text, format === 'json' ? 'json' : 'core');
  if (source.errors.length > 0) {
    return {
      faults: source.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { path: '', reason: `line ${line}, column ${col}: ${error.message}` };
      }),
    };
  }
  let value: unknown;
  try {
    value = source.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    // The parser throws on too many aliases.
    return { faults: [{ path: '', reason: `the document cannot be read: ${(error as Error).message}` }] };
  }
  if (value === null || value === undefined) {
    return { faults: [{ path: '', reason: 'found an empty document, expected a catalog' }] };
  }

  const sourceAt = (path: Path): string | undefined => {
    const node = source.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  };
  const result = catalogSchema.safeParse(value);
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue, value, sourceAt));
  const faults = firstPerPath([...issues, ...reservedNames(value), ...checkCatalog(value)]);
  if (result.success) return faults.length === 0 ? { document: result.data } : { faults, readable: result.data };
  const readable = readableParts(value, result.error.issues, sourceAt);
  return { faults, ...(readable === undefined ? {} : { readable }) };
}

/** Keeps the first fault of each path: an empty code, for example, is both too short and blank. */
export function firstPerPath(faults: readonly CatalogFault[]): CatalogFault[] {
  const first = new Map<string, CatalogFault>();
  for (const fault of faults) if (!first.has(fault.path)) first.set(fault.path, fault);
  return [...first.values()];
}
