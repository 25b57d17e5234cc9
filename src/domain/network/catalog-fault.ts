/** One fault of a catalog document, or of a part of one. */
export interface CatalogFault {
  /** Path of the faulty value in the document, such as `inventory[3].location_cd`; `''` for the document itself. */
  readonly path: string;
  readonly reason: string;
}

/**
 * Stands for a code that could not be read: its own fault is told, and what refers to it cannot be judged. Longer than any code
 * that a document may have.
 */
export const UNREADABLE = `(${'unreadable '.repeat(10)})`;
