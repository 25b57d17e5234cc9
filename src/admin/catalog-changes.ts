/** What loading a catalogue did, for each collection of the document (`systems`, `locations`, `inventory` ...). */
export type CatalogChanges = Readonly<Record<string, { readonly created: number; readonly updated: number }>>;
