import { Composer, isNode, Lexer, LineCounter, parseDocument, Parser, visit, YAMLParseError } from 'yaml';
import type { CST, Document } from 'yaml';

/** Nesting of lists and groups; a catalog needs 12. */
const MAX_DEPTH = 64;

/** A document, which has its errors, and where their lines begin. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
  readonly code = 'yaml-too-deep';

  constructor(readonly offset: number) {
    super(`is nested more than ${String(MAX_DEPTH)} deep`);
  }
}

/**
 * Parses one YAML document, like `parseDocument` of the yaml package, with two more errors:
 *
 * 1. nesting beyond MAX_DEPTH, found while the text is read: the package composes documents recursively, and 100,000
 *    brackets took 1.6 s to overflow its stack;
 * 2. an alias within the part that its anchor names, which would make a value that contains itself.
 */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false };
  lines.addNewLine(0);
  try {
    const [document, second] = new Composer(options).compose(tokensOf(text, lines), true, text.length);
    if (document === undefined) throw new Error('the YAML package composed no document');
    if (second !== undefined) addError(document, second.range[0], 'found a second document, expected one');
    visit(document, {
      Alias: (_, alias, path) => {
        if (!path.some((part) => isNode(part) && 'anchor' in part && part.anchor === alias.source)) return undefined;
        addError(document, alias.range?.[0] ?? 0, `the alias *${alias.source} stands within the part that it repeats`);
        return visit.BREAK;
      },
    });
    return { document, lines };
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    const document = parseDocument('', { prettyErrors: false });
    addError(document, error.offset, error.message);
    return { document, lines };
  }
}

function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    // The document itself is on the stack too.
    if (parser.stack.length > MAX_DEPTH + 1) throw new TooDeepError(parser.offset);
  }
  yield* parser.end();
}

function addError(document: Pick<Document, 'errors'>, offset: number, message: string): void {
  document.errors.push(new YAMLParseError([offset, offset + 1], 'IMPOSSIBLE', message));
}
