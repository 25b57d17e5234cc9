import type { Parameter } from '../../platform/db/session.js';

const NAME = /:([a-z]\w*)/g;

/**
 * A statement with named parameters, as an engine takes it. The statements of the change feed name theirs, because they run in
 * two places: here, and in the procedure for readers of SQL, where the names are its variables.
 */
export function bound(sql: string, values: Readonly<Record<string, Parameter>>): [sql: string, values: Parameter[]] {
  const parameters: Parameter[] = [];
  const text = sql.replace(NAME, (_found, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`a statement lacks its parameter ${name}`);
    parameters.push(value);
    return '?';
  });
  return [text, parameters];
}

/** The same statement in a procedure, whose variables have the names of the parameters after `v_`. */
export function inProcedure(sql: string): string {
  return sql.replace(NAME, 'v_$1');
}
