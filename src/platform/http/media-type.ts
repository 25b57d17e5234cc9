/** A parsed Content-Type: type and parameter names in lower case, values unquoted. */
export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A parameter, its value quoted or not. Old clients leave a trailing `;` or blanks around `=`. */
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/** Parses a Content-Type header; the type is `''` when there is none. Never fails: unreadable parameters are skipped. */
export function parseMediaType(header: string | undefined): MediaType {
  const text = header ?? '';
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of text.matchAll(PARAMETER)) {
    if (name !== undefined) parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  return { type: (text.split(';', 1)[0] ?? '').trim().toLowerCase(), parameters };
}
