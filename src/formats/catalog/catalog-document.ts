import { isScalar } from 'yaml';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { bothForms } from '../../platform/event-loop.js';
import type { Interruptible } from '../../platform/event-loop.js';
import { JsonTextError, readJson } from '../../platform/json-text.js';
import { faultsOf, reservedNames } from '../schema-faults.js';
import type { SourceAt } from '../schema-faults.js';
import { parseYaml } from '../yaml-document.js';
import { checkCatalog } from './catalog-checks.js';
import { checkForm } from './check-form.js';
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
/** A catalog is nested 12 deep. Its size is limited by whoever reads it. */
const JSON_LIMITS = { depth: 64, values: Infinity };

/** A text that is no value. */
type Unreadable = Pick<Extract<ParsedCatalog, { readonly faults: unknown }>, 'faults'>;

/** A text as a value, and how the text writes a scalar of it. */
interface Source {
  readonly value: unknown;
  readonly sourceAt: SourceAt;
}

/**
 * Parses a catalog document. Called, it runs at once; `yielding` lets the event loop run in between, where only JSON.parse takes
 * some 10 ms a megabyte. YAML is parsed at once in any case, a second a megabyte: parse-off-thread.ts does that in a thread.
 *
 * 1. A syntax fault, with line and column where they are known, ends the parsing.
 * 2. The value is checked against the schema, and its parts against each other. Every fault is reported, one per path.
 */
export const parseCatalogDocument = bothForms(function* (
  text: string,
  format: CatalogFormat = 'yaml',
): Interruptible<ParsedCatalog> {
  const source = format === 'json' ? yield* readJsonSource(text) : readYamlSource(text);
  if ('faults' in source) return source;
  const { value, sourceAt } = source;
  if (value === null || value === undefined)
    return { faults: [{ path: '', reason: 'found an empty document, expected a catalog' }] };
  const { document, issues } = yield* checkForm(value);
  const faults = firstPerPath([
    ...issues.flatMap((issue) => faultsOf(issue, value, sourceAt)),
    ...(yield* reservedNames.steps(value)),
    ...(yield* checkCatalog.steps(value)),
  ]);
  if (document !== undefined) return faults.length === 0 ? { document } : { faults, readable: document };
  const readable = yield* readableParts(value, issues, sourceAt);
  return { faults, ...(readable === undefined ? {} : { readable }) };
});

function* readJsonSource(text: string): Interruptible<Source | Unreadable> {
  try {
    const { value, repeated } = yield* readJson.steps(text, JSON_LIMITS);
    return repeated === undefined
      ? { value, sourceAt: () => undefined }
      : { faults: [{ path: repeated, reason: 'found the name twice, expected it once' }] };
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return {
      faults: [{ path: '', reason: `${placeIn(text, error.message)}the document is not JSON: ${error.message}` }],
    };
  }
}

/** Line and column of the position that a message of JSON.parse names; empty when it names none. */
function placeIn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = text.slice(0, Number(position)).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: `;
}

function readYamlSource(text: string): Source | Unreadable {
  const { document: source, lines } = parseYaml(text);
  if (source.errors.length > 0) {
    return {
      faults: source.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return { path: '', reason: `line ${line}, column ${col}: ${error.message}` };
      }),
    };
  }
  try {
    const value = source.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
    return {
      value,
      sourceAt: (path) => {
        const node = source.getIn(path, true);
        return isScalar(node) ? node.source : undefined;
      },
    };
  } catch (error) {
    // The parser throws on too many aliases.
    return { faults: [{ path: '', reason: `the document cannot be read: ${(error as Error).message}` }] };
  }
}

/** Keeps the first fault of each path: an empty code, for example, is both too short and blank. */
export function firstPerPath(faults: readonly CatalogFault[]): CatalogFault[] {
  const first = new Map<string, CatalogFault>();
  for (const fault of faults) if (!first.has(fault.path)) first.set(fault.path, fault);
  return [...first.values()];
}
