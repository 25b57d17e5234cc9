/** An ISO 8601 time without its fraction of a second; empty for none. */
export const toSeconds = (time: string | null | undefined): string => (time ?? '').replace(/\.\d+Z$/, 'Z');
