/** One fault of a catalog document, or of a part of one. */
export interface CatalogFault {
  /** Path of the faulty value in the document, such as `inventory[3].location_cd`; `''` for the document itself. */
  readonly path: string;
  readonly reason: string;
}
