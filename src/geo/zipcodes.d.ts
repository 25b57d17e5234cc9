declare module 'zipcodes' {
  /** An entry of the package's table: US codes by five digits, Canadian ones by their first three characters. */
  export interface PostalArea {
    readonly latitude: number;
    readonly longitude: number;
    readonly city: string;
    /** Two letters for a US state, the full name of a Canadian province. */
    readonly state: string;
  }
  const table: { readonly codes: Readonly<Record<string, PostalArea | undefined>> };
  export default table;
}
