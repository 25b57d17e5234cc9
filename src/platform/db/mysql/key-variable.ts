import type { PendingId } from '../session.js';

/** A generated key, held in a variable of its connection until COMMIT. */
export class KeyVariable implements PendingId {
  insertId: number | undefined;

  constructor(private readonly variable: string) {}

  get value(): number {
    if (this.insertId === undefined) throw new Error('the generated key has not been read back yet');
    return this.insertId;
  }

  /** The driver calls this to write a parameter into a statement. */
  toSqlString(): string {
    return this.variable;
  }
}
